import Foundation
import Records
import Testing

/// A run that was killed and started again with the same command leaves the files of one that was never killed.
struct ResumeTests {
  let here = Workspace()
  private static let files = [
    "tiny.csv", "tiny.json", "tiny/weights.safetensors", "tiny/predictions.csv", "tiny/steps.csv",
  ]

  init() throws {
    try here.write(tiny.replacing("epochs: 2", with: "epochs: 60"), to: "tiny.yaml")
    try here.run("tiny.yaml", "--results", "expected", "--quiet")
  }

  /// Starts a run that saves at every step, and kills it once it has saved twice.
  private func interruptedRun() throws {
    _ = try here.shell(
      """
      "$RUNNER" tiny.yaml --checkpoint-every 0 --progress none >/dev/null 2>&1 &
      until [ -e results/tiny/checkpoint.previous ] || ! kill -0 $!; do sleep 0.002; done
      kill -9 $!; wait
      """)
  }

  private func requireTheExpectedFiles() throws {
    for file in Self.files {
      #expect(try here.bytes("results/\(file)") == here.bytes("expected/\(file)"), "\(file)")
    }
    #expect(!here.exists("results/tiny/checkpoint"))
    #expect(!here.exists("results/tiny/checkpoint.previous"))
  }

  /// Leaves a checkpoint behind, after several attempts if need be: on a busy machine the kill may come too late.
  private func leaveACheckpoint() throws {
    for _ in 1...50 where !here.exists("results/tiny/checkpoint.previous") || here.exists("results/tiny.json") {
      if here.exists("results") { try here.remove("results") }
      try interruptedRun()
    }
    try #require(here.exists("results/tiny/checkpoint.previous"))
    try #require(!here.exists("results/tiny.json"))
  }

  @Test func theSameCommandGoesOnAndSaysSo() throws {
    try leaveACheckpoint()
    let outcome = try here.run("tiny.yaml")
    #expect(outcome.stderr.contains(/\ntiny: an interrupted run goes on (after epoch|within epoch) [0-9]+ of 60/))
    try requireTheExpectedFiles()
    #expect(try here.read("results/tiny/timing.csv").split(separator: "\n").count == 61)
  }

  @Test func restartStartsOver() throws {
    try leaveACheckpoint()
    let outcome = try here.run("tiny.yaml", "--restart")
    #expect(!outcome.stderr.contains("goes on"))
    try requireTheExpectedFiles()
  }

  @Test func anotherSpecDoesNotGoOn() throws {
    try leaveACheckpoint()
    let outcome = try here.run("tiny.yaml", "--set", "seed=2")
    let message =
      /\ntiny: the interrupted run was another one \(spec\.seed was 1, is 2\): it is kept in (results\/tiny\/checkpoint\.[0-9a-f]{8}), and goes on when its own spec is run again\n/
    let kept = try #require(outcome.stderr.firstMatch(of: message)?.1, "\(outcome)")
    #expect(try RunSummary(text: here.read("results/tiny.json")).history.count == 60)
    // And back again.
    #expect(here.exists(String(kept)))
    let back = try here.run("tiny.yaml")
    #expect(back.stderr.contains("tiny: an interrupted run goes on"))
    try requireTheExpectedFiles()
    #expect(!here.exists(String(kept)))
  }

  @Test(arguments: ["description=other words", "name=tiny", "dataset.test_limit=200"])
  func whatChangesNothingIsNoOtherSpec(_ override: String) throws {
    try leaveACheckpoint()
    let outcome = try here.run("tiny.yaml", "--set", override)
    #expect(outcome.stderr.contains("tiny: an interrupted run goes on"), "\(outcome)")
    let weights = "tiny/weights.safetensors"
    #expect(try here.bytes("results/\(weights)") == here.bytes("expected/\(weights)"))
    #expect(try here.bytes("results/tiny.csv") == here.bytes("expected/tiny.csv"))
    #expect(try here.read("results/tiny.json").contains("other words") == override.contains("other words"))
  }

  /// The files of a run that trains so many epochs at once.
  private func requireTheFiles(ofEpochs epochs: Int, in results: String = "results", _ name: String = "tiny") throws {
    try here.run(
      "tiny.yaml", "--set", "epochs=\(epochs)", "--set", "name=\(name)", "--results", "whole", "--quiet")
    for file in Self.files {
      let file = file.replacing("tiny", with: name)
      #expect(try here.bytes("\(results)/\(file)") == here.bytes("whole/\(file)"), "\(file) of \(epochs) epochs")
    }
  }

  @Test func moreEpochsGoOnFromAnInterruptedRun() throws {
    try leaveACheckpoint()
    let outcome = try here.run("tiny.yaml", "--set", "epochs=64")
    #expect(outcome.stderr.contains(/\ntiny: an interrupted run goes on (after epoch|within epoch) [0-9]+ of 64/))
    try requireTheFiles(ofEpochs: 64)
  }

  @Test(arguments: [("adam", 3), ("{sgd: {momentum: 0.9}}", 4), ("rmsprop", 7)])
  func moreEpochsGoOnFromAFinishedRun(_ optimizer: String, _ epochs: Int) throws {
    try here.write(tiny + "description: first\n", to: "tiny.yaml")
    func run(_ epochs: Int, _ results: String) throws -> Outcome {
      try here.shell(
        "\"$RUNNER\" tiny.yaml --results \(results) --set 'optimizer=\(optimizer)' --set epochs=\(epochs)")
    }
    #expect(try run(2, "results").status == 0)
    let earlier = try here.bytes("results/tiny.json")
    let outcome = try run(epochs, "results")
    #expect(outcome.stderr.contains("\ntiny: the finished run goes on after epoch 2 of \(epochs)\n"), "\(outcome)")
    #expect(outcome.stdout.contains("  the earlier result of another spec is now in results/tiny/previous/1/\n"))
    #expect(try here.bytes("results/tiny/previous/1/tiny.json") == earlier)
    #expect(try run(epochs, "whole").status == 0)
    for file in Self.files { #expect(try here.bytes("results/\(file)") == here.bytes("whole/\(file)"), "\(file)") }
    #expect(try here.read("results/tiny/timing.csv").split(separator: "\n").count == epochs + 1)
    // As many epochs, or fewer, are trained from the start.
    #expect(try !run(epochs, "results").stderr.contains("goes on"))
    #expect(try !run(1, "results").stderr.contains("goes on"))
  }

  @Test func fewerEpochsStartOverAndKeepTheOther() throws {
    try leaveACheckpoint()
    let outcome = try here.run("tiny.yaml", "--set", "epochs=1")
    let asked = /\(it has finished [0-9]+ epochs, and 1 are asked for\): it is kept in/
    // It may have been killed in its first epoch, or at its end.
    let isOfFirstEpoch = outcome.stderr.contains(/goes on (within|after) epoch 1 of 1[,\n]/)
    #expect(outcome.stderr.contains(asked) || isOfFirstEpoch, "\(outcome)")
    try requireTheFiles(ofEpochs: 1)
    #expect(try here.run("tiny.yaml").stderr.contains("goes on"))
    try requireTheExpectedFiles()
  }

  @Test func aDamagedCheckpointIsNotUsed() throws {
    try leaveACheckpoint()
    try here.write("torn", to: "results/tiny/checkpoint")
    let outcome = try here.run("tiny.yaml")
    #expect(
      outcome.stderr.contains(
        "warning: results/tiny/checkpoint is no checkpoint of this version; the one before is used\n"))
    #expect(outcome.stderr.contains("tiny: an interrupted run goes on"))
    try requireTheExpectedFiles()
    try leaveACheckpoint()
    for name in ["checkpoint", "checkpoint.previous"] { try here.write("torn", to: "results/tiny/\(name)") }
    let again = try here.run("tiny.yaml")
    #expect(
      again.stderr.contains(
        "warning: results/tiny/checkpoint.previous is no checkpoint of this version; starting over\n"))
    #expect(!again.stderr.contains("goes on"))
    try requireTheExpectedFiles()
  }
}
