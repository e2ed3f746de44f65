/// Something that looks at the history after each epoch, and may end the training: Keras calls it a callback.
public protocol EpochRuleConstruct: NamedConstruct {
  /// The reason why it cannot work in a spec, such as a column that the history will not have.
  func problem(in spec: ExperimentSpec) -> OptionProblem?
  /// A warning that what it does in a spec may mislead.
  func doubt(in spec: ExperimentSpec) -> String?
  /// What to know about it before training.
  func note(in spec: ExperimentSpec) -> String?
  /// Whether it may end the training before the last epoch.
  var mayStop: Bool { get }
}

extension EpochRuleConstruct {
  public func problem(in spec: ExperimentSpec) -> OptionProblem? { nil }
  public func doubt(in spec: ExperimentSpec) -> String? { nil }
  public func note(in spec: ExperimentSpec) -> String? { nil }
  public var mayStop: Bool { false }
}

/// An option whose value is possible by itself, but contradicts the rest of the spec.
public struct OptionProblem: Equatable, Sendable {
  /// Empty if it is the construct as a whole.
  public var key: String
  public var problem: String
  public var hint: String?

  public init(_ key: String, _ problem: String, hint: String? = nil) {
    self.key = key
    self.problem = problem
    self.hint = hint
  }

  /// The same as one of a construct that is at `path`.
  func within(_ path: String) -> OptionProblem {
    OptionProblem(key.isEmpty ? path : "\(path).\(key)", problem, hint: hint)
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
  public static let family = Family(
    [
      Self(EarlyStopping()), Self(ReduceLROnPlateau()), Self(ModelCheckpoint()), Self(TerminateOnNaN()),
      Self(SwapEMAWeights()), Self(CSVLogger()), Self(BackupAndRestore()),
    ],
    advice: NameAdvice(
      aliases: [
        "checkpoint": "model_checkpoint", "early_stop": "early_stopping", "plateau": "reduce_lr_on_plateau",
        "reduce_learning_rate_on_plateau": "reduce_lr_on_plateau",
      ],
      remarks: [
        "history": "remove it: every run writes its history as CSV and JSON",
        "lambda_callback":
          "remove it: a spec holds no code; early_stopping, reduce_lr_on_plateau and model_checkpoint act after epochs",
        "learning_rate_scheduler":
          "write a schedule in place of the optimizer's learning_rate, as in learning_rate: {exponential_decay: {…}}",
        "progbar_logger": "remove it: --progress says how progress is shown",
        "remote_monitor": "remove it: --progress json writes every epoch as a line for programs",
        "tensor_board": "remove it: runner report draws the curves",
      ]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
