public struct SGD: OptimizerConstruct {
  public var learningRate: LearningRate = 0.01
  public var momentum = 0.0
  public var nesterov = false
  public init() {}

  public static let words = ConstructWords(
    "sgd", "a step against the gradient, with or without momentum",
    formula: "v ← momentum·v − learning_rate·g; w ← w + v, with nesterov w ← w + momentum·v − learning_rate·g")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step")
    visitor.number("momentum", &momentum, .fraction, "how much of the last step is added to this one")
    visitor.boolean("nesterov", &nesterov, "whether momentum looks ahead")
  }
}
