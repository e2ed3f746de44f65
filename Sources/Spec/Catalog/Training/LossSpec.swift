/// What a loss makes of a sample's target.
public enum LossTarget: Sendable {
  /// One class among others: the model has an output for each.
  case oneClass
  /// Yes or no for each output. Two classes may have one output, which is that of the second.
  case yesOrNo
  /// A number for each output. For a class these are its one-hot label, or one number, 0 or 1, for two classes.
  case numbers
  /// The same for numbers that only mean something together.
  case vector
}

/// What training makes smaller: one of Keras's losses, with the defaults of `keras.losses`.
public protocol LossConstruct: NamedConstruct {
  init()
  static var target: LossTarget { get }
  /// The activation in which a model has to end. The loss is computed from that function's arguments, the logits, because
  /// probabilities near 0 and 1 have lost what distinguishes them.
  static var link: Activation? { get }
  /// Whether the model itself ends in logits.
  var fromLogits: Bool { get }
}

extension LossConstruct {
  public static var link: Activation? { nil }
  public var fromLogits: Bool { false }
}

/// A spec's loss.
public struct LossSpec: FamilyMember {
  public private(set) var construct: any LossConstruct
  /// Whether it was written as `crossentropy`: then the number of outputs decides.
  private var isOpen = false

  public init(_ construct: some LossConstruct) { self.construct = construct }
}

extension LossSpec {
  public static let kind = "loss"

  /// The table of losses.
  public static let family = Family<LossSpec>(
    [
      Self(CategoricalCrossentropy()), Self(SparseCategoricalCrossentropy()), Self(BinaryCrossentropy()),
      Self(MeanSquaredError()), Self(MeanAbsoluteError()), Self(MeanAbsolutePercentageError()),
      Self(MeanSquaredLogarithmicError()), Self(Huber()), Self(LogCosh()), Self(Poisson()), Self(KLDivergence()),
      Self(CosineSimilarity()), Self(Hinge()), Self(SquaredHinge()), Self(CategoricalHinge()),
      Self(CategoricalFocalCrossentropy()), Self(BinaryFocalCrossentropy()),
    ],
    advice: NameAdvice(
      aliases: [
        "cross_entropy": "categorical_crossentropy", "cross_entropy_loss": "categorical_crossentropy",
        "nll": "categorical_crossentropy", "nll_loss": "categorical_crossentropy",
        "bce_loss": "binary_crossentropy", "bce_with_logits_loss": "binary_crossentropy: {from_logits: true}",
        "log_loss": "binary_crossentropy", "mse_loss": "mean_squared_error", "l2_loss": "mean_squared_error",
        "l1_loss": "mean_absolute_error", "smooth_l1_loss": "huber",
        "focal_loss": "categorical_focal_crossentropy", "kl_div_loss": "kl_divergence",
      ],
      missing: ["ctc", "dice", "tversky", "circle"]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }

  public mutating func wasWritten(as name: String) { isOpen = CategoricalCrossentropy.openNames.contains(name) }

  /// `crossentropy` becomes `binary_crossentropy` if the model has one output.
  func chosen(for layers: [LayerSpec]) -> LossSpec {
    guard isOpen, let loss = construct as? CategoricalCrossentropy else { return self }
    let isBinary = layers.last { $0.construct.unitCount != nil }?.construct.unitCount == 1
    return isBinary ? LossSpec(BinaryCrossentropy(loss)) : LossSpec(loss)
  }
}

extension LossSpec {
  var target: LossTarget { type(of: construct).target }

  /// Whether a column of targets holds classes, even if they are written as numbers.
  public var needsClasses: Bool { target == .oneClass || target == .yesOrNo }

  /// Whether a model of two classes may end in one unit, which stands for the second.
  public var allowsOneUnit: Bool { target == .yesOrNo || target == .numbers }

  /// See ``LossConstruct/link``.
  public var link: Activation? { type(of: construct).link }
}
