import Testing

/// Histories as event files, read back by TensorBoard itself.
@Suite struct TensorBoardTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet", "--no-report")
  }

  @Test func tensorBoardReadsTheHistories() throws {
    try here.run(
      "tiny.yaml", "--set", "name=none", "--set", "validation_split=0", "--set", "metrics=[]", "--quiet", "--no-report")
    try here.write(
      "extends: tiny.yaml\nname: sizes\nsweep: {grid: {batch_size: [100, 600]}}\nepochs: 1\n", to: "sizes.yaml")
    try here.run("sweep", "sizes.yaml", "--quiet", "--no-report")
    let outcome = try here.run("export", "--tensorboard", "logs/")
    #expect(outcome.stdout == "logs: 4 runs written; see them with: tensorboard --logdir logs\n", "\(outcome.stderr)")
    guard let python = try PythonTools.interpreter(with: "tensorboard.backend.event_processing.event_accumulator")
    else {
      return
    }
    let check = try here.shell(
      "'\(python)' '\(PythonTools.folder)/check_tensorboard.py' . tiny none sizes/batch_size-100 sizes/batch_size-600")
    print(check.stdout)
    #expect(check.status == 0, "\(check.stderr)")
    #expect(check.stdout.contains("tiny: 2 epochs of loss, accuracy, val_loss, val_accuracy, learning_rate\n"))
    #expect(check.stdout.split(separator: "\n").count == 4)
  }

  /// Nothing piles up: the second export replaces the first. A fresh clone has no times, and the files are a function of the result.
  @Test func theFilesAreReplaced() throws {
    let file = "logs/tiny/train/events.out.tfevents.0.runner"
    try here.run("export", "tiny", "--tensorboard", "logs")
    let first = try here.bytes(file)
    try here.run("export", "tiny", "--tensorboard", "logs")
    #expect(try here.bytes(file) == first)
    #expect(try here.shell("ls logs/tiny/*").stdout.split(separator: "\n").count == 4)
    try here.remove("results/tiny")
    try here.run("export", "tiny", "--tensorboard", "logs", "--quiet")
    #expect(try here.bytes(file).count == first.count && here.bytes(file) != first)
    let inside = try here.run("export", "tiny", "--tensorboard", "results")
    #expect(inside.status == 64)
    #expect(
      inside.stderr
        == "error: --tensorboard results: results holds the results as runs have written them; choose a place outside it\n"
    )
  }
}
