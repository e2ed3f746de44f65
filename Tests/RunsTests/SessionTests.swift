import Records
import Results
import Runs
import RunsTestSupport
import Testing

/// A run from its spec's file to its result, within the test's process.
struct SessionTests {
  private let folder = TestFolder()
  private let terminal = RecordedTerminal()

  private func experiment(_ overrides: String...) throws -> Experiment {
    var reader = try ExperimentReader(overrides: overrides, dataFolder: nil, threads: 1)
    return try reader.read(folder.write(tiny, to: "tiny.yaml"))
  }

  private func setup(_ checkpoints: CheckpointPolicy = CheckpointPolicy()) -> TrainingSetup {
    TrainingSetup(
      results: folder.path, dataFolder: nil, overrides: [], threads: 1, isQuiet: false, checkpoints: checkpoints)
  }

  private func train(_ experiment: Experiment, _ style: ProgressStyle = .json) throws -> RunSummary {
    let paths = ResultPaths(root: folder.path, name: experiment.name)
    return try ReservedRun(
      experiment, at: paths, setup(), display: ProgressDisplay(style, terminal), terminal
    ).train().summary
  }

  @Test func saysWhatItDoesAndLeavesItsResult() throws {
    let summary = try train(experiment())
    #expect(terminal.words == ["start", "epoch", "epoch", "end"])
    #expect(summary.status == .completed && summary.history.map(\.epoch) == [1, 2])
    let recorded = try RecordedResult(argument: "tiny", folder.path)
    #expect(recorded.summary.json == summary.json)
    #expect(recorded.specFile == folder.path + "/tiny.yaml")
  }

  @Test func aFinishedRunGoesOnToTheBitsOfOneThatNeverEnded() throws {
    _ = try train(experiment("epochs=1"))
    let later = try train(experiment())
    #expect(terminal.words == ["start", "epoch", "end", "start", "resume", "epoch", "end"])
    let session = TrainingSession(
      try experiment(), try EngineOptions(threads: 1), ProgressDisplay(.none, terminal), terminal)
    #expect(try session.run().summary.json == later.json)
  }

  @Test func aResultIsSelectedByAnyOfItsNames() throws {
    _ = try train(experiment(), .none)
    for name in ["tiny", folder.path + "/tiny", folder.path + "/tiny.json", folder.path + "/"] {
      #expect(try ResultSelection([name], folder.path).results.map(\.summary.name) == ["tiny"], "\(name)")
    }
    do {
      _ = try ResultSelection(["tinny"], folder.path)
      Issue.record("there is no such result")
    } catch let failure as Failure {
      #expect(failure.status == .missingInput)
      #expect(failure.message.hasSuffix("tinny.json: there is no such result; did you mean 'tiny'?"))
    }
  }

  @Test func anInvalidSpecIsLeftOutAndSaid() throws {
    let valid = try folder.write(tiny, to: "tiny.yaml")
    let invalid = try folder.write("epochs: x\n", to: "bad.yaml")
    var reader = try ExperimentReader(overrides: [], dataFolder: nil)
    let (experiments, left) = try reader.readAll([invalid, valid], skippingInvalid: true, terminal)
    #expect(experiments.map(\.name) == ["tiny"])
    #expect(left?.names == invalid && left?.status == .invalidSpec)
    #expect(Set(terminal.words) == ["error"])
    #expect(throws: Failure.self) { try reader.readAll([invalid, valid], skippingInvalid: false, terminal) }
  }
}

struct ProgressStyleTests {
  @Test(arguments: [
    (ProgressStyle.auto, true, ProgressStyle.bar), (.auto, false, .plain), (.bar, false, .plain), (.bar, true, .bar),
    (.json, true, .json), (.none, true, .none), (.plain, true, .plain),
  ])
  func whatIsRedrawnIsForTerminals(style: ProgressStyle, isInteractive: Bool, shown: ProgressStyle) {
    #expect(style.possible(on: RecordedTerminal(isInteractive: isInteractive)) == shown)
  }
}
