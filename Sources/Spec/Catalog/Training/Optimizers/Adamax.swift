/// D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2014, section 7.1.
public struct Adamax: OptimizerConstruct {
  public var learningRate: LearningRate = 0.001
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-7
  public init() {}

  public static let words = ConstructWords(
    "adamax", "steps scaled by a running mean of the gradient and its decaying maximum",
    formula: """
      m ← m + (g − m)·(1 − beta_1); u ← max(beta_2·u, |g|); w ← w − α·m ÷ (u + epsilon), \
      α = learning_rate ÷ (1 − beta_1ⁿ) in step n
      """)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step")
    visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
    visitor.number("beta_2", &beta2, .fraction, "how much of the maximum stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}
