public struct CategoricalCrossentropy: LossConstruct {
  public var fromLogits: Bool
  public var labelSmoothing: Double?

  public init() { self.init(fromLogits: false) }
  public init(fromLogits: Bool) { self.fromLogits = fromLogits }

  /// Names that leave it to the number of outputs which cross-entropy is meant.
  static let openNames = ["crossentropy", "ce"]

  public static let target = LossTarget.oneClass
  public static let link: Activation? = .softmax

  public static let words = ConstructWords(
    "categorical_crossentropy", otherNames: openNames, "minus the logarithm of the true class's probability",
    formula: "loss = −ln y[class]")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.fromLogits(&fromLogits, .softmax)
    labelSmoothingOption(visitor)
  }

  mutating func labelSmoothingOption(_ visitor: any OptionVisitor) {
    visitor.labelSmoothing(&labelSmoothing, "that is shared by all classes")
  }
}

public struct SparseCategoricalCrossentropy: LossConstruct {
  public var fromLogits = false
  public init() {}

  public static let target = LossTarget.oneClass
  public static let link: Activation? = .softmax

  public static let words = ConstructWords(
    "sparse_categorical_crossentropy", "categorical_crossentropy: it makes no difference how the labels are stored",
    formula: "loss = −ln y[class]", refused: ["ignore_class": "leave out the samples of that class"])

  public mutating func options(_ visitor: any OptionVisitor) { visitor.fromLogits(&fromLogits, .softmax) }
}

public struct BinaryCrossentropy: LossConstruct {
  public var fromLogits = false
  public var labelSmoothing: Double?
  public init() {}

  init(_ other: CategoricalCrossentropy) { (fromLogits, labelSmoothing) = (other.fromLogits, other.labelSmoothing) }

  public static let target = LossTarget.yesOrNo
  public static let link: Activation? = .sigmoid

  public static let words = ConstructWords(
    "binary_crossentropy", otherNames: ["bce"], "minus the logarithm of the probability of what is true",
    formula: "loss = mean over i of −ln y[i], or of −ln(1 − y[i]) where the label is 0")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.fromLogits(&fromLogits, .sigmoid)
    labelSmoothingOption(visitor)
  }

  mutating func labelSmoothingOption(_ visitor: any OptionVisitor) {
    visitor.labelSmoothing(&labelSmoothing, "by which 0 and 1 come closer to ½")
  }
}

public struct CategoricalFocalCrossentropy: LossConstruct {
  public var alpha = 0.25
  public var gamma = 2.0
  public var fromLogits = false
  public var labelSmoothing: Double?
  public init() {}

  public static let target = LossTarget.oneClass
  public static let link: Activation? = .softmax

  public static let words = ConstructWords(
    "categorical_focal_crossentropy", "categorical_crossentropy in which samples that are nearly right count less",
    formula: "loss = −alpha·(1 − y[class])^gamma·ln y[class]")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("alpha", &alpha, .notNegative, "a factor")
    visitor.number("gamma", &gamma, .notNegative, "how much less")
    visitor.fromLogits(&fromLogits, .softmax)
    visitor.labelSmoothing(&labelSmoothing, "that is shared by all classes")
  }
}

public struct BinaryFocalCrossentropy: LossConstruct {
  public var appliesClassBalancing = false
  public var alpha = 0.25
  public var gamma = 2.0
  public var fromLogits = false
  public var labelSmoothing: Double?
  public init() {}

  public static let target = LossTarget.yesOrNo
  public static let link: Activation? = .sigmoid

  public static let words = ConstructWords(
    "binary_focal_crossentropy", "binary_crossentropy in which samples that are nearly right count less",
    formula: "loss = mean over i of (1 − p)^gamma·(−ln p), p = y[i], or 1 − y[i] where the label is 0")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.boolean("apply_class_balancing", &appliesClassBalancing, "whether alpha is applied")
    visitor.number("alpha", &alpha, .fraction, "a factor where the label is 1; 1 − alpha where it is 0")
    visitor.number("gamma", &gamma, .notNegative, "how much less")
    visitor.fromLogits(&fromLogits, .sigmoid)
    visitor.labelSmoothing(&labelSmoothing, "by which 0 and 1 come closer to ½")
  }
}

extension OptionVisitor {
  fileprivate func fromLogits(_ value: inout Bool, _ link: Activation) {
    boolean("from_logits", &value, "false: the model must end in \(link.words.name); true: it must not")
  }

  /// Left out of a resolved spec if it is 0.
  fileprivate func labelSmoothing(_ value: inout Double?, _ meaning: String) {
    number("label_smoothing", &value, .fraction, "the part of a label " + meaning)
    if value == 0 { value = nil }
  }
}
