/// The curve below which the area is taken.
public enum Curve: String, OptionWord {
  case roc = "ROC"
  case pr = "PR"

  public static let kind = "curve"

  public var summary: String {
    switch self {
    case .roc: "recall over the fraction of false positives"
    case .pr: "precision over recall"
    }
  }
}

public struct AUC: MetricConstruct {
  public var thresholds = 200
  public var curve = Curve.roc
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "auc", "the area under the curve of all thresholds: the chance that a label 1 has a larger output than a label 0",
    refused: ["summation_method": "it is interpolation", "thresholds": "write num_thresholds"])
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer("num_thresholds", &thresholds, 3...100_000, "how many thresholds, at equal distances from 0 to 1")
    visitor.word("curve", &curve, "ROC: recall over the fraction of false positives; PR: precision over recall")
  }
}
