public struct RMSprop: OptimizerConstruct {
  public var shared = OptimizerOptions()
  public var rho = 0.9
  public var momentum = 0.0
  public var epsilon = 1e-7
  public var centered = false
  public init() {}

  public static let words = ConstructWords(
    "rmsprop", "steps scaled by a running mean of the gradient's square",
    formula: "v ← rho·v + (1 − rho)·g²; u ← momentum·u + learning_rate·g ÷ √(v + epsilon); w ← w − u")

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    visitor.number("rho", &rho, .fraction, "how much of the squares' mean stays in a step")
    visitor.number("momentum", &momentum, .fraction, "how much of the last step is added to this one")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
    visitor.boolean("centered", &centered, "whether the square of the gradient's mean is subtracted from v")
  }
}
