import Catalog

extension Reader where Value == Activation {
  static var activation: Reader {
    .choice("activation", of: activationTable, advice: activationAdvice)
  }
}

/// The table of activations.
private let activationTable: [Choice<Activation>] = [
  Choice("linear", .linear), Choice("relu", .relu), Choice("silu", .silu), Choice("tanh", .tanh),
  Choice("sigmoid", .sigmoid), Choice("softmax", .softmax),
  Choice("leaky_relu") { fields in
    var slope = 0.2
    fields.read("negative_slope", .number(.notNegative), into: &slope)
    return .leakyRelu(negativeSlope: slope)
  },
  Choice("elu") { fields in
    var alpha = 1.0
    fields.read("alpha", .number(.notNegative), into: &alpha)
    return .elu(alpha: alpha)
  },
  Choice("gelu") { fields in
    var approximate = false
    fields.read("approximate", .boolean, into: &approximate)
    return .gelu(approximate: approximate)
  },
]

private let activationAdvice = NameAdvice(
  aliases: ["swish": "silu", "none": "linear", "logistic": "sigmoid"],
  missing: [
    "selu", "relu6", "prelu", "celu", "mish", "softplus", "softsign", "log_softmax", "hard_sigmoid", "hard_swish",
    "exponential",
  ])

extension Activation {
  var config: ConfigValue {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .silu: "silu"
    case .tanh: "tanh"
    case .sigmoid: "sigmoid"
    case .softmax: "softmax"
    case .leakyRelu(let slope): ["leaky_relu": ["negative_slope": .number(slope)]]
    case .elu(let alpha): ["elu": ["alpha": .number(alpha)]]
    case .gelu(let approximate): ["gelu": ["approximate": .bool(approximate)]]
    }
  }
}
