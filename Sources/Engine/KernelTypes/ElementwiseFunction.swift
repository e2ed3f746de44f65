/// An activation function that works on each element alone.
public enum ElementwiseFunction: Equatable, Sendable {
  case relu, silu, tanh, sigmoid
  case leakyRelu(negativeSlope: Float)
  case elu(alpha: Float)
  case gelu
  /// GELU with tanh in place of erf.
  case geluTanh
  /// min(x, largest) above the threshold, and slope·(x − threshold) up to it. None of the three is negative.
  case rectifier(negativeSlope: Float, largest: Float, threshold: Float)
  case selu, softplus, softsign, exponential, hardSigmoid, hardSilu, mish

  /// Whether the derivative is computed from the function's result; otherwise from its argument.
  public var derivativeNeedsOnlyOutput: Bool {
    switch self {
    case .relu, .tanh, .sigmoid, .rectifier, .selu, .exponential, .hardSigmoid: true
    case .leakyRelu(let slope): slope >= 0
    case .elu(let alpha): alpha >= 0
    case .silu, .gelu, .geluTanh, .softplus, .softsign, .hardSilu, .mish: false
    }
  }
}
