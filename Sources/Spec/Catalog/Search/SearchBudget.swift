/// How much a search may train altogether. Epochs that a callback spares count as trained, because what is decided next may not depend
/// on how much they would have been.
public struct SearchBudget: OptionValue {
  /// Over all trials.
  public var epochs: Int?
  /// Of the forward passes over the training samples, over all trials.
  public var multiplyAdds: Double?

  public init(epochs: Int? = nil, multiplyAdds: Double? = nil) {
    (self.epochs, self.multiplyAdds) = (epochs, multiplyAdds)
  }

  public static let form = ValueForm.record([
    .init("epochs", .integer(1...Limits.epochs * TrialCount.range.upperBound)),
    .init("multiply_adds", .number(.positive)),
  ])

  public init?(_ config: ConfigValue) {
    guard case .mapping(let entries) = config, !entries.isEmpty else { return nil }
    for (key, value) in entries {
      switch (key, value) {
      case ("epochs", .integer(let count)): epochs = count
      case ("multiply_adds", let value): multiplyAdds = value.asNumber
      default: return nil
      }
    }
  }

  public var config: ConfigValue {
    .mapping(
      [epochs.map { ("epochs", .integer($0)) }, multiplyAdds.map { ("multiply_adds", .number($0)) }].compactMap(\.self))
  }
}

extension OptionVisitor {
  func budget(_ budget: inout SearchBudget?) {
    value(
      "budget", &budget,
      "the most that is trained altogether, {epochs: 200} or {multiply_adds: 1e13} in forward passes: "
        + "the search ends where the next trial, or the next that goes on, would exceed it")
  }
}
