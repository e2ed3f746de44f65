public enum LossSpec: Hashable, Sendable {
  /// Cross-entropy against one-hot labels. With `fromLogits` the model's outputs are logits, otherwise a softmax's.
  case categoricalCrossentropy(fromLogits: Bool = false)
  case meanSquaredError
}

extension LossSpec: FamilyMember {
  public static let kind = "loss"

  /// The table of losses.
  public static let family = Family<LossSpec>(
    [.categoricalCrossentropy(), .meanSquaredError],
    advice: NameAdvice(
      aliases: [
        "crossentropy": "categorical_crossentropy", "cross_entropy": "categorical_crossentropy",
        "cross_entropy_loss": "categorical_crossentropy", "nll": "categorical_crossentropy",
      ],
      remarks: [
        "sparse_categorical_crossentropy": "labels are one-hot already: write categorical_crossentropy",
        "binary_crossentropy": "each image is of one class: write categorical_crossentropy",
      ],
      missing: ["mae", "mean_absolute_error", "huber", "hinge", "kl_divergence", "focal_loss"]))

  /// Whether it needs one class among others; otherwise a class is treated as the numbers of its one-hot label.
  public var needsClasses: Bool {
    switch self {
    case .categoricalCrossentropy: true
    case .meanSquaredError: false
    }
  }

  /// Whether a model of two classes may end in one unit, which stands for the second.
  public var allowsOneUnit: Bool { !needsClasses }

  public var words: ConstructWords {
    switch self {
    case .categoricalCrossentropy:
      ConstructWords(
        "categorical_crossentropy", "minus the logarithm of the true class's probability",
        formula: "loss = −ln y[class]")
    case .meanSquaredError:
      ConstructWords(
        "mean_squared_error", otherNames: ["mse"], "the mean of the squared differences from the one-hot label",
        formula: "loss = mean over i of (y[i] − label[i])²")
    }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    switch self {
    case .categoricalCrossentropy(var fromLogits):
      visitor.boolean("from_logits", &fromLogits, "false: the model must end in softmax; true: it must not")
      self = .categoricalCrossentropy(fromLogits: fromLogits)
    case .meanSquaredError: break
    }
  }
}
