public struct Adagrad: OptimizerConstruct {
  public var learningRate: LearningRate = 0.001
  public var initialAccumulatorValue = 0.1
  public var epsilon = 1e-7
  public init() {}

  public static let words = ConstructWords(
    "adagrad", "steps scaled by the sum of all squares so far",
    formula: "s ← s + g²; w ← w − learning_rate·g ÷ √(s + epsilon)")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.numberOrMember("learning_rate", &learningRate, .positive, "the length of a step")
    visitor.number("initial_accumulator_value", &initialAccumulatorValue, .notNegative, "what the sum starts with")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}
