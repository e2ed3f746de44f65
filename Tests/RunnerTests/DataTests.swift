import Testing
import Text

/// `runner data`, and the warnings about misleading data.
@Suite struct DataTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    // Sorted by class: 60 training images, six of each, and ten test images, of 4 × 4 pixels.
    try here.writeImages("sorted/train", (0..<60).map { UInt8($0 / 6) })
    try here.writeImages("sorted/t10k", (0..<10).map { UInt8(9 - $0) })
    try here.write(
      """
      dataset: {idx: sorted}
      layers: [flatten, {dense: {units: 10, activation: softmax}}]
      loss: categorical_crossentropy
      validation_split: 0.2

      """, to: "sorted.yaml")
  }

  @Test func whatADataSetHolds() throws {
    let outcome = try here.run("data", "sorted.yaml")
    #expect(outcome.status == 0)
    let lines = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(
      lines.prefix(23).joined(separator: "\n") == """
        sorted (sorted.yaml)

        images      shape          elements        range
        ──────────  ─────────────  ──────────────  ──────────
        training    [48, 4, 4, 1]  unsigned bytes  0 to 140
        validation  [12, 4, 4, 1]  unsigned bytes  160 to 180
        test        [10, 4, 4, 1]  unsigned bytes  0 to 180

        class   training  validation  test
        ──────  ────────  ──────────  ────
        0              6           0     1
        1              6           0     1
        2              6           0     1
        3              6           0     1
        4              6           0     1
        5              6           0     1
        6              6           0     1
        7              6           0     1
        8              0           6     1
        9              0           6     1
        ──────  ────────  ──────────  ────
        images        48          12    10

        """)
    #expect(lines.contains { $0.hasPrefix("t10k-labels-idx1-ubyte   ") && $0.split(separator: " ").last?.count == 64 })
    #expect(lines.contains("0 (test image 9)  1 (test image 8)  2 (test image 7)  3 (test image 6)"))
    #expect(outcome.stderr == "warning: sorted: \(warning)\n")
  }

  /// All 55 million pixels of MNIST, and nobody waits: a loop over them in a module without the optimizer would take a minute.
  @Test func allOfMNISTIsShownAtOnce() throws {
    try here.write(tiny.replacing(/dataset:.*\n/, with: "dataset: mnist\n"), to: "all.yaml")
    let start = ContinuousClock.now
    let outcome = try here.run("data", "all.yaml")
    #expect(outcome.status == 0 && outcome.stdout.contains("[10000, 28, 28, 1]"), "\(outcome)")
    #expect(outcome.stdout.contains("  0 to 255\n"))
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func theSameAsJSON() throws {
    let data = try JSONValue(text: try here.run("data", "sorted.yaml", "--json").stdout)
    #expect(
      try items(data["parts"]).map { $0["shape"]?.line } == ["[48, 4, 4, 1]", "[12, 4, 4, 1]", "[10, 4, 4, 1]"])
    #expect(
      try items(data["classes"]).last?.line == #"{"class": 9, "name": "9", "training": 0, "validation": 6, "test": 1}"#)
    #expect(try items(data["samples"]).first?.line == #"{"class": 0, "test_image": 9}"#)
    #expect(try items(data["warnings"]) == [.string(warning)])
    #expect(try items(data["files"]).count == 4)
  }

  @Test func digitsAreShown() throws {
    let outcome = try here.run("data", "tiny.yaml")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("training    [540, 28, 28, 1]  unsigned bytes  0 to 255\n"))
    #expect(outcome.stdout.contains("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7\n"))
    for digit in 0..<10 { #expect(outcome.stdout.contains("\(digit) (test image ")) }
    #expect(outcome.stdout.contains("7 (test image 0)"))
    #expect(outcome.stdout.split(separator: "\n").allSatisfy { $0.count <= 92 })
    #expect(outcome.stderr == "")
  }

  /// The command is about the data alone: a model that doesn't fit and missing weights do not matter.
  @Test func layersNeedNotFit() throws {
    try here.write(
      "extends: tiny.yaml\ninitial_weights: none.safetensors\nlayers: [{dense: {units: 3}}]\n", to: "odd.yaml")
    #expect(try here.run("data", "odd.yaml").status == 0)
    let missing = try here.run("data", "tiny.yaml", "--set", "dataset={idx: nowhere}")
    #expect(missing.status == 66)
    #expect(missing.stderr.contains("nowhere is not there: there is no such folder\n"))
  }

  @Test func validationImagesOfUnseenClassesAreWarnedOf() throws {
    #expect(try here.run("validate", "sorted.yaml").stderr == "warning: sorted: \(warning)\n")
    let run = try here.run("run", "sorted.yaml", "--progress", "none")
    #expect(run.status == 0)
    #expect(run.stderr == "warning: sorted: \(warning)\n")
    #expect(try here.run("run", "sorted.yaml", "--quiet").stderr == "")
    try here.write("extends: sorted.yaml\nsweep: {grid: {seed: [1, 2]}}\n", to: "sweep.yaml")
    #expect(try here.run("sweep", "sweep.yaml", "--dry-run").stderr == "warning: sweep: \(warning)\n")
  }

  private let warning =
    "the validation images are of the classes 8 and 9 only, of which the training images have none: "
    + "shuffle the files, for validation_split takes the last images"

  private func items(_ value: JSONValue?) throws -> [JSONValue] { try #require(value?.items) }
}

extension JSONValue {
  /// The elements of a list.
  var items: [JSONValue]? { if case .list(let items) = self { items } else { nil } }
}

extension Workspace {
  /// Images of 4 × 4 pixels and their labels as two IDX files; each pixel is 20 times the label.
  func writeImages(_ prefix: String, _ labels: [UInt8]) throws {
    let count: [UInt8] = [0, 0, 0, UInt8(labels.count)]
    let pixels = labels.flatMap { [UInt8](repeating: 20 * $0, count: 16) }
    try write([0, 0, 8, 3] + count + [0, 0, 0, 4, 0, 0, 0, 4] + pixels, to: prefix + "-images-idx3-ubyte")
    try write([0, 0, 8, 1] + count + labels, to: prefix + "-labels-idx1-ubyte")
  }
}
