/// The options of Adam and its kin: means of the gradient and of its size.
public struct Moments: Hashable, Sendable {
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-7

  public init() {}

  /// - Parameter size: what beta_2 is about.
  mutating func options(_ visitor: any OptionVisitor, size: String = "squares' mean") {
    visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
    visitor.number("beta_2", &beta2, .fraction, "how much of the \(size) stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}

/// An optimizer with these options.
public protocol MomentConstruct: OptimizerConstruct {
  var moments: Moments { get set }
}

extension MomentConstruct {
  public var beta1: Double {
    get { moments.beta1 }
    set { moments.beta1 = newValue }
  }

  public var beta2: Double {
    get { moments.beta2 }
    set { moments.beta2 = newValue }
  }

  public var epsilon: Double {
    get { moments.epsilon }
    set { moments.epsilon = newValue }
  }
}

extension OptionVisitor {
  func amsgrad(_ value: inout Flag) {
    self.value("amsgrad", &value, "whether v's greatest value so far takes its place in the step")
  }
}
