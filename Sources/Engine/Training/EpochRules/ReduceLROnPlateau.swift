import Catalog

extension ReduceLROnPlateau: EpochRuleMachinery {
  public var state: (any EpochRuleState)? { ReduceLROnPlateauState(self) }
}

/// `ReduceLROnPlateau.on_epoch_end` of Keras 3.15.
private struct ReduceLROnPlateauState: EpochRuleState {
  private let rule: ReduceLROnPlateau
  private let monitor: Monitor
  private var best: Float?
  /// Epochs since one that was better, or that did not count.
  private var wait = 0
  /// How many of the next epochs do not count.
  private var cooldown = 0
  /// Nil before it was first lowered.
  private var rate: Float?

  init(_ rule: ReduceLROnPlateau) {
    self.rule = rule
    monitor = Monitor(rule.monitor, rule.mode, minDelta: rule.minDelta)
  }

  mutating func decide(after epoch: FinishedEpoch) -> Decision {
    let before = rate ?? epoch.record.learningRate
    count(monitor.value(after: epoch))
    guard wait > 0, wait >= rule.patience, before > Float(rule.minLearningRate) else {
      return Decision(learningRate: rate.map(Double.init))
    }
    let waited = wait
    let lowered = Float(max(Double(before) * rule.factor, rule.minLearningRate))
    (rate, cooldown, wait) = (lowered, rule.cooldown, 0)
    return Decision(
      learningRate: Double(lowered),
      remark: "the learning rate goes from \(before) to \(lowered): \(rule.monitor) has not improved for "
        + "\(waited) \(waited == 1 ? "epoch" : "epochs")")
  }

  private mutating func count(_ value: Float) {
    if cooldown > 0 { (cooldown, wait) = (cooldown - 1, 0) }
    if monitor.isImprovement(value, over: best) {
      (best, wait) = (value, 0)
    } else if cooldown == 0 {
      wait += 1
    }
  }
}
