public struct Accuracy: MetricConstruct {
  public init() {}
  public static let target = LossTarget.oneClass
  public static let words = ConstructWords(
    "accuracy", otherNames: ["acc"],
    "the fraction of samples whose class has the largest output; a single output stands for the second class if it is above ½"
  )
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct BinaryAccuracy: MetricConstruct {
  public var threshold = 0.5
  public init() {}
  public static let target = LossTarget.yesOrNo
  public static let words = ConstructWords(
    "binary_accuracy",
    "the fraction of outputs that are above the threshold where the label is 1, and not where it is 0")
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("threshold", &threshold, .finite, "above it an output says 1")
  }
}

public struct CategoricalAccuracy: MetricConstruct {
  public init() {}
  public static let target = LossTarget.oneClass
  public static let words = ConstructWords(
    "categorical_accuracy", otherNames: ["sparse_categorical_accuracy"],
    "the fraction of samples whose class has the largest output")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct TopKCategoricalAccuracy: MetricConstruct {
  public var k: Int
  public init(k: Int = 5) { self.k = k }
  public static let target = LossTarget.oneClass
  public static let words = ConstructWords(
    "top_k_categorical_accuracy", otherNames: ["sparse_top_k_categorical_accuracy"],
    "the fraction of samples whose class is among the k largest outputs")
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer("k", &k, 1...Limits.units, "how many outputs count")
  }
  public func problem(_ target: DataInterface.Target, width: Int) -> LayerProblem? {
    k > width ? LayerProblem("k is \(k), but there are only \(width) classes") : nil
  }
}
