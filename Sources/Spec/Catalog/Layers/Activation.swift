/// Keras's activation functions with the defaults of `keras.activations`.
public enum Activation: Hashable, Sendable {
  case linear, relu, silu, tanh, sigmoid, softmax
  case leakyRelu(negativeSlope: Double = 0.2)
  case elu(alpha: Double = 1)
  case gelu(approximate: Bool = false)
}

extension Activation: FamilyMember {
  public static let kind = "activation"

  /// The table of activations.
  public static let family = Family<Activation>(
    [.linear, .relu, .silu, .tanh, .sigmoid, .softmax, .leakyRelu(), .elu(), .gelu()],
    advice: NameAdvice(
      aliases: ["swish": "silu", "none": "linear", "logistic": "sigmoid"],
      missing: [
        "selu", "relu6", "prelu", "celu", "mish", "softplus", "softsign", "log_softmax", "hard_sigmoid", "hard_swish",
        "exponential",
      ]))

  public var words: ConstructWords {
    switch self {
    case .linear: ConstructWords("linear", "its input, unchanged", formula: "y = x")
    case .relu: ConstructWords("relu", "its input, or 0 where that is negative", formula: "y = max(x, 0)")
    case .silu: ConstructWords("silu", "a smooth relu, also called swish", formula: "y = x ÷ (1 + e^−x)")
    case .tanh: ConstructWords("tanh", "a smooth step from −1 to 1", formula: "y = tanh(x)")
    case .sigmoid: ConstructWords("sigmoid", "a smooth step from 0 to 1", formula: "y = 1 ÷ (1 + e^−x)")
    case .softmax:
      ConstructWords("softmax", "positive outputs that add up to 1", formula: "y[i] = e^x[i] ÷ sum over j of e^x[j]")
    case .leakyRelu:
      ConstructWords(
        "leaky_relu", "relu with a small slope where x is negative", formula: "y = x, or negative_slope·x where x < 0")
    case .elu:
      ConstructWords(
        "elu", "relu that approaches −alpha where x is negative", formula: "y = x, or alpha·(e^x − 1) where x < 0")
    case .gelu:
      ConstructWords(
        "gelu", "x times the probability that a normal number is below it",
        formula: "y = x·Φ(x); approximate: y = ½x·(1 + tanh(√(2 ÷ π)·(x + 0.044715x³)))")
    }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    switch self {
    case .linear, .relu, .silu, .tanh, .sigmoid, .softmax: break
    case .leakyRelu(var slope):
      visitor.number("negative_slope", &slope, .notNegative, "the slope where x is negative")
      self = .leakyRelu(negativeSlope: slope)
    case .elu(var alpha):
      visitor.number("alpha", &alpha, .notNegative, "how far below 0 it goes")
      self = .elu(alpha: alpha)
    case .gelu(var approximate):
      visitor.boolean("approximate", &approximate, "whether tanh stands in for Φ")
      self = .gelu(approximate: approximate)
    }
  }
}
