public struct Hinge: LossConstruct {
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "hinge", "how far an output is from being at least 1 on the right side of 0",
    formula: "loss = mean over i of max(1 − label[i]·y[i], 0), with −1 for a label of 0")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct SquaredHinge: LossConstruct {
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "squared_hinge", "hinge, squared",
    formula: "loss = mean over i of max(1 − label[i]·y[i], 0)², with −1 for a label of 0")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct CategoricalHinge: LossConstruct {
  public init() {}
  public static let target = LossTarget.oneClass
  public static let words = ConstructWords(
    "categorical_hinge", "how far the true class's output is from being 1 above all others",
    formula: "loss = max(1 + largest of the other y − y[class], 0), with at least 0 for the largest")
  public mutating func options(_ visitor: any OptionVisitor) {}
}
