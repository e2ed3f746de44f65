import Catalog

extension ModelCheckpoint: EpochRuleMachinery {
  public var keptCopies: Int { 1 }
  public var state: (any EpochRuleState)? { ModelCheckpointState(self) }
}

/// `ModelCheckpoint` of Keras 3.15, except that NaN is never the best value: there, nothing is better than a NaN at first.
private struct ModelCheckpointState: EpochRuleState {
  private let rule: ModelCheckpoint
  private let monitor: Monitor
  private var best: Float?

  init(_ rule: ModelCheckpoint) {
    self.rule = rule
    monitor = Monitor(rule.monitor, rule.mode)
  }

  mutating func decide(after epoch: FinishedEpoch) -> Decision {
    let value = monitor.value(after: epoch)
    guard !rule.saveBestOnly || !value.isNaN && monitor.isImprovement(value, over: best) else { return Decision() }
    best = value
    return Decision(best: value)
  }
}
