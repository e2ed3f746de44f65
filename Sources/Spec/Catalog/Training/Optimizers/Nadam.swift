/// T. Dozat, "Incorporating Nesterov Momentum into Adam", 2016.
public struct Nadam: OptimizerConstruct {
  public var learningRate: LearningRate = 0.001
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-7
  public init() {}

  public static let words = ConstructWords(
    "nadam", "adam with Nesterov's look-ahead",
    formula: """
      m and v as adam; μₙ = beta_1·(1 − 0.96ⁿ ÷ 2), Mₙ = μ₁·…·μₙ in step n; \
      a = μₙ₊₁·m ÷ (1 − Mₙ₊₁) + (1 − μₙ)·g ÷ (1 − Mₙ); \
      w ← w − learning_rate·a ÷ (√(v ÷ (1 − beta_2ⁿ)) + epsilon)
      """)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step")
    visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
    visitor.number("beta_2", &beta2, .fraction, "how much of the squares' mean stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}
