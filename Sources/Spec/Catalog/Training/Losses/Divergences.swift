public struct Poisson: LossConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "poisson", "for counts: the model's outputs are their expected values, which must be above 0",
    formula: "loss = mean over i of y[i] − target[i]·ln(y[i] + 1e-7)")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct KLDivergence: LossConstruct {
  public init() {}
  public static let target = LossTarget.vector
  public static let words = ConstructWords(
    "kl_divergence", otherNames: ["kld"],
    "how far a distribution is from the target's: Kullback and Leibler's divergence",
    formula: "loss = sum over i of target[i]·ln(target[i] ÷ y[i]), with at least 1e-7 for target[i] and y[i]")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct CosineSimilarity: LossConstruct {
  public init() {}
  public static let target = LossTarget.vector
  public static let words = ConstructWords(
    "cosine_similarity", "minus the cosine of the angle between outputs and target",
    formula: "loss = −sum over i of y[i]·target[i] ÷ (|y|·|target|)", refused: ["axis": "it is the last one"])
  public mutating func options(_ visitor: any OptionVisitor) {}
}
