/// X. Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023.
public struct Lion: OptimizerConstruct {
  public var shared = OptimizerOptions()
  public var beta1 = 0.9
  public var beta2 = 0.99
  public init() {}

  public static let words = ConstructWords(
    "lion", "steps of one length, in the direction of a running mean's sign",
    formula: "w ← w − learning_rate·sign(beta_1·m + (1 − beta_1)·g); m ← beta_2·m + (1 − beta_2)·g")

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    visitor.number("beta_1", &beta1, .fraction, "how much the mean counts in a step")
    visitor.number("beta_2", &beta2, .fraction, "how much of the mean stays in a step")
  }
}
