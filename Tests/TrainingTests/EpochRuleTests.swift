import Catalog
import Records
import Testing
import Training

/// Decisions after each epoch, by rules of the tests' own.
struct EpochRuleTests {
  private static let history = [0.5, 0.3, 0.4].enumerated().map { index, loss in
    EpochRecord(
      epoch: index + 1, training: Scores(loss: 1, metrics: [0]), validation: Scores(loss: loss, metrics: [0]),
      learningRate: 0.1)
  }

  private func decide(_ rules: EpochRuleSpec..., after epochs: Int) -> Verdict {
    EpochRules(testSpec { $0.callbacks = rules }).decide(after: Array(Self.history.prefix(epochs)))
  }

  @Test func everyRuleOfTheTableDecides() {
    for rule in EpochRuleSpec.family.members { _ = EpochRules(testSpec { $0.callbacks = [rule] }) }
  }

  @Test func withoutRulesATrainingGoesOn() {
    let verdict = decide(after: 3)
    #expect(verdict.stop == nil && !verdict.keepsWeights && verdict.learningRate == nil)
  }

  @Test func theFirstRuleThatEndsItIsNamed() {
    let (late, early) = (EpochRuleSpec(EndAfter(epoch: 3)), EpochRuleSpec(EndAfter(epoch: 2)))
    #expect(decide(late, early, after: 1).stop == nil)
    #expect(decide(late, early, after: 2).stop == Stop(epoch: 2, by: "end_after"))
    #expect(decide(late, early, after: 3).reason == "3 of 3")
  }

  @Test func aRuleSeesTheScoresByTheirNames() {
    let keeps = (1...3).map { decide(EpochRuleSpec(KeepBest()), after: $0).keepsWeights }
    #expect(keeps == [true, true, false])
    let history = History(Self.history, metrics: ["accuracy"])
    #expect(history.values(of: "val_loss") == [0.5, 0.3, 0.4] && history.values(of: "accuracy") == [0, 0, 0])
    #expect(history.values(of: "val_auc") == [nil, nil, nil] && history.values(of: "test_loss") == [nil, nil, nil])
  }

  @Test func aRuleThatDoesNotFitTheSpecIsFound() {
    var spec = testSpec { $0.callbacks = [EpochRuleSpec(EndAfter(epoch: 3)), EpochRuleSpec(KeepBest())] }
    #expect(spec.problems.map(\.path) == ["callbacks[1].keep_best.monitor"])
    #expect(
      spec.problems.map(\.problem) == [
        OptionProblem("monitor", "'val_loss' without validation data", hint: "write validation_split: 0.1")
      ])
    spec.validationSplit = 0.1
    #expect(spec.problems.isEmpty)
    spec.callbacks = [EpochRuleSpec(KeepBest(monitor: "acuracy"))]
    #expect(
      spec.problems.map(\.problem) == [
        OptionProblem("monitor", "unknown column 'acuracy'", hint: "did you mean 'accuracy'?")
      ])
    spec.callbacks = [EpochRuleSpec(EndAfter(epoch: 2))]
    #expect(spec.problems.map(\.path) == ["callbacks[0].end_after.epoch"])
  }

  @Test func keptWeightsTakeMemory() throws {
    func bytes(_ rules: [EpochRuleSpec]) throws -> Double {
      let spec = testSpec { $0.callbacks = rules }
      return Trainer.memory(spec, try graph(spec), samples: 90, workers: 1).total
    }
    let parameters = Double(64 * 12 + 12 + 12 * 10 + 10)
    #expect(try bytes([EpochRuleSpec(KeepBest())]) == bytes([]) + 4 * 3 * parameters)
    #expect(try bytes([EpochRuleSpec(EndAfter(epoch: 1))]) == bytes([]))
  }

  @Test func aTrainerEndsWithTheWeightsItHasKeptAndGoesOnWithTheLast() throws {
    let images = noiseImages(40)
    let trainer = try makeTrainer(testSpec(), images)
    _ = trainer.trainEpoch()
    #expect(trainer.withKeptWeights { trainer.weights() } == trainer.weights())
    trainer.keepWeights()
    let kept = trainer.weights()
    _ = trainer.trainEpoch()
    let last = trainer.state
    #expect(trainer.weights() != kept && last.kept == kept)
    #expect(trainer.withKeptWeights { trainer.weights() } == kept)
    #expect(trainer.state == last)
    let other = try makeTrainer(testSpec(), images)
    try other.restore(last)
    #expect(other.withKeptWeights { other.weights() } == kept)
    #expect(other.trainEpoch() == trainer.trainEpoch() && other.state == trainer.state)
  }

  @Test func keptWeightsOfAnotherModelAreRefused() throws {
    let trainer = try makeTrainer(testSpec(), noiseImages(40))
    trainer.keepWeights()
    for change in [{ $0.removeLast() }, { $0.swapAt(0, 1) }, { $0[0].name = "x" }] as [(inout [NamedTensor]) -> Void] {
      var state = trainer.state
      change(&state.kept)
      #expect(throws: TrainingStateProblem(problem: "its kept weights are not this model's")) {
        try trainer.restore(state)
      }
    }
    try trainer.restore(trainer.state)
  }
}

private struct EndAfter: EpochRuleMachinery {
  var epoch: Int

  static let words = ConstructWords("end_after", "ends it after an epoch")
  mutating func options(_ visitor: any OptionVisitor) {}

  func problem(in spec: ExperimentSpec) -> OptionProblem? {
    spec.epochs < 2 && epoch == 2 ? OptionProblem("epoch", "no such epoch") : nil
  }

  func decide(after history: History) -> Decision {
    Decision(stop: history.epochs.count >= epoch ? "\(history.epochs.count) of \(epoch)" : nil)
  }
}

private struct KeepBest: EpochRuleMachinery {
  static let words = ConstructWords("keep_best", "keeps the weights with the smallest loss")
  var monitor = "val_loss"

  mutating func options(_ visitor: any OptionVisitor) {
    visitor.text("monitor", &monitor, .column, unwritten: "val_loss", "what must be small")
  }

  var mayKeepWeights: Bool { true }

  func decide(after history: History) -> Decision {
    let losses = history.values(of: "val_loss").compactMap(\.self)
    return Decision(keepsWeights: losses.last == losses.min())
  }
}
