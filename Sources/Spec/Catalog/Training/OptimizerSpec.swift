/// One of Keras's optimizers, with the defaults of `keras.optimizers`: a rule by which gradients change weights.
public protocol OptimizerConstruct: NamedConstruct {
  /// The options that all of them have.
  var shared: OptimizerOptions { get set }
  /// The part of each weight that a step takes away, times the learning rate; nil for none.
  var decay: Double? { get }
  /// Whether `weight_decay` is one of its own options.
  static var ownsWeightDecay: Bool { get }
  /// Shows the visitor its own options.
  mutating func ownOptions(_ visitor: any OptionVisitor)
}

extension OptimizerConstruct {
  public var decay: Double? { shared.weightDecay }
  public static var ownsWeightDecay: Bool { false }

  public var learningRate: LearningRate {
    get { shared.learningRate }
    set { shared.learningRate = newValue }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &shared.learningRate, .positive, "the length of a step")
    ownOptions(visitor)
    shared.options(visitor, ownsDecay: Self.ownsWeightDecay)
  }
}

/// A spec's optimizer.
public struct OptimizerSpec: FamilyMember {
  public private(set) var construct: any OptimizerConstruct

  public init(_ construct: some OptimizerConstruct) { self.construct = construct }

  public var learningRate: LearningRate { construct.learningRate }

  /// What its options contradict each other in, by their paths within it.
  package var problems: [OptionProblem] {
    learningRate.problems + construct.shared.problems(decays: construct.decay != nil)
  }
}

extension OptimizerSpec {
  public static let kind = "optimizer"

  /// The table of optimizers.
  public static let family = Family(
    [
      Self(SGD()), Self(Adam()), Self(AdamW()), Self(Nadam()), Self(Adamax()), Self(RMSprop()), Self(Adagrad()),
      Self(Adadelta()), Self(Lion()),
    ], foremost: "adam",
    advice: NameAdvice(
      // Options that were written in place of the optimizer's name.
      aliases: [
        "learning_rate": "adam: {learning_rate: …}", "lr": "adam: {learning_rate: …}",
        "momentum": "sgd: {momentum: …}",
      ],
      missing: ["adafactor", "ftrl", "lamb", "lbfgs", "muon"]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
