/// Something that looks at the history after each epoch, and may end the training: Keras calls it a callback.
public protocol EpochRuleConstruct: NamedConstruct {
  /// The reason why it cannot work in a spec, such as a column that the history will not have.
  func problem(in spec: ExperimentSpec) -> OptionProblem?
}

extension EpochRuleConstruct {
  public func problem(in spec: ExperimentSpec) -> OptionProblem? { nil }
}

/// An option whose value is possible by itself, but contradicts the rest of the spec.
public struct OptionProblem: Equatable, Sendable {
  public var key: String
  public var problem: String
  public var hint: String?

  public init(_ key: String, _ problem: String, hint: String? = nil) {
    self.key = key
    self.problem = problem
    self.hint = hint
  }
}

/// One entry of a spec's `callbacks`.
public struct EpochRuleSpec: FamilyMember {
  public private(set) var construct: any EpochRuleConstruct

  public init(_ construct: some EpochRuleConstruct) { self.construct = construct }
}

extension EpochRuleSpec {
  public static let kind = "callback"

  /// The table of callbacks.
  public static let family = Family<Self>(
    [],
    advice: NameAdvice(
      remarks: [
        "backup_and_restore": "remove it: an interrupted run goes on by itself",
        "csv_logger": "remove it: every run writes its history as CSV",
        "lambda_callback": "a spec holds no code",
        "learning_rate_scheduler": "write a schedule as the optimizer's learning_rate",
        "progbar_logger": "remove it: --progress says how progress is shown",
        "tensor_board": "remove it: runner report draws the curves",
        "terminate_on_nan": "remove it: a run ends by itself where a number is no longer finite",
      ]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
