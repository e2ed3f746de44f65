import Catalog

extension EarlyStopping: EpochRuleMachinery {
  public var keptCopies: Int { restoreBestWeights ? 1 : 0 }
  public var state: (any EpochRuleState)? { EarlyStoppingState(self) }
}

/// `EarlyStopping.on_epoch_end` of Keras 3.15.
private struct EarlyStoppingState: EpochRuleState {
  private let rule: EarlyStopping
  private let monitor: Monitor
  private var best: Float?
  /// Epochs since one that was better than `best` and the baseline.
  private var wait = 0

  init(_ rule: EarlyStopping) {
    self.rule = rule
    monitor = Monitor(rule.monitor, rule.mode, minDelta: rule.minDelta)
  }

  mutating func decide(after epoch: FinishedEpoch) -> Decision {
    guard epoch.record.epoch > rule.startFromEpoch else { return Decision() }
    let value = monitor.value(after: epoch)
    wait += 1
    if monitor.isImprovement(value, over: best) {
      best = value
      if monitor.isImprovement(value, over: rule.baseline.map(Float.init)) { wait = 0 }
      return Decision(keepsWeights: rule.restoreBestWeights)
    }
    return Decision(stop: wait >= rule.patience && epoch.record.epoch > 1 ? reason : nil)
  }

  private var reason: String {
    let baseline = rule.baseline.map { " beyond the baseline \($0)" } ?? ""
    return "\(rule.monitor) has not improved\(baseline) for \(wait) \(wait == 1 ? "epoch" : "epochs")"
  }
}
