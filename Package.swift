// swift-tools-version: 6.2
import PackageDescription

/// One kernel source, compiled once per instruction set: the folders hold symbolic links to
/// `Sources/KernelSource`, and only the flags and the shape of the register tile differ.
func kernels(_ name: String, _ settings: [SwiftSetting]) -> Target {
  .target(
    name: name, dependencies: ["CVector", "KernelTypes"], swiftSettings: settings + [.unsafeFlags(["-Ounchecked"])])
}

/// For `runner --version`. `make` names it, for a manifest may not run git.
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
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CBuild", cSettings: commit.isEmpty ? [] : [.define("RUNNER_COMMIT", to: "\"\(commit)\"")]),
    .target(name: "CMemory"),
    .target(name: "CProcessor"),
    .target(name: "CSHA"),
    .target(name: "CVector"),

    // What the system leaves of memory and processors.
    .target(name: "Machine", dependencies: ["CMemory"]),

    // From a file to plain data.
    .target(name: "Diagnostics"),
    .target(name: "YAMLTree", dependencies: ["CLibYAML", "Diagnostics"]),
    .target(name: "ExperimentSpec", dependencies: ["Diagnostics", "Hashing", "YAMLTree"]),

    // The engine.
    .target(name: "KernelTypes"),
    kernels("KernelsPortable", [.define("PORTABLE")]),
    kernels("KernelsAVX2", [.define("AVX2"), .unsafeFlags(["-Xcc", "-march=x86-64-v3"])]),
    kernels("KernelsAVX512", [.define("AVX512"), .unsafeFlags(["-Xcc", "-march=x86-64-v4"])]),
    .target(
      name: "Kernels",
      dependencies: ["KernelTypes", "KernelsPortable", "KernelsAVX2", "KernelsAVX512", "CProcessor"]),
    .target(name: "Tensors"),
    .target(name: "Layers", dependencies: ["KernelTypes", "Kernels", "Tensors"]),
    .target(name: "ModelGraph", dependencies: ["ExperimentSpec", "KernelTypes", "Kernels", "Layers", "Tensors"]),
    .target(name: "Hashing", dependencies: ["CSHA"]),
    .target(name: "Threads"),
    .target(
      name: "Datasets", dependencies: ["CLibPNG", "CMemory", "CZlib", "Hashing", "Machine", "Threads"],
      resources: [.copy("mnist")]),
    .target(
      name: "Training",
      dependencies: ["Datasets", "ExperimentSpec", "KernelTypes", "Kernels", "Layers", "ModelGraph", "Tensors"]),

    // From records to files and words.
    .target(
      name: "Results",
      dependencies: [
        "Datasets", "ExperimentSpec", "Hashing", "Machine", "ModelGraph", "Tensors", "Threads", "Training",
      ]),
    .target(name: "Charts", dependencies: ["CZlib"]),
    .target(
      name: "Reporting",
      dependencies: [
        "Charts", "Datasets", "Diagnostics", "ExperimentSpec", "ModelGraph", "Results", "Training",
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .executableTarget(
      name: "runner",
      dependencies: [
        "CBuild", "Charts", "Datasets", "Diagnostics", "ExperimentSpec", "Hashing", "Kernels", "Machine", "ModelGraph",
        "Reporting",
        "Results",
        "Tensors", "Training", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Measures kernels and stages: `make bench` runs it; nothing depends on it.
    .executableTarget(
      name: "kernel-bench",
      dependencies: [
        "Datasets", "ExperimentSpec", "Kernels", "KernelTypes", "Layers", "ModelGraph", "Tensors", "Training",
      ],
      path: "Benchmarks/kernels",
      // As the kernels that FreeVariants.swift is compared with.
      swiftSettings: [.unsafeFlags(["-Ounchecked", "-Xcc", "-march=x86-64-v3"])]),

    // Mutated specs: a library, for tests of every size, and the long run's program: `make torture`.
    .target(
      name: "SpecMutations", dependencies: ["Diagnostics", "ExperimentSpec", "Hashing", "ModelGraph", "Tensors"],
      path: "Tests/SpecMutations"),
    .executableTarget(
      name: "spec-torture",
      dependencies: ["SpecMutations", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Tests/SpecTorture"),

    .testTarget(name: "YAMLTreeTests", dependencies: ["Diagnostics", "YAMLTree"]),
    .testTarget(
      name: "ExperimentSpecTests", dependencies: ["Diagnostics", "ExperimentSpec", "SpecMutations", "YAMLTree"]),
    .testTarget(name: "KernelsTests", dependencies: ["CProcessor", "Kernels", "KernelTypes"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(name: "LayersTests", dependencies: ["Kernels", "KernelTypes", "Layers", "Tensors"]),
    .testTarget(name: "ModelGraphTests", dependencies: ["ExperimentSpec", "ModelGraph", "Tensors"]),
    .testTarget(name: "HashingTests", dependencies: ["Hashing"]),
    .testTarget(name: "MachineTests", dependencies: ["Machine"]),
    .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Hashing"], exclude: ["Fixtures"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Datasets", "ExperimentSpec", "Kernels", "Layers", "ModelGraph", "Results", "Tensors", "Training",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ResultsTests",
      dependencies: ["ExperimentSpec", "Hashing", "Results", "SpecMutations", "Tensors", "Training"],
      exclude: ["Fixtures"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["ExperimentSpec", "ModelGraph", "Reporting", "Results", "Tensors", "Training"]),
    .testTarget(
      name: "RunnerTests", dependencies: ["Datasets", "Hashing", "Kernels", "Results", "SpecMutations", "runner"]),
  ],
  swiftLanguageModes: [.v6]
)
