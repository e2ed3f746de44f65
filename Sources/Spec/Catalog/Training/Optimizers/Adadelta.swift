/// M. Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012.
public struct Adadelta: OptimizerConstruct {
  public var learningRate: LearningRate = 0.001
  public var rho = 0.95
  public var epsilon = 1e-7
  public init() {}

  public static let words = ConstructWords(
    "adadelta", "steps scaled by running means of their own squares and of the gradient's",
    formula: """
      v ← rho·v + (1 − rho)·g²; d = √(u + epsilon) ÷ √(v + epsilon)·g; u ← rho·u + (1 − rho)·d²; \
      w ← w − learning_rate·d
      """)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step; the paper's is 1")
    visitor.number("rho", &rho, .fraction, "how much of the squares' means stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}
