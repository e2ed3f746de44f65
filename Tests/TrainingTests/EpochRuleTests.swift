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
    EpochRules(testSpec { $0.callbacks = rules }, after: Array(Self.history.prefix(epochs))).verdict
  }

  @Test func everyRuleOfTheTableDecides() {
    for rule in EpochRuleSpec.family.members { _ = EpochRules(testSpec { $0.callbacks = [rule] }) }
  }

  @Test func withoutRulesATrainingGoesOn() {
    let verdict = decide(after: 3)
    #expect(verdict.stop == nil && verdict.savedEpoch == nil && verdict.best == nil && verdict.learningRate == nil)
  }

  @Test func theFirstRuleThatEndsItIsNamed() {
    let (late, early) = (EpochRuleSpec(EndAfter(epoch: 3)), EpochRuleSpec(EndAfter(epoch: 2)))
    #expect(decide(late, early, after: 1).stop == nil)
    #expect(decide(late, early, after: 2).stop == Stop(epoch: 2, by: "end_after"))
    #expect(decide(late, early, after: 3).reason == "3 of 3")
  }

  @Test func aRuleSeesTheScoresByTheirNames() {
    #expect((1...3).map { decide(EpochRuleSpec(KeepBest()), after: $0).savedEpoch } == [1, 2, 2])
    func values(_ column: String) -> [String] { (1...3).map { decide(EpochRuleSpec(Tell(column)), after: $0).reason } }
    #expect(values("val_loss") == ["0.5", "0.3", "0.4"] && values("accuracy") == ["0.0", "0.0", "0.0"])
    #expect(values("val_auc") == ["nan", "nan", "nan"] && values("test_loss") == ["nan", "nan", "nan"])
  }

  /// A rule that is shown one epoch after another concludes what it does from all of them at once, as in a run that is resumed.
  @Test func aRuleRemembersWhatItWasShown() {
    let spec = testSpec { $0.callbacks = [EpochRuleSpec(KeepBest()), EpochRuleSpec(EndAfter(epoch: 2))] }
    var rules = EpochRules(spec)
    for count in 1...3 {
      rules.follow(Self.history[count - 1])
      #expect(rules.verdict == EpochRules(spec, after: Array(Self.history.prefix(count))).verdict)
    }
  }

  /// A training of many epochs: a decision takes as long after the last as after the first.
  @Test func decisionsDoNotSlowDown() {
    let rules = [EpochRuleSpec(EarlyStopping()), EpochRuleSpec(ReduceLROnPlateau()), EpochRuleSpec(ModelCheckpoint())]
    var state = EpochRules(testSpec { $0.callbacks = rules })
    var record = Self.history[0]
    for epoch in 1...300_000 {
      record.epoch = epoch
      record.validation?.loss = 1 / Float(epoch)
      state.follow(record)
    }
    #expect(state.verdict.stop == nil && state.verdict.best?.epoch == 300_000)
  }

  @Test func aRuleThatDoesNotFitTheSpecIsFound() {
    var spec = testSpec { $0.callbacks = [EpochRuleSpec(EndAfter(epoch: 3)), EpochRuleSpec(KeepBest())] }
    #expect(spec.problems.map(\.path) == ["callbacks[1].keep_best.monitor"])
    #expect(
      spec.problems.map(\.problem) == [
        OptionProblem("monitor", "no 'val_loss' without validation data", hint: "write validation_split: 0.1")
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

  @Test func aScheduleLeavesNothingToLower() {
    var sgd = SGD()
    sgd.learningRate = .member(ScheduleSpec(Fading()))
    let spec = testSpec {
      $0.optimizer = OptimizerSpec(sgd)
      $0.validationSplit = 0.1
      $0.callbacks = [EpochRuleSpec(EarlyStopping()), EpochRuleSpec(ReduceLROnPlateau())]
    }
    #expect(spec.problems.map(\.path) == ["callbacks[1].reduce_lr_on_plateau"])
    #expect(
      spec.problems.map(\.problem) == [
        OptionProblem(
          "", "the learning rate has a schedule, fading, which no callback can change",
          hint: "write optimizer: {sgd: {learning_rate: 0.001}}, or remove reduce_lr_on_plateau")
      ])
  }

  private func history(_ losses: [Float]) -> [EpochRecord] {
    losses.enumerated().map { index, loss in
      EpochRecord(
        epoch: index + 1, training: Scores(loss: 1, metrics: [0]), validation: Scores(loss: loss, metrics: [0]),
        learningRate: 0.1)
    }
  }

  /// After each epoch, the one that is the best so far.
  private func best(_ rule: ModelCheckpoint, _ losses: [Float]) -> [Int] {
    losses.indices.map { index in
      EpochRules(testSpec { $0.callbacks = [EpochRuleSpec(rule)] }, after: history(Array(losses[...index])))
        .verdict.best?.epoch ?? 0
    }
  }

  @Test func theBestEpochIsTheFirstOfEqualsAndNeverNaN() {
    var rule = ModelCheckpoint()
    #expect(best(rule, [.nan, 0.5, 0.5, 0.3, .nan, 0.4]) == [0, 2, 2, 4, 4, 4])
    rule.mode = .max
    #expect(best(rule, [0.2, .nan, 0.3, 0.3, 0.1]) == [1, 1, 3, 3, 3])
    rule.saveBestOnly = false
    #expect(best(rule, [0.2, .nan, 0.1]) == [1, 2, 3])
  }

  /// A checkpoint's history has null for both.
  @Test func infinityDecidesAsNaN() {
    var rules = [EarlyStopping()]
    rules[0].patience = 1
    let spec = testSpec { $0.callbacks = rules.map { EpochRuleSpec($0) } }
    for losses in [[.infinity, 0.5], [0.5, .infinity], [0.5, -.infinity]] as [[Float]] {
      let read = losses.map { $0.isFinite ? $0 : .nan }
      #expect(EpochRules(spec, after: history(losses)).verdict == EpochRules(spec, after: history(read)).verdict)
    }
  }

  @Test func aStopSaysWhy() {
    var rule = EarlyStopping()
    #expect(decide(EpochRuleSpec(rule), after: 3).reason == "val_loss has not improved for 1 epoch")
    rule.baseline = 0.1
    rule.patience = 3
    #expect(
      decide(EpochRuleSpec(rule), after: 3).reason == "val_loss has not improved beyond the baseline 0.1 for 3 epochs")
    #expect(decide(EpochRuleSpec(rule), after: 2).stop == nil)
  }

  @Test func keptWeightsTakeMemory() throws {
    func bytes(_ rules: [EpochRuleSpec]) throws -> Double {
      let spec = testSpec { $0.callbacks = rules }
      return Trainer.memory(spec, try graph(spec), samples: 90, workers: 1).total
    }
    let parameters = Double(64 * 12 + 12 + 12 * 10 + 10)
    #expect(try bytes([EpochRuleSpec(KeepBest())]) == bytes([]) + 4 * 3 * parameters)
    #expect(try bytes([EpochRuleSpec(KeepBest()), EpochRuleSpec(ModelCheckpoint())]) == bytes([]) + 4 * 6 * parameters)
    #expect(try bytes([EpochRuleSpec(EndAfter(epoch: 1)), EpochRuleSpec(EarlyStopping())]) == bytes([]))
  }

  @Test func aTrainerEndsWithTheWeightsItHasKeptAndGoesOnWithTheLast() throws {
    let images = noiseImages(40)
    let trainer = try makeTrainer(testSpec(), images)
    _ = trainer.trainEpoch()
    #expect(trainer.withKeptWeights { trainer.weights() } == trainer.weights())
    trainer.keepWeights()
    let kept = trainer.weights()
    _ = trainer.trainEpoch()
    trainer.keepBestWeights()
    let best = trainer.weights()
    _ = trainer.trainEpoch()
    let last = trainer.state
    #expect(trainer.weights() != kept && last.kept == kept && trainer.weights() != best && last.best == best)
    #expect(trainer.withKeptWeights { trainer.weights() } == kept)
    #expect(trainer.state == last)
    let other = try makeTrainer(testSpec(), images)
    try other.restore(last)
    #expect(other.withKeptWeights { other.weights() } == kept && other.best == best)
    #expect(other.trainEpoch() == trainer.trainEpoch() && other.state == trainer.state)
  }

  @Test func keptWeightsOfAnotherModelAreRefused() throws {
    let trainer = try makeTrainer(testSpec(), noiseImages(40))
    trainer.keepWeights()
    trainer.keepBestWeights()
    for change in [{ $0.removeLast() }, { $0.swapAt(0, 1) }, { $0[0].name = "x" }] as [(inout [NamedTensor]) -> Void] {
      for copy in [\.kept, \.best] as [WritableKeyPath<TrainingState, [NamedTensor]>] {
        var state = trainer.state
        change(&state[keyPath: copy])
        #expect(throws: TrainingStateProblem(problem: "its kept weights are not this model's")) {
          try trainer.restore(state)
        }
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

  var state: (any EpochRuleState)? {
    TestState { epoch in
      Decision(stop: epoch.record.epoch >= self.epoch ? "\(epoch.record.epoch) of \(self.epoch)" : nil)
    }
  }
}

private struct KeepBest: EpochRuleMachinery {
  static let words = ConstructWords("keep_best", "keeps the weights with the smallest loss")
  var monitor = "val_loss"

  mutating func options(_ visitor: any OptionVisitor) {
    visitor.text("monitor", &monitor, .column, unwritten: "val_loss", "what must be small")
  }

  var keptCopies: Int { 1 }

  var state: (any EpochRuleState)? { State() }

  private struct State: EpochRuleState {
    var least = Float.infinity

    mutating func decide(after epoch: FinishedEpoch) -> Decision {
      defer { least = min(least, epoch.value(of: "val_loss")) }
      return Decision(keepsWeights: epoch.value(of: "val_loss") < least)
    }
  }
}

/// Ends a training with a column's value as the reason.
private struct Tell: EpochRuleMachinery {
  let column: String

  init(_ column: String) { self.column = column }

  static let words = ConstructWords("tell", "names a value")
  mutating func options(_ visitor: any OptionVisitor) {}
  var state: (any EpochRuleState)? { TestState { Decision(stop: "\($0.value(of: self.column))") } }
}

private struct Fading: ScheduleConstruct {
  static let words = ConstructWords("fading", "less and less")
  mutating func options(_ visitor: any OptionVisitor) {}
}

/// A rule without memory.
private struct TestState: EpochRuleState {
  let decision: @Sendable (FinishedEpoch) -> Decision

  init(_ decision: @escaping @Sendable (FinishedEpoch) -> Decision) { self.decision = decision }

  mutating func decide(after epoch: FinishedEpoch) -> Decision { decision(epoch) }
}
