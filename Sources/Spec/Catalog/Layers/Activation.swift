/// Keras's activation functions with the defaults of `keras.activations`.
public enum Activation: Hashable, Sendable {
  case linear
  case rectifier(Rectifier)
  case silu, tanh, sigmoid, softmax
  case leakyRelu(negativeSlope: Double = 0.2)
  case elu(alpha: Double = 1)
  case gelu(approximate: Bool = false)
  case selu, softplus, softsign, relu6, exponential, hardSigmoid, hardSilu, mish, logSoftmax

  /// The rectifier that spares its positive half.
  public static let relu = Activation.rectifier(Rectifier())
}

/// `relu` and what it may have besides.
public struct Rectifier: Hashable, Sendable {
  public var negativeSlope = Amount()
  public var maxValue: Double?
  public var threshold = Amount()

  public init() {}
}

extension Activation: FamilyMember {
  public static let kind = "activation"

  /// The table of activations.
  public static let family = Family<Activation>(
    [
      .linear, .relu, .silu, .tanh, .sigmoid, .softmax, .leakyRelu(), .elu(), .gelu(), .selu, .softplus, .softsign,
      .relu6, .exponential, .hardSigmoid, .hardSilu, .mish, .logSoftmax,
    ],
    advice: NameAdvice(
      aliases: ["none": "linear", "logistic": "sigmoid", "exp": "exponential"],
      remarks: ["prelu": "it has weights, and is a layer: write prelu in the list of layers"],
      missing: ["celu", "glu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "log_sigmoid", "sparsemax"]))

  public var words: ConstructWords {
    switch self {
    case .linear: ConstructWords("linear", "its input, unchanged", formula: "y = x")
    case .rectifier:
      ConstructWords(
        "relu", "its input, or 0 where that is negative",
        formula:
          "y = max(x, 0); with options: min(x, max_value) where x > threshold, else negative_slope·(x − threshold)",
        example: "relu", positional: "negative_slope")
    case .silu:
      ConstructWords(
        "silu", otherNames: ["swish"], "a smooth relu, also called swish", formula: "y = x ÷ (1 + e^−x)")
    case .tanh: ConstructWords("tanh", "a smooth step from −1 to 1", formula: "y = tanh(x)")
    case .sigmoid: ConstructWords("sigmoid", "a smooth step from 0 to 1", formula: "y = 1 ÷ (1 + e^−x)")
    case .softmax:
      ConstructWords("softmax", "positive outputs that add up to 1", formula: "y[i] = e^x[i] ÷ sum over j of e^x[j]")
    case .leakyRelu:
      ConstructWords(
        "leaky_relu", "relu with a small slope where x is negative", formula: "y = x, or negative_slope·x where x < 0",
        positional: "negative_slope")
    case .elu:
      ConstructWords(
        "elu", "relu that approaches −alpha where x is negative", formula: "y = x, or alpha·(e^x − 1) where x < 0",
        positional: "alpha")
    case .gelu:
      ConstructWords(
        "gelu", "x times the probability that a normal number is below it",
        formula: "y = x·Φ(x); approximate: y = ½x·(1 + tanh(√(2 ÷ π)·(x + 0.044715x³)))")
    default: furtherWords
    }
  }

  private var furtherWords: ConstructWords {
    switch self {
    case .selu:
      ConstructWords(
        "selu", "elu, scaled so that it keeps mean 0 and variance 1: use it with lecun_normal",
        formula: "y = 1.0507·x, or 1.0507·1.6733·(e^x − 1) where x < 0")
    case .softplus: ConstructWords("softplus", "a smooth relu that stays above 0", formula: "y = ln(1 + e^x)")
    case .softsign:
      ConstructWords("softsign", "a smooth step from −1 to 1, slower than tanh", formula: "y = x ÷ (1 + |x|)")
    case .relu6: ConstructWords("relu6", "relu that ends at 6", formula: "y = min(max(x, 0), 6)")
    case .exponential: ConstructWords("exponential", "e to the power of its input", formula: "y = e^x")
    case .hardSigmoid:
      ConstructWords("hard_sigmoid", "a step from 0 to 1 in a straight line", formula: "y = min(max(x + 3, 0), 6) ÷ 6")
    case .hardSilu:
      ConstructWords(
        "hard_silu", otherNames: ["hard_swish"], "silu with hard_sigmoid",
        formula: "y = x·min(max(x + 3, 0), 6) ÷ 6")
    case .mish: ConstructWords("mish", "a smooth relu", formula: "y = x·tanh(ln(1 + e^x))")
    default:
      ConstructWords(
        "log_softmax", "the logarithms of softmax", formula: "y[i] = x[i] − ln(sum over j of e^x[j])")
    }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    switch self {
    case .rectifier(var relu):
      visitor.value("negative_slope", &relu.negativeSlope, "the slope up to the threshold")
      visitor.number("max_value", &relu.maxValue, .notNegative, "the largest output")
      visitor.value("threshold", &relu.threshold, "the largest input that is not passed")
      self = .rectifier(relu)
    case .leakyRelu(var slope):
      visitor.number("negative_slope", &slope, .notNegative, "the slope where x is negative")
      self = .leakyRelu(negativeSlope: slope)
    case .elu(var alpha):
      visitor.number("alpha", &alpha, .notNegative, "how far below 0 it goes")
      self = .elu(alpha: alpha)
    case .gelu(var approximate):
      visitor.boolean("approximate", &approximate, "whether tanh stands in for Φ")
      self = .gelu(approximate: approximate)
    default: break
    }
  }
}
