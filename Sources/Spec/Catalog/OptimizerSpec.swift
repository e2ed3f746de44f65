/// Keras's optimizers with the defaults of `keras.optimizers`.
public enum OptimizerSpec: Hashable, Sendable {
  case sgd(SGD)
  case adam(Adam)
  case adamw(AdamW)
  case rmsprop(RMSprop)
  case adagrad(Adagrad)

  public struct SGD: Hashable, Sendable {
    public var learningRate = 0.01
    public var momentum = 0.0
    public var nesterov = false
    public init() {}
  }

  public struct Adam: Hashable, Sendable {
    public var learningRate = 0.001
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-7
    public init() {}
  }

  public struct AdamW: Hashable, Sendable {
    public var learningRate = 0.001
    public var weightDecay = 0.004
    public var beta1 = 0.9
    public var beta2 = 0.999
    public var epsilon = 1e-7
    public init() {}
  }

  public struct RMSprop: Hashable, Sendable {
    public var learningRate = 0.001
    public var rho = 0.9
    public var momentum = 0.0
    public var epsilon = 1e-7
    public var centered = false
    public init() {}
  }

  public struct Adagrad: Hashable, Sendable {
    public var learningRate = 0.001
    public var initialAccumulatorValue = 0.1
    public var epsilon = 1e-7
    public init() {}
  }

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
