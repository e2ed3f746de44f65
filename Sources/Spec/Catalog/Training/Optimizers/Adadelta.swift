/// M. Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012.
public struct Adadelta: OptimizerConstruct {
  public var shared = OptimizerOptions()
  public var rho = 0.95
  public var epsilon = 1e-7
  public init() {}

  public static let words = ConstructWords(
    "adadelta", "steps scaled by running means of their own squares and of the gradient's",
    formula: """
      v ← rho·v + (1 − rho)·g²; d = √(u + epsilon) ÷ √(v + epsilon)·g; u ← rho·u + (1 − rho)·d²; \
      w ← w − learning_rate·d; \
      the paper has no learning_rate, which is 1
      """)

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    visitor.number("rho", &rho, .fraction, "how much of the squares' means stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}
