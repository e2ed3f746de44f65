/// An activation function that works on each element alone.
public enum ElementwiseFunction: Equatable, Sendable {
  case relu, silu, tanh, sigmoid
  case leakyRelu(negativeSlope: Float)
  case elu(alpha: Float)
  case gelu
  /// GELU with tanh in place of erf.
  case geluTanh

  /// Whether the derivative is computed from the function's result; otherwise from its argument.
  public var derivativeNeedsOnlyOutput: Bool {
    switch self {
    case .relu, .tanh, .sigmoid: true
    case .leakyRelu(let slope): slope >= 0
    case .elu(let alpha): alpha >= 0
    case .silu, .gelu, .geluTanh: false
    }
  }
}
