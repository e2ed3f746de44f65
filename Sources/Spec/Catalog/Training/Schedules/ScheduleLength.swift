/// How many steps a part of a schedule takes, in steps or in epochs: `decay_steps: 1000` or `decay_epochs: 2.5`.
public struct ScheduleLength: Hashable, Sendable {
  public var steps: StepCount?
  public var epochs: Double?

  public init(steps: Int? = nil, epochs: Double? = nil) {
    (self.steps, self.epochs) = (steps.map(StepCount.init), epochs)
  }

  public var isGiven: Bool { steps != nil || epochs != nil }
}

extension ScheduleLength {
  /// - Parameter part: what takes so long, as the keys begin: `decay`.
  mutating func options(_ part: String, _ about: String, _ visitor: any OptionVisitor) {
    visitor.value(OptionKey(stringLiteral: "\(part)_steps"), &steps, about)
    visitor.number(
      OptionKey(stringLiteral: "\(part)_epochs"), &epochs, .positive, "the same in epochs, or parts of one")
  }

  func problems(_ part: String, isRequired: Bool) -> [OptionProblem] {
    if steps != nil && epochs != nil {
      return [OptionProblem("\(part)_epochs", "\(part)_epochs beside \(part)_steps", hint: "keep one of them")]
    }
    guard isRequired, !isGiven else { return [] }
    return [OptionProblem("", "missing key '\(part)_steps'", hint: "write \(part)_steps: 1000, or \(part)_epochs: 1")]
  }
}

/// A number of training steps.
public struct StepCount: OptionValue {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public static let form = ValueForm.integer(1...Limits.steps)

  public init?(_ config: ConfigValue) {
    guard case .integer(let count) = config else { return nil }
    self.count = count
  }

  public var config: ConfigValue { .integer(count) }
}

/// A number of epochs, which a spec may leave out.
public struct EpochCount: OptionValue {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public static let form = ValueForm.integer(1...Limits.epochs)

  public init?(_ config: ConfigValue) {
    guard case .integer(let count) = config else { return nil }
    self.count = count
  }

  public var config: ConfigValue { .integer(count) }
}
