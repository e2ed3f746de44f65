/// T. Dozat, "Incorporating Nesterov Momentum into Adam", 2016.
public struct Nadam: MomentConstruct {
  public var shared = OptimizerOptions()
  public var moments = Moments()
  public init() {}

  public static let words = ConstructWords(
    "nadam", "adam with Nesterov's look-ahead",
    formula: """
      m and v as adam; μₙ = beta_1·(1 − 0.96ⁿ ÷ 2), Mₙ = μ₁·…·μₙ in step n; \
      a = μₙ₊₁·m ÷ (1 − Mₙ₊₁) + (1 − μₙ)·g ÷ (1 − Mₙ); \
      w ← w − learning_rate·a ÷ (√(v ÷ (1 − beta_2ⁿ)) + epsilon)
      """)

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    moments.options(visitor)
  }
}
