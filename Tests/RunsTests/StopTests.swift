import Catalog
import Foundation
import Records
import Results
import Runs
import RunsTestSupport
import Testing
import Training

/// A run that a rule ends before its last epoch: its result is complete, and the same however the run got there.
struct StopTests {
  private let folder = TestFolder()
  private let terminal = RecordedTerminal()
  private var paths: ResultPaths { ResultPaths(root: folder.path, name: "tiny") }

  private func experiment(epochs: Int, _ rules: EpochRuleSpec...) throws -> Experiment {
    var reader = try ExperimentReader(overrides: ["epochs=\(epochs)"], dataFolder: nil, threads: 1)
    var experiment = try reader.read(folder.write(tiny, to: "tiny.yaml"))
    experiment.loaded.spec.callbacks = rules
    return experiment
  }

  private func stopped(epochs: Int = 5) throws -> Experiment {
    try experiment(epochs: epochs, EpochRuleSpec(StopAfterTwo()))
  }

  @discardableResult private func train(_ experiment: Experiment) throws -> RunSummary {
    let setup = TrainingSetup(
      results: folder.path, dataFolder: nil, overrides: [], threads: 1, isQuiet: true, checkpoints: CheckpointPolicy())
    return try ReservedRun(
      experiment, at: paths, setup, display: ProgressDisplay(.json, terminal), terminal
    ).train().summary
  }

  /// In one go, with nothing on disk.
  private func uninterrupted(_ experiment: Experiment) throws -> RunRecord {
    try TrainingSession(experiment, EngineOptions(threads: 1), ProgressDisplay(.none, terminal), terminal).run()
  }

  @Test func trainsNoFurtherAndIsCompleted() throws {
    let summary = try train(stopped())
    #expect(summary.status == .completed && summary.history.map(\.epoch) == [1, 2] && summary.test != nil)
    #expect(summary.stop == Stop(epoch: 2, by: "stop_after_two") && summary.savedEpoch == nil)
    #expect(terminal.words == ["start", "epoch", "epoch", "saved", "end"])
    #expect(
      terminal.events.compactMap { $0.text("message") } == [
        "tiny: stop_after_two ended the run after epoch 2 of 5: two are enough"
      ])
    let recorded = try RecordedResult(argument: "tiny", folder.path).summary
    #expect(recorded.json == summary.json)
    #expect(recorded.json["stopped"]?.line == #"{"epoch": 2, "by": "stop_after_two"}"#)
    let twoEpochs = try uninterrupted(experiment(epochs: 2)).summary
    #expect(twoEpochs.weightsHash == summary.weightsHash && twoEpochs.history == summary.history)
  }

  @Test func whatEndsAtTheLastEpochIsNotStopped() throws {
    let summary = try train(stopped(epochs: 2))
    #expect(summary.stop == nil)
    #expect(try summary.json == uninterrupted(experiment(epochs: 2)).summary.json)
  }

  @Test func aRunThatIsRepeatedIsTrainedAgain() throws {
    let first = try train(stopped())
    let second = try train(stopped())
    #expect(terminal.words == ["start", "epoch", "epoch", "saved", "end", "start", "epoch", "epoch", "saved", "end"])
    #expect(first.json == second.json)
  }

  @Test func aRunWithMoreEpochsGoesOnAndEndsWhereItWouldHave() throws {
    try train(experiment(epochs: 1))
    let resumed = try train(stopped())
    let longer = try train(stopped(epochs: 9))
    #expect(
      terminal.words == [
        "start", "epoch", "end", "start", "resume", "epoch", "saved", "end", "start", "resume", "saved", "end",
      ])
    #expect(try resumed.json == uninterrupted(stopped()).summary.json)
    #expect(try longer.json == uninterrupted(stopped(epochs: 9)).summary.json)
  }

  /// Killed between the rule's decision and the result.
  @Test func aRunThatWasKilledAtItsEndTrainsNothing() throws {
    let first = try train(stopped())
    try FileManager.default.moveItem(atPath: paths.finalCheckpoint, toPath: paths.checkpoint)
    try FileManager.default.removeItem(atPath: paths.summary)
    let second = try train(stopped())
    #expect(terminal.words.suffix(4) == ["start", "resume", "saved", "end"])
    #expect(first.json == second.json)
  }

  @Test func aRuleMaySetTheNextEpochsRate() throws {
    func halving(_ epochs: Int) throws -> Experiment { try experiment(epochs: epochs, EpochRuleSpec(Halve())) }
    try train(halving(1))
    let resumed = try train(halving(3))
    #expect(terminal.words == ["start", "epoch", "end", "start", "resume", "epoch", "epoch", "end"])
    #expect(resumed.history.map(\.learningRate) == [0.001, 0.0005, 0.00025])
    #expect(try resumed.json == uninterrupted(halving(3)).summary.json)
    #expect(try resumed.weightsHash != uninterrupted(experiment(epochs: 3)).summary.weightsHash)
  }

  @Test func keptWeightsAreWhatIsSaved() throws {
    let keeping = try experiment(epochs: 3, EpochRuleSpec(KeepFirst()))
    let summary = try train(keeping)
    let oneEpoch = try uninterrupted(experiment(epochs: 1)).summary
    #expect(summary.history.count == 3 && summary.savedEpoch == 1 && summary.json["saved_epoch"]?.line == "1")
    #expect(summary.weightsHash == oneEpoch.weightsHash && summary.test == oneEpoch.test)
    #expect(summary.value(of: "accuracy") == oneEpoch.value(of: "accuracy"))
    #expect(summary.value(of: "loss") == oneEpoch.value(of: "loss"))
    #expect(try RecordedResult(argument: "tiny", folder.path).summary.json == summary.json)
    // The weights with which it continues are the last ones.
    let longer = try train(experiment(epochs: 4, EpochRuleSpec(KeepFirst())))
    let straight = try uninterrupted(experiment(epochs: 4, EpochRuleSpec(KeepFirst())))
    #expect(terminal.words.suffix(5) == ["start", "resume", "epoch", "saved", "end"])
    #expect(
      terminal.events.last { $0.text("message") != nil }?.text("message")
        == "tiny: the weights of epoch 1 are saved, not those of the last, 4")
    #expect(longer.json == straight.summary.json && longer.savedEpoch == 1)
    #expect(Array(try Data(contentsOf: URL(filePath: paths.weights))) == straight.weights)
  }
}

private struct StopAfterTwo: EpochRuleMachinery {
  static let words = ConstructWords("stop_after_two", "ends every training")
  mutating func options(_ visitor: any OptionVisitor) {}

  var state: (any EpochRuleState)? {
    TestState { Decision(stop: $0.record.epoch >= 2 ? "two are enough" : nil) }
  }
}

private struct Halve: EpochRuleMachinery {
  static let words = ConstructWords("halve", "half the rate after each epoch")
  mutating func options(_ visitor: any OptionVisitor) {}

  var state: (any EpochRuleState)? { TestState { Decision(learningRate: Double($0.record.learningRate) / 2) } }
}

private struct KeepFirst: EpochRuleMachinery {
  static let words = ConstructWords("keep_first", "keeps the first epoch's weights")
  mutating func options(_ visitor: any OptionVisitor) {}

  var keptCopies: Int { 1 }
  var state: (any EpochRuleState)? { TestState { Decision(keepsWeights: $0.record.epoch == 1) } }
}

/// A rule without memory.
private struct TestState: EpochRuleState {
  let decision: @Sendable (FinishedEpoch) -> Decision

  init(_ decision: @escaping @Sendable (FinishedEpoch) -> Decision) { self.decision = decision }

  mutating func decide(after epoch: FinishedEpoch) -> Decision { decision(epoch) }
}
