/// One of Keras's optimizers, with the defaults of `keras.optimizers`: a rule by which gradients change weights.
public protocol OptimizerConstruct: NamedConstruct {
  var learningRate: LearningRate { get }
}

/// A spec's optimizer.
public struct OptimizerSpec: FamilyMember {
  public private(set) var construct: any OptimizerConstruct

  public init(_ construct: some OptimizerConstruct) { self.construct = construct }

  public var learningRate: LearningRate { construct.learningRate }
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
