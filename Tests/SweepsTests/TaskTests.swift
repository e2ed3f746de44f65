import Runs
import Sweeps
import Testing

/// The commands of a sweep's tasks, and how their output is understood.
struct TaskTests {
  private func arguments(_ overrides: [String] = [], restarts: Bool = false, threads: Int? = nil) -> TaskArguments {
    TaskArguments(
      target: "lr.yaml", sweepName: "lr",
      TrainingSetup(
        results: "results", dataFolder: nil, overrides: overrides, threads: threads, isQuiet: false,
        checkpoints: CheckpointPolicy(restarts: restarts, interval: 0.5)))
  }

  @Test func itsWordsAreThoseOfTheCommand() {
    #expect(
      arguments(["epochs=3"], restarts: true, threads: 2).words == [
        "sweep", "lr.yaml", "--results", "results", "--progress", "json", "--threads", "2", "--set", "epochs=3",
        "--checkpoint-every", "0.5", "--restart",
      ])
  }

  @Test func piecesBecomeLines() {
    var buffer = LineBuffer()
    #expect(buffer.add(Array("one\ntw".utf8)) == ["one"])
    #expect(buffer.add(Array("o".utf8)) == [])
    #expect(buffer.add(Array("\n\nthree\n".utf8)) == ["two", "three"])
  }

  @Test(arguments: [
    ("--partition=long --time=2:00:00", ["--partition=long", "--time=2:00:00"]),
    ("--comment='a b'", ["--comment=a b"]), ("", []),
  ])
  func wordsForSbatchAreSplitAsAShellDoes(text: String, words: [String]) throws {
    #expect(try sbatchWords(text) == words)
  }

  @Test(arguments: [
    ("long", "'long' is no option of sbatch; write \"--partition=long\", for example"),
    ("--array=1-3", "--array=1-3: use --jobs to limit how many runs train at once"),
    ("--mem=1G -c 4", "-c: use --threads"), ("--comment='a", "a ' is not closed"),
  ])
  func wordsThatAreTheSweepsOwnAreRefused(text: String, problem: String) {
    do {
      _ = try sbatchWords(text)
      Issue.record("\(text) is refused")
    } catch { #expect(error.problem == problem) }
  }

  @Test(arguments: [
    TrialTask(name: "trial-07", epochs: 3, fractions: [0.1, 1 / 3, 0x1p-53]),
    TrialTask(name: "trial-1", epochs: nil, fractions: [0.25]), TrialTask(name: "t", epochs: 1, fractions: []),
  ])
  func aTrialsTaskIsOneWord(trial: TrialTask) { #expect(TrialTask(word: trial.word) == trial) }

  @Test(arguments: ["trial-07", "a:b", "a:0:0.5", "a:x:0.5", "a:1:1", "a:1:-1", "a:1:nan", "a:1:0.5,x", "a:1:0.5:1"])
  func anotherWordIsNoTrial(word: String) { #expect(TrialTask(word: word) == nil) }
}
