public struct SGD: OptimizerConstruct {
  public var shared = OptimizerOptions(learningRate: 0.01)
  public var momentum = 0.0
  public var nesterov = false
  public init() {}

  public static let words = ConstructWords(
    "sgd", "a step against the gradient, with or without momentum",
    formula: "v ← momentum·v − learning_rate·g; w ← w + v, with nesterov w ← w + momentum·v − learning_rate·g")

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    visitor.number("momentum", &momentum, .fraction, "how much of the last step is added to this one")
    visitor.boolean("nesterov", &nesterov, "whether momentum looks ahead")
  }
}
