public enum MetricSpec: Hashable, Sendable {
  case accuracy
  case topKCategoricalAccuracy(k: Int = 5)

  /// The column's name in the history.
  public var name: String { words.name }
}

extension MetricSpec: FamilyMember {
  public static let kind = "metric"

  /// The table of metrics.
  public static let family = Family<MetricSpec>(
    [.accuracy, .topKCategoricalAccuracy()],
    advice: NameAdvice(
      aliases: ["acc": "accuracy", "top_k": "top_k_categorical_accuracy", "top5": "top_k_categorical_accuracy"],
      remarks: [
        "sparse_categorical_accuracy": "labels are one-hot already: write accuracy",
        "sparse_top_k_categorical_accuracy": "labels are one-hot already: write top_k_categorical_accuracy",
        "loss": "remove it: the loss is always there",
      ],
      missing: ["precision", "recall", "auc", "f1", "f1_score"]))

  /// Whether it counts correct classes.
  public var needsClasses: Bool {
    switch self {
    case .accuracy, .topKCategoricalAccuracy: true
    }
  }

  public var words: ConstructWords {
    switch self {
    case .accuracy:
      ConstructWords(
        "accuracy", otherNames: ["categorical_accuracy"], "the fraction of samples whose class has the largest output")
    case .topKCategoricalAccuracy:
      ConstructWords(
        "top_k_categorical_accuracy", "the fraction of samples whose class is among the k largest outputs")
    }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    switch self {
    case .accuracy: break
    case .topKCategoricalAccuracy(var k):
      visitor.integer("k", &k, 1...Limits.units, "how many outputs count")
      self = .topKCategoricalAccuracy(k: k)
    }
  }
}
