public struct AdamW: OptimizerConstruct {
  public var learningRate: LearningRate = 0.001
  public var weightDecay = 0.004
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-7
  public var amsgrad = Flag()
  public init() {}

  public static let words = ConstructWords(
    "adamw", "adam that also shrinks the weights in every step",
    formula: "as adam, with w ← w − weight_decay·learning_rate·w before it")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step")
    visitor.number("weight_decay", &weightDecay, .notNegative, "how much a weight shrinks, times the learning rate")
    visitor.number("beta_1", &beta1, .fraction, "how much of the gradient's mean stays in a step")
    visitor.number("beta_2", &beta2, .fraction, "how much of the squares' mean stays in a step")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
    visitor.value("amsgrad", &amsgrad, "whether v's greatest value so far takes its place in the step")
  }
}
