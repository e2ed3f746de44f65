import Foundation
import Testing

/// A model for which there is no memory is refused before it is allocated; what fits is not.
struct MemoryTests {
  let here = Workspace()
  private let huge = """
    name: huge
    dataset: {name: mnist, train_limit: 600, test_limit: 200}
    layers:
      - flatten
      - dense: {units: 1048576, activation: relu}
      - dense: {units: 1048576, activation: relu}
      - dense: {units: 10, activation: softmax}
    optimizer: sgd
    loss: categorical_crossentropy

    """

  /// 2⁴⁰ + 2²⁰ parameters of 4 bytes, and three copies for a checkpoint: 17.6 TB.
  @Test(arguments: ["run", "validate"])
  func theLargestLayerIsNamed(command: String) throws {
    try here.write(huge, to: "huge.yaml")
    let outcome = try here.run(command, "huge.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stdout == "")
    let available = try #require(outcome.stderr.firstMatch(of: /memory, and ([0-9.]+ [MGT]B) are available/)).1
    #expect(
      outcome.stderr == """
        huge.yaml:6:5: error: layers[2].dense: training needs 18 TB of memory, and \(available) are available; \
        this layer takes 18 TB
            - dense: {units: 1048576, activation: relu}
              ^~~~~ make the layer smaller

        """)
    #expect(!here.exists("results"))
  }

  @Test func aTableOfItsLayersIsShownAllTheSame() throws {
    try here.write(huge, to: "huge.yaml")
    #expect(try here.run("summary", "huge.yaml").stdout.contains("1,100,"))
  }

  /// A batch counts like a layer: 28 · 28 · 32 floats of each of 60,000 images are 6 GB before anything is computed from them.
  @Test func aBatchThatDoesNotFitIsNamed() throws {
    let spec = """
      name: batch
      dataset: mnist
      layers:
        - conv2d: {filters: 32, kernel_size: 3, padding: same}
        - flatten
        - dense: {units: 10, activation: softmax}
      optimizer: adam
      loss: categorical_crossentropy
      batch_size: 60000

      """
    try here.write(spec, to: "batch.yaml")
    let outcome = try here.shell("ulimit -v 4000000; \"$RUNNER\" validate batch.yaml")
    #expect(outcome.status == 65)
    #expect(
      outcome.stderr.contains(
        /^batch\.yaml:4:5: error: layers\[0\]\.conv2d: training needs 18 GB of memory, and [0-9.]+ GB are available; this layer takes 6\.0 GB\n/
      ), "\(outcome.stderr)")
    #expect(outcome.stderr.hasSuffix("~ make batch_size or the layer smaller\n"))
  }

  /// Each of these runs takes 0.4 GB.
  @Test func aSweepTrainsAsManyAtOnceAsFit() throws {
    try here.write(huge.replacing("1048576", with: "4500"), to: "large.yaml")
    for seed in 1...3 { try here.write("extends: ../large.yaml\nseed: \(seed)\n", to: "seeds/seed-\(seed).yaml") }
    let command = "\"$RUNNER\" sweep seeds --dry-run --threads 3"
    let unlimited = try here.shell(command)
    #expect(unlimited.stdout.contains(", 3 to train, 3 at a time with 1 thread each"), "\(unlimited)")
    let limited = try here.shell("ulimit -v 1000000; " + command)
    #expect(limited.stderr == "seeds: 1 at a time, for there is no memory for 3 of the runs at once\n")
    #expect(limited.stdout.contains(", 3 to train, one after the other with 3 threads"), "\(limited)")
  }

  @Test func whatFitsIntoALimitIsTrained() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.shell("ulimit -v 1000000; \"$RUNNER\" tiny.yaml --quiet")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }
}
