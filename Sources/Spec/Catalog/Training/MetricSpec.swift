/// A number that says how good a model is: one of Keras's metrics, with the defaults of `keras.metrics`.
public protocol MetricConstruct: NamedConstruct {
  /// Whether less is better.
  static var isAscending: Bool { get }
  /// What it makes of a sample's target, as of a loss.
  static var target: LossTarget { get }
  /// What does not fit the model's outputs; nil if everything does.
  ///
  /// - Parameter width: how many outputs the model has.
  func problem(_ target: DataInterface.Target, width: Int) -> LayerProblem?
  /// Why it may not be what was wanted for so many classes.
  func doubt(classes: Int) -> String?
}

extension MetricConstruct {
  public func doubt(classes: Int) -> String? { nil }
  public static var isAscending: Bool { false }
  public func problem(_ target: DataInterface.Target, width: Int) -> LayerProblem? { nil }
}

/// One entry of a spec's `metrics`.
public struct MetricSpec: FamilyMember {
  public private(set) var construct: any MetricConstruct
  /// The column's name in the history: the word that the spec has, as in Keras.
  public private(set) var name: String

  public init(_ construct: some MetricConstruct) {
    self.construct = construct
    name = construct.words.name
  }

  public mutating func wasWritten(as name: String) { self.name = name }
}

extension MetricSpec {
  public static let kind = "metric"

  public static let accuracy = Self(Accuracy())

  /// The table of metrics.
  public static let family = Family<MetricSpec>(
    [
      accuracy, Self(BinaryAccuracy()), Self(CategoricalAccuracy()), Self(TopKCategoricalAccuracy()),
      Self(Precision()), Self(Recall()),
      Self(F1Score()), Self(FBetaScore()), Self(AUC()), Self(DecisionCount<TruePositive>()),
      Self(DecisionCount<FalsePositive>()),
      Self(DecisionCount<TrueNegative>()), Self(DecisionCount<FalseNegative>()), Self(Mean<MeanSquaredError>()),
      Self(RootMeanSquaredError()),
      Self(Mean<MeanAbsoluteError>()), Self(Mean<MeanAbsolutePercentageError>()),
      Self(Mean<MeanSquaredLogarithmicError>()), Self(R2Score()), Self(Mean<LogCosh>()), Self(Mean<Poisson>()),
      Self(Mean<KLDivergence>()), Self(Mean<CosineSimilarity>()), Self(Mean<BinaryCrossentropy>()),
      Self(Mean<CategoricalCrossentropy>()),
    ],
    advice: NameAdvice(
      aliases: [
        "top_k": "top_k_categorical_accuracy", "top5": "top_k_categorical_accuracy", "f1": "f1_score",
        "f_beta": "fbeta_score", "roc_auc": "auc", "auroc": "auc", "r2": "r2_score", "sensitivity": "recall",
      ],
      remarks: ["loss": "remove it: the loss is always there"]))

  /// The construct's, under the name that the spec has.
  public var words: ConstructWords {
    let words = construct.words
    guard name != words.name else { return words }
    return ConstructWords(
      name, otherNames: words.allNames.filter { $0 != name }, words.summary, formula: words.formula,
      example: words.example, positional: words.positional, refused: words.refused)
  }

  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.construct.isEqual(to: b.construct) }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    construct.hash(into: &hasher)
  }
}

extension MetricSpec {
  /// Whether less is better.
  public var isAscending: Bool { type(of: construct).isAscending }

  var needsClasses: Bool { type(of: construct).target == .oneClass }

  /// Why it may not be what was wanted for these targets.
  package func doubt(_ target: DataInterface.Target) -> String? {
    if case .classes(let names) = target { construct.doubt(classes: names.count) } else { nil }
  }

  /// What does not fit the model's outputs.
  func problem(_ target: DataInterface.Target, width: Int) -> LayerProblem? {
    if width == 1, [.oneClass, .vector].contains(type(of: construct).target), !(construct is Accuracy) {
      return LayerProblem(
        "\(name) needs an output for each class, but the model has one", hint: "write accuracy or binary_accuracy")
    }
    return construct.problem(target, width: width)
  }
}
