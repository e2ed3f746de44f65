import Foundation
import Testing

/// A model for which there is not enough memory is refused before anything is allocated; one that fits is not.
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

  /// A batch counts like a layer: 28 · 28 · 32 floats for each of 60,000 images are 6 GB before anything is computed, and their
  /// gradient is as much again. 30 · 30 floats for each image with its zero padding are 0.2 GB.
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
        /^batch\.yaml:4:5: error: layers\[0\]\.conv2d: training needs 12 GB of memory, and [0-9.]+ GB are available; this layer takes 6\.2 GB\n/
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
    let limited = try here.shell("ulimit -v 800000; " + command)
    #expect(limited.stderr == "seeds: 1 at a time, for there is no memory for 3 of the runs at once\n")
    #expect(limited.stdout.contains(", 3 to train, one after the other with 3 threads"), "\(limited)")
  }

  @Test func whatFitsIntoALimitIsTrained() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.shell("ulimit -v 1000000; \"$RUNNER\" tiny.yaml --quiet")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  // MARK: Data

  /// 55 MB of images and labels, and the stacks of the threads that read them.
  @Test(arguments: ["run tiny.yaml", "validate tiny.yaml", "sweep seeds --progress plain", "summary tiny.yaml"])
  func dataThatDoNotFitAreNamed(command: String) throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.write("extends: ../tiny.yaml\n", to: "seeds/one.yaml")
    for limit in ["-v 130000", "-d 60000"] {
      let outcome = try here.shell("ulimit \(limit); \"$RUNNER\" \(command)")
      #expect(outcome.status == 65, "\(limit): \(outcome)")
      #expect(
        outcome.stderr.contains(
          /tiny.yaml:2:1: error: dataset: mnist needs 89 MB of memory to be read, and [0-9]+ MB are available\n/),
        "\(limit): \(outcome.stderr)")
      #expect(outcome.stderr.contains("free memory, or raise the limit: ulimit -v or -d, or the control group's"))
    }
  }

  /// In small steps: whatever the limit, the run is refused or trained, and never killed by the system.
  @Test func noLimitEndsARunHalfway() throws {
    try here.write(tiny.replacing("epochs: 2", with: "epochs: 1"), to: "tiny.yaml")
    for limit in stride(from: 120_000, through: 300_000, by: 15_000) {
      let outcome = try here.shell("ulimit -v \(limit); \"$RUNNER\" tiny.yaml --quiet --threads 2")
      #expect([0, 65].contains(outcome.status), "\(limit): \(outcome)")
    }
  }

  /// 5,592,010 weights of 4 bytes, held as the file's bytes, as its tensors and in the network, are 67 MB.
  @Test func aModelIsAskedOnlyIfItFits() throws {
    let wide = huge.replacing("name: huge", with: "name: wide").replacing("1048576", with: "2000")
    try here.write(wide, to: "wide.yaml")
    try here.run("wide.yaml", "--set", "epochs=1", "--set", "dataset.train_limit=100", "--quiet", "--no-report")
    for command in ["evaluate wide", "predict wide --test 0"] {
      #expect(try here.shell("ulimit -v 1000000; \"$RUNNER\" \(command)").status == 0)
      let outcome = try here.shell("ulimit -v 120000; \"$RUNNER\" \(command)")
      #expect(outcome.status == 65 && outcome.stdout == "", "\(command): \(outcome)")
      let available = try #require(outcome.stderr.firstMatch(of: /memory, and ([0-9.]+ MB) are available/)).1
      #expect(
        outcome.stderr == """
          spec of results/wide.json:8:5: error: layers[2].dense: the model needs 68 MB of memory, and \(available) are \
          available; this layer takes 49 MB
              - dense: {units: 2000, activation: relu, use_bias: true, kernel_initializer: glorot_uniform, bias_…
                ^~~~~ free memory, or raise the limit: ulimit -v or -d, or the control group's

          """)
    }
  }

  // MARK: Threads

  @Test(arguments: [
    ("run tiny.yaml --threads 1000000", "--threads 1000000: at most 1024 are possible."),
    ("verify tiny --threads 1025", "--threads 1025: at most 1024 are possible."),
    ("evaluate tiny --threads 9223372036854775807", "--threads 9223372036854775807: at most 1024 are possible."),
    ("sweep seeds --jobs 513", "--jobs 513: at most 512 processes are possible on this machine."),
  ])
  func whatCannotBeIsRefused(command: String, problem: String) throws {
    let outcome = try here.shell("\"$RUNNER\" \(command)")
    #expect(outcome.status == 64)
    #expect(outcome.stderr.hasPrefix("Error: \(problem)\n"), "\(outcome.stderr)")
  }

  /// Each worker has its part of the convolution's output and lists of its gradients: 0.35 MB here, 350 MB in all.
  @Test func theWorkersMemoryIsCounted() throws {
    let wide = tiny.replacing("filters: 4", with: "filters: 64")
    try here.write(wide, to: "wide.yaml")
    let few = try here.shell("ulimit -v 350000; \"$RUNNER\" run wide.yaml --quiet --threads 2")
    #expect(few.status == 0, "\(few)")
    let many = try here.shell("ulimit -v 350000; \"$RUNNER\" run wide.yaml --quiet --threads 1024")
    #expect(many.status == 65)
    #expect(
      many.stderr.contains(
        /wide.yaml:5:5: error: layers\[0\].conv2d: training needs [0-9.]+ [MG]B of memory, and [0-9]/),
      "\(many.stderr)")
    #expect(many.stderr.hasSuffix(" use fewer --threads\n"))
  }
}
