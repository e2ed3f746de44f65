public struct Adagrad: OptimizerConstruct {
  public var shared = OptimizerOptions()
  public var initialAccumulatorValue = 0.1
  public var epsilon = 1e-7
  public init() {}

  public static let words = ConstructWords(
    "adagrad", "steps scaled by the sum of all squares so far",
    formula: "s ← s + g²; w ← w − learning_rate·g ÷ √(s + epsilon)")

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    visitor.number("initial_accumulator_value", &initialAccumulatorValue, .notNegative, "what the sum starts with")
    visitor.number("epsilon", &epsilon, .notNegative, "keeps the divisor above 0")
  }
}
