// swift-tools-version: 6.2
import PackageDescription

/// A module in its folder of `Sources`.
func room(
  _ path: String, _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/" + path, swiftSettings: settings)
}

/// For the modules at the end of a build, which wait for files, processes and people: the optimizer would take three quarters of
/// their time to compile, one after another, and save a command a few milliseconds, or a tenth of a second where it reads 300 results.
/// So no loop over samples belongs into one of them, but into Datasets, Training, Statistics or Results. What Runs does at each training
/// step allocates nothing even so: see AllocationTests and Stopwatch.
///
/// Tried in its place: `-Xllvm -sil-disable-pass=generic-specializer`, which is as quick to build. Swift 6.3 then compiled a comparison
/// in YAMLTree to another result; `make words` found it.
let withoutOptimizer: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]

// The processor that is built for. A manifest sees only the machine that reads it, so a cross build names its target.
#if arch(x86_64)
  let host = "x86_64"
#elseif arch(arm64)
  let host = "arm64"
#else
  let host = ""
#endif
let isX86 = (Context.environment["RUNNER_TARGET"] ?? host) == "x86_64"

/// One kernel source, compiled once per instruction set: each folder holds a symbolic link to `Kernels/Source`, and only the flags and
/// the shape of the register tile differ.
func kernels(_ instructionSet: String, _ settings: [SwiftSetting]) -> Target {
  .target(
    name: "Kernels" + instructionSet, dependencies: ["CVector", "Geometry", "KernelTypes", "Random"],
    path: "Sources/Engine/Kernels/" + instructionSet, swiftSettings: settings + [.unsafeFlags(["-Ounchecked"])])
}

/// Elsewhere the portable kernels alone, with the target's own fused multiply-add.
let kernelModules =
  isX86
  ? [
    // Any x86-64 runs these, and not all of them multiply and add at once: that is emulated.
    kernels("Portable", [.define("PORTABLE")]),
    kernels("AVX2", [.define("AVX2"), .unsafeFlags(["-Xcc", "-march=x86-64-v3"])]),
    kernels("AVX512", [.define("AVX512"), .unsafeFlags(["-Xcc", "-march=x86-64-v4"])]),
  ] : [kernels("Portable", [])]

/// For `runner --version`. `make` sets it, because a manifest may not run git.
let commit = Context.environment["RUNNER_COMMIT"] ?? ""

let package = Package(
  name: "runner",
  products: [.executable(name: "runner", targets: ["runner"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
  ],
  targets: [
    // C, each behind one door.
    .systemLibrary(
      name: "CLibYAML", path: "Sources/C/LibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", path: "Sources/C/Zlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibPNG", path: "Sources/C/LibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CLibJPEG", path: "Sources/C/LibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .target(
      name: "CBuild", path: "Sources/C/Build",
      cSettings: commit.isEmpty ? [] : [.define("RUNNER_COMMIT", to: "\"\(commit)\"")]),
    room("C/Memory", "CMemory"),
    room("C/Pictures", "CPictures", ["CLibJPEG", "CLibPNG"]),
    room("C/Processor", "CProcessor"),
    room("C/SHA", "CSHA"),
    room("C/Vector", "CVector"),

    // What every part builds on.
    room("Basics/Text", "Text"),
    room("Basics/Machine", "Machine", ["CMemory"]),
    room("Basics/Files", "Files", ["Machine", "Text"]),
    room("Basics/Hashing", "Hashing", ["CSHA"]),
    room("Basics/ProtocolBuffers", "ProtocolBuffers"),
    room("Basics/Random", "Random"),
    room("Basics/Functions", "Functions"),
    room("Basics/Geometry", "Geometry"),
    room("Basics/Threads", "Threads"),

    // From a file to plain data.
    room("Spec/Diagnostics", "Diagnostics", ["Text"]),
    room("Spec/YAMLTree", "YAMLTree", ["CLibYAML", "Diagnostics", "Text"]),
    room("Spec/Catalog", "Catalog", ["Diagnostics", "Geometry", "Text", "Threads"]),
    room(
      "Spec/ExperimentSpec", "ExperimentSpec", ["Catalog", "Diagnostics", "Geometry", "Hashing", "Text", "YAMLTree"]),

    // What is known about runs, and the data on which they are trained.
    room("Records", "Records", ["Catalog", "Geometry"]),
    .target(
      name: "Datasets",
      dependencies: [
        "Catalog", "CLibPNG", "CMemory", "CPictures", "CZlib", "Files", "Geometry", "Hashing", "Machine", "Random",
        "Text",
        "Threads",
      ],
      path: "Sources/Data/Datasets", resources: [.copy("mnist")]),

    // The engine.
    room("Engine/KernelTypes", "KernelTypes", ["Geometry", "Random"]),
    room(
      "Engine/Kernels/Choice", "Kernels",
      ["CProcessor", "KernelTypes", "Threads"] + kernelModules.map { .byName(name: $0.name) }),
    room("Engine/Tensors", "Tensors"),
    room("Engine/Layers", "Layers", ["Catalog", "Geometry", "KernelTypes", "Kernels", "Random", "Tensors"]),
    room(
      "Engine/Training", "Training",
      [
        "Catalog", "Datasets", "Functions", "Geometry", "KernelTypes", "Kernels", "Layers", "Random", "Records",
        "Tensors", "Text",
      ]),

    // From records to files and words. SwiftPM starts what is ready in reverse alphabetical order: with a name before "ExperimentSpec",
    // Statistics and all that waits for it began so late that a build took six seconds longer.
    room("Results/Statistics", "Statistics", ["Catalog", "Functions", "Random", "Records", "Text"]),
    room(
      "Results/Results", "Results",
      ["Catalog", "Files", "Geometry", "Hashing", "Records", "Statistics", "Text", "Threads"]),
    room("Reporting/Charts", "Charts", ["CZlib"], withoutOptimizer),
    room(
      "Reporting/Reporting", "Reporting",
      [
        "Catalog", "Datasets", "Records", "Results", "Statistics", "Text",
      ], withoutOptimizer),
    room(
      "Reporting/Pages", "Pages",
      [
        "Catalog", "Charts", "Datasets", "Records", "Reporting", "Results", "Statistics", "Text",
        .product(name: "Mustache", package: "swift-mustache"),
      ], withoutOptimizer),
    // Files for other tools.
    room("Exports", "Exports", ["Catalog", "Geometry", "ProtocolBuffers", "Records"]),
    // What a command does.
    room("Basics/Processes", "Processes", ["Files"]),
    room(
      "Runs/Runs", "Runs",
      [
        "Catalog", "Datasets", "Diagnostics", "ExperimentSpec", "Exports", "Files", "Geometry", "Hashing", "Kernels",
        "Machine", "Processes", "Records", "Reporting", "Results", "Statistics", "Text", "Threads", "Training",
      ], withoutOptimizer),
    room(
      "Runs/Reports", "Reports",
      [
        "Catalog", "Datasets", "ExperimentSpec", "Files", "Machine", "Pages", "Processes", "Records", "Results", "Runs",
        "Statistics",
      ], withoutOptimizer),
    room(
      "Runs/Sweeps", "Sweeps",
      [
        "Catalog", "Datasets", "ExperimentSpec", "Files", "Hashing", "Machine", "Processes",
        "Records", "Reporting", "Results", "Runs", "Statistics", "Text",
      ], withoutOptimizer),
    .executableTarget(
      name: "runner",
      dependencies: [
        "CBuild", "Diagnostics", "ExperimentSpec", "Files", "Machine", "Pages", "Records", "Reporting", "Reports",
        "Results", "Runs", "Statistics", "Sweeps", "Text", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: withoutOptimizer),

    // Measures kernels and stages: `make bench` runs it; nothing depends on it.
    .executableTarget(
      name: "kernel-bench",
      dependencies: [
        "Catalog", "Datasets", "ExperimentSpec", "Geometry", "Kernels", "KernelTypes", "Layers", "Records",
        "Statistics", "Tensors", "Text", "Training",
      ],
      path: "Benchmarks/kernels",
      // Like the kernels with which FreeVariants.swift is compared.
      swiftSettings: [.unsafeFlags(["-Ounchecked"] + (isX86 ? ["-Xcc", "-march=x86-64-v3"] : []))]),

    // Mutated specs: a library for tests of all sizes, and the program of the longest: `make torture`.
    .target(
      name: "SpecMutations", dependencies: ["Catalog", "Diagnostics", "ExperimentSpec", "Geometry", "Hashing"],
      path: "Tests/SpecMutations"),
    .executableTarget(
      name: "spec-torture",
      dependencies: ["SpecMutations", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/SpecTorture"),

    .testTarget(name: "YAMLTreeTests", dependencies: ["Diagnostics", "YAMLTree"]),
    .testTarget(
      name: "ExperimentSpecTests",
      dependencies: ["Catalog", "Diagnostics", "ExperimentSpec", "Geometry", "SpecMutations", "Text"]),
    .testTarget(
      name: "KernelsTests", dependencies: ["CProcessor", "Geometry", "Kernels", "KernelTypes", "Random", "Threads"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(
      name: "LayersTests",
      dependencies: ["Catalog", "Geometry", "Kernels", "KernelTypes", "Layers", "Random", "Tensors"]),
    .testTarget(name: "ModelGraphTests", dependencies: ["Catalog", "ExperimentSpec", "Geometry", "Training"]),
    .testTarget(name: "HashingTests", dependencies: ["Hashing"]),
    .testTarget(name: "ProtocolBuffersTests", dependencies: ["ProtocolBuffers"]),
    .testTarget(
      name: "ExportsTests", dependencies: ["Catalog", "Exports", "Geometry", "Records", "SpecMutations"]),
    .testTarget(name: "MachineTests", dependencies: ["Machine"]),
    .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
    // What the tests of both data sets and program share.
    .target(name: "ArrayFixtures", path: "Tests/ArrayFixtures"),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["ArrayFixtures", "Catalog", "Datasets", "Files", "Geometry", "Hashing", "SpecMutations"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Catalog", "Datasets", "ExperimentSpec", "Files", "Functions", "Geometry", "Kernels", "Layers", "Random",
        "Records", "Results", "Tensors", "Text", "Threads", "Training",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ResultsTests",
      dependencies: [
        "Catalog", "ExperimentSpec", "Files", "Geometry", "Records", "Results", "SpecMutations", "Statistics", "Text",
      ],
      exclude: ["Fixtures"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Catalog", "Records", "Reporting", "Results", "Statistics", "Text"]),
    .testTarget(name: "PagesTests", dependencies: ["Catalog", "Charts", "ExperimentSpec", "Geometry", "Pages"]),
    // What the tests of both share.
    .target(name: "RunsTestSupport", dependencies: ["Reporting", "Runs"], path: "Tests/RunsTestSupport"),
    .testTarget(
      name: "RunsTests",
      dependencies: ["RunsTestSupport", "Catalog", "Records", "Results", "Runs", "Training"]),
    .testTarget(
      name: "SweepsTests", dependencies: ["RunsTestSupport", "Processes", "Reporting", "Results", "Runs", "Sweeps"]),
    .testTarget(
      name: "RunnerTests",
      dependencies: [
        "ArrayFixtures", "Datasets", "Files", "Hashing", "Kernels", "Records", "Results", "Runs", "SpecMutations",
        "Text",
      ],
      exclude: ["Fixtures", "Tools"]),
  ] + kernelModules,
  swiftLanguageModes: [.v6]
)
