/// D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2014, section 7.1.
public struct Adamax: MomentConstruct {
  public var shared = OptimizerOptions()
  public var moments = Moments()
  public init() {}

  public static let words = ConstructWords(
    "adamax", "steps scaled by a running mean of the gradient and its decaying maximum",
    formula: """
      m ← m + (g − m)·(1 − beta_1); u ← max(beta_2·u, |g|); w ← w − α·m ÷ (u + epsilon), \
      α = learning_rate ÷ (1 − beta_1ⁿ) in step n
      """)

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    moments.options(visitor, size: "maximum")
  }
}
