/// Keras's optimizers with the defaults of `keras.optimizers`.
public enum OptimizerSpec: Hashable, Sendable {
  case sgd(SGD)
  case adam(Adam)
  case adamw(AdamW)
  case rmsprop(RMSprop)
  case adagrad(Adagrad)

  public var learningRate: Double {
    switch self {
    case .sgd(let sgd): sgd.learningRate
    case .adam(let adam): adam.learningRate
    case .adamw(let adamw): adamw.learningRate
    case .rmsprop(let rmsprop): rmsprop.learningRate
    case .adagrad(let adagrad): adagrad.learningRate
    }
  }
}

extension OptimizerSpec: FamilyMember {
  public static let kind = "optimizer"

  /// The table of optimizers.
  public static let family = Family<OptimizerSpec>(
    [.sgd(.init()), .adam(.init()), .adamw(.init()), .rmsprop(.init()), .adagrad(.init())], foremost: "adam",
    advice: NameAdvice(
      // Options that were written where the optimizer's name belongs.
      aliases: [
        "learning_rate": "adam: {learning_rate: …}", "lr": "adam: {learning_rate: …}",
        "momentum": "sgd: {momentum: …}",
      ],
      missing: ["nadam", "adamax", "adadelta", "adafactor", "ftrl", "lion", "lamb", "lbfgs"]))

  public var words: ConstructWords {
    switch self {
    case .sgd: SGD.words
    case .adam: Adam.words
    case .adamw: AdamW.words
    case .rmsprop: RMSprop.words
    case .adagrad: Adagrad.words
    }
  }

  public mutating func options(_ visitor: inout some OptionVisitor) {
    switch self {
    case .sgd(var sgd):
      sgd.options(&visitor)
      self = .sgd(sgd)
    case .adam(var adam):
      adam.options(&visitor)
      self = .adam(adam)
    case .adamw(var adamw):
      adamw.options(&visitor)
      self = .adamw(adamw)
    case .rmsprop(var rmsprop):
      rmsprop.options(&visitor)
      self = .rmsprop(rmsprop)
    case .adagrad(var adagrad):
      adagrad.options(&visitor)
      self = .adagrad(adagrad)
    }
  }
}

extension OptimizerSpec {
  public struct SGD: Construct {
    public var learningRate = 0.01
    public var momentum = 0.0
    public var nesterov = false
    public init() {}

    static let words = ConstructWords(
      "sgd", "a step against the gradient, with or without momentum",
      formula: "v ← momentum·v − learning_rate·g; w ← w + v, with nesterov w ← w + momentum·v − learning_rate·g")

    public mutating func options(_ visitor: inout some OptionVisitor) {
      visitor.number("learning_rate", &learningRate, .positive, "the length of a step")
      visitor.number("momentum", &momentum, .fraction, "how much of the last step is added to this one")
      visitor.boolean("nesterov", &nesterov, "whether momentum looks ahead")
    }
  }

  public struct Adam: Construct {
    public var learningRate = 0.001
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-7
    public init() {}

    static let words = ConstructWords(
      "adam", "steps scaled by running means of the gradient and its square",
      formula: """
        m ← m + (g − m)·(1 − beta_1); v ← v + (g² − v)·(1 − beta_2); w ← w − α·m ÷ (√v + epsilon), \
        α = learning_rate·√(1 − beta_2ⁿ) ÷ (1 − beta_1ⁿ) in step n
        """)

    public mutating func options(_ visitor: inout some OptionVisitor) {
      visitor.number("learning_rate", &learningRate, .positive, "the length of a step")
      visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
      visitor.number("beta_2", &beta2, .fraction, "how much of the squares' mean stays in a step")
      visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
    }
  }

  public struct AdamW: Construct {
    public var learningRate = 0.001
    public var weightDecay = 0.004
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-7
    public init() {}

    static let words = ConstructWords(
      "adamw", "adam that also shrinks the weights in every step",
      formula: "as adam, with w ← w − weight_decay·learning_rate·w before it")

    public mutating func options(_ visitor: inout some OptionVisitor) {
      visitor.number("learning_rate", &learningRate, .positive, "the length of a step")
      visitor.number("weight_decay", &weightDecay, .notNegative, "how much a weight shrinks, times the learning rate")
      visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
      visitor.number("beta_2", &beta2, .fraction, "how much of the squares' mean stays in a step")
      visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
    }
  }

  public struct RMSprop: Construct {
    public var learningRate = 0.001
    public var rho = 0.9
    public var momentum = 0.0
    public var epsilon = 1e-7
    public var centered = false
    public init() {}

    static let words = ConstructWords(
      "rmsprop", "steps scaled by a running mean of the gradient's square",
      formula: "v ← rho·v + (1 − rho)·g²; u ← momentum·u + learning_rate·g ÷ √(v + epsilon); w ← w − u")

    public mutating func options(_ visitor: inout some OptionVisitor) {
      visitor.number("learning_rate", &learningRate, .positive, "the length of a step")
      visitor.number("rho", &rho, .fraction, "how much of the squares' mean stays in a step")
      visitor.number("momentum", &momentum, .fraction, "how much of the last step is added to this one")
      visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
      visitor.boolean("centered", &centered, "whether the square of the gradient's mean is subtracted from v")
    }
  }

  public struct Adagrad: Construct {
    public var learningRate = 0.001
    public var initialAccumulatorValue = 0.1
    public var epsilon = 1e-7
    public init() {}

    static let words = ConstructWords(
      "adagrad", "steps scaled by the sum of all squares so far",
      formula: "s ← s + g²; w ← w − learning_rate·g ÷ √(s + epsilon)")

    public mutating func options(_ visitor: inout some OptionVisitor) {
      visitor.number("learning_rate", &learningRate, .positive, "the length of a step")
      visitor.number("initial_accumulator_value", &initialAccumulatorValue, .notNegative, "what the sum starts with")
      visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
    }
  }
}
