import Text

public struct Precision: MetricConstruct {
  public var threshold = 0.5
  public var className: String?
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "precision", "the fraction of the outputs above the threshold whose label is 1",
    formula: "true positives ÷ (true positives + false positives), 0 if there are none",
    refused: ["top_k": "write a class's name as class_id"])
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.thresholds(&threshold)
    visitor.classID(&className)
  }
  public func problem(_ target: DataInterface.Target, width: Int) -> LayerProblem? {
    problemOfClass(className, target, width)
  }
  public func doubt(classes: Int) -> String? { doubtOfAll(Self.words.name, className, classes) }
}

public struct Recall: MetricConstruct {
  public var threshold = 0.5
  public var className: String?
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "recall", "the fraction of the labels 1 whose output is above the threshold",
    formula: "true positives ÷ (true positives + false negatives), 0 if there are none",
    refused: ["top_k": "write a class's name as class_id"])
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.thresholds(&threshold)
    visitor.classID(&className)
  }
  public func problem(_ target: DataInterface.Target, width: Int) -> LayerProblem? {
    problemOfClass(className, target, width)
  }
  public func doubt(classes: Int) -> String? { doubtOfAll(Self.words.name, className, classes) }
}

/// How many outputs there are of one of four kinds.
public struct DecisionCount<Decision: DecisionKind>: MetricConstruct {
  public var threshold = 0.5
  public init() {}
  public static var isAscending: Bool { Decision.isMistake }
  public static var target: LossTarget { .yesOrNo }
  public static var words: ConstructWords { Decision.words }
  public mutating func options(_ visitor: any OptionVisitor) { visitor.thresholds(&threshold) }
}

/// An output that says 1 or 0, rightly or wrongly.
public protocol DecisionKind: Sendable {
  static var words: ConstructWords { get }
  static var isMistake: Bool { get }
}

public enum TruePositive: DecisionKind {
  public static let words = ConstructWords(
    "true_positives", "how many outputs are above the threshold, with a label of 1")
  public static let isMistake = false
}

public enum FalsePositive: DecisionKind {
  public static let words = ConstructWords(
    "false_positives", "how many outputs are above the threshold, with a label of 0")
  public static let isMistake = true
}

public enum TrueNegative: DecisionKind {
  public static let words = ConstructWords(
    "true_negatives", "how many outputs are not above the threshold, with a label of 0")
  public static let isMistake = false
}

public enum FalseNegative: DecisionKind {
  public static let words = ConstructWords(
    "false_negatives", "how many outputs are not above the threshold, with a label of 1")
  public static let isMistake = true
}

extension OptionVisitor {
  /// Keras's word has an s, because it may be a list there.
  fileprivate func thresholds(_ threshold: inout Double) {
    number("thresholds", &threshold, .finite, "above it an output says 1")
  }

  fileprivate func classID(_ name: inout String?) {
    text("class_id", &name, .free, "the name of a class, whose output alone counts; otherwise all do")
  }
}

private func doubtOfAll(_ metric: String, _ className: String?, _ classes: Int) -> String? {
  guard className == nil, classes > 2 else { return nil }
  return "\(metric) counts the outputs of all \(classes) classes together: "
    + "write f1_score for their mean, or \(metric): {class_id: NAME} for one"
}

private func problemOfClass(_ name: String?, _ target: DataInterface.Target, _ width: Int) -> LayerProblem? {
  guard let name else { return nil }
  guard let index = target.names.firstIndex(of: name) else {
    return LayerProblem(
      "unknown class \(quoted(name))", key: "class_id", hint: NameAdvice().hint(for: name, among: target.names))
  }
  return width == 1 && index == 0
    ? LayerProblem(
      "the model's only output is that of \(quoted(target.names[1]))", key: "class_id", hint: "leave class_id out")
    : nil
}
