public struct Adam: MomentConstruct {
  public var shared = OptimizerOptions()
  public var moments = Moments()
  public var amsgrad = Flag()
  public init() {}

  public static let words = ConstructWords(
    "adam", "steps scaled by running means of the gradient and its square",
    formula: """
      m ← m + (g − m)·(1 − beta_1); v ← v + (g² − v)·(1 − beta_2); w ← w − α·m ÷ (√v + epsilon), \
      α = learning_rate·√(1 − beta_2ⁿ) ÷ (1 − beta_1ⁿ) in step n
      """)

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    moments.options(visitor)
    visitor.amsgrad(&amsgrad)
  }
}
