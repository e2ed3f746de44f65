public struct Adam: OptimizerConstruct {
  public var learningRate: LearningRate = 0.001
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-7
  public var amsgrad = Flag()
  public init() {}

  public static let words = ConstructWords(
    "adam", "steps scaled by running means of the gradient and its square",
    formula: """
      m ← m + (g − m)·(1 − beta_1); v ← v + (g² − v)·(1 − beta_2); w ← w − α·m ÷ (√v + epsilon), \
      α = learning_rate·√(1 − beta_2ⁿ) ÷ (1 − beta_1ⁿ) in step n
      """)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step")
    visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
    visitor.number("beta_2", &beta2, .fraction, "how much of the squares' mean stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
    visitor.value("amsgrad", &amsgrad, "whether v's greatest value so far takes its place in the step")
  }
}
