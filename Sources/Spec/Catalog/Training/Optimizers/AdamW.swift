public struct AdamW: MomentConstruct {
  public var shared = OptimizerOptions()
  public var weightDecay = 0.004
  public var moments = Moments()
  public var amsgrad = Flag()
  public init() {}

  public static let ownsWeightDecay = true
  public var decay: Double? { weightDecay }

  public static let words = ConstructWords(
    "adamw", "adam that also shrinks the weights in every step",
    formula: "as adam, with w ← w − weight_decay·learning_rate·w before it")

  public mutating func ownOptions(_ visitor: any OptionVisitor) {
    visitor.weightDecay(&weightDecay)
    moments.options(visitor)
    visitor.amsgrad(&amsgrad)
  }
}
