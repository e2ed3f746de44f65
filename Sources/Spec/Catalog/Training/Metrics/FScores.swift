/// How the scores of all outputs become one.
public enum Average: String, OptionWord {
  case macro, micro, weighted

  public static let kind = "average"

  public var summary: String {
    switch self {
    case .macro: "the mean of all outputs' scores"
    case .micro: "the score of all outputs' counts together"
    case .weighted: "the mean of all outputs' scores, weighted by how often their label is 1"
    }
  }
}

public struct F1Score: MetricConstruct {
  public var average = Average.macro
  public var threshold: Double?
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "f1_score", "the harmonic mean of precision and recall",
    formula: "2·precision·recall ÷ (precision + recall)")
  public mutating func options(_ visitor: any OptionVisitor) { visitor.fScore(&average, &threshold) }
}

public struct FBetaScore: MetricConstruct {
  public var beta = 1.0
  public var average = Average.macro
  public var threshold: Double?
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "fbeta_score", "the harmonic mean of precision and recall in which recall counts beta times as much",
    formula: "(1 + beta²)·precision·recall ÷ (beta²·precision + recall)")
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("beta", &beta, .positive, "how much recall counts")
    visitor.fScore(&average, &threshold)
  }
}

extension OptionVisitor {
  fileprivate func fScore(_ average: inout Average, _ threshold: inout Double?) {
    word("average", &average, "how the scores of all outputs become one")
    number(
      "threshold", &threshold, .finite,
      "above it an output says 1; if none is given, the largest output does, and of one output one above ½")
  }
}
