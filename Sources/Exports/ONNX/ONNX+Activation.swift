import Catalog

extension ONNXBuilder {
  /// The catalog's activations in ONNX's operators; where there is none, as the formula.
  mutating func activate(_ value: ONNXValue, _ activation: Activation) -> ONNXValue {
    if case .linear = activation { return value }
    let name = activate(value.name, activation, axis: value.lastAxis)
    return ONNXValue(name: name, shape: value.shape, isChannelsFirst: value.isChannelsFirst)
  }

  /// - Parameter axis: over which softmax adds up.
  mutating func activate(_ x: String, _ activation: Activation, axis: Int) -> String {
    switch activation {
    case .linear: x
    case .rectifier(let options): rectify(x, options)
    case .silu: add("Mul", [x, add("Sigmoid", [x])])
    case .tanh: add("Tanh", [x])
    case .sigmoid: add("Sigmoid", [x])
    case .softmax: add("Softmax", [x], [("axis", .integer(axis))])
    case .leakyRelu(let slope): add("LeakyRelu", [x], [("alpha", .float(Float(slope)))])
    case .elu(let alpha): add("Elu", [x], [("alpha", .float(Float(alpha)))])
    case .gelu(let approximate): gelu(x, approximate)
    case .selu: add("Selu", [x])
    case .softplus: add("Softplus", [x])
    case .softsign: add("Softsign", [x])
    case .relu6: add("Clip", [x, constant("zero", 0), constant("six", 6)])
    case .exponential: add("Exp", [x])
    case .hardSigmoid: add("HardSigmoid", [x], [("alpha", .float(1 / 6)), ("beta", .float(0.5))])
    case .hardSilu: add("HardSwish", [x])
    case .mish: add("Mul", [x, add("Tanh", [add("Softplus", [x])])])
    case .logSoftmax: add("LogSoftmax", [x], [("axis", .integer(axis))])
    }
  }

  /// min(x, max_value) where x > threshold, else negative_slope·(x − threshold).
  private mutating func rectify(_ x: String, _ options: Rectifier) -> String {
    guard options != Rectifier() else { return add("Relu", [x]) }
    let threshold = constant("threshold", Float(options.threshold.value))
    let above = options.maxValue.map { add("Min", [x, constant("max_value", Float($0))]) } ?? x
    let slope = constant("negative_slope", Float(options.negativeSlope.value))
    let below = add("Mul", [add("Sub", [x, threshold]), slope])
    return add("Where", [add("Greater", [x, threshold]), above, below])
  }

  /// x·½(1 + erf(x ÷ √2)), or with tanh(√(2 ÷ π)·(x + 0.044715x³)) in erf's place. An operator of its own came with set 20.
  private mutating func gelu(_ x: String, _ approximate: Bool) -> String {
    let half = constant("half", 0.5)
    var inner: String
    if approximate {
      let cube = add("Mul", [add("Mul", [x, x]), x])
      inner = add("Add", [x, add("Mul", [cube, constant("cubic", 0.044715)])])
      inner = add("Tanh", [add("Mul", [inner, constant("scale", (2 / Float.pi).squareRoot())])])
    } else {
      inner = add("Erf", [add("Mul", [x, constant("scale", Float(0.5).squareRoot())])])
    }
    return add("Mul", [x, add("Add", [add("Mul", [inner, half]), half])])
  }
}
