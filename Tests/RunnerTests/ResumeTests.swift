import Foundation
import Results
import Testing

/// A killed run, started again with the same command, leaves the files of one that was never killed.
struct ResumeTests {
  let here = Workspace()
  private static let files = [
    "tiny.csv", "tiny.json", "tiny/weights.safetensors", "tiny/predictions.csv", "tiny/steps.csv",
  ]

  init() throws {
    try here.write(tiny.replacing("epochs: 2", with: "epochs: 60"), to: "tiny.yaml")
    try here.run("tiny.yaml", "--results", "expected", "--quiet")
  }

  /// Starts a run that saves all the time, and kills it once it has saved twice.
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

  /// Leaves a checkpoint behind, if it takes several attempts: on a busy machine the kill may come too late.
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
    #expect(
      outcome.stderr.contains("\ntiny: the interrupted run was another one (spec.seed was 1, is 2): starting over\n"))
    #expect(try RunSummary(text: here.read("results/tiny.json")).history.count == 60)
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
