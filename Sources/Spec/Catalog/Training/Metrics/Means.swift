/// A loss whose mean over the samples is a metric too: without their weights, and without the penalties of regularizers.
public protocol MeasuredLoss: LossConstruct {
  /// Whether the metric has the other sign, so that more is better.
  static var isNegated: Bool { get }
  /// The options that the metric shares with the loss.
  mutating func metricOptions(_ visitor: any OptionVisitor)
}

extension MeasuredLoss {
  public static var isNegated: Bool { false }
  public mutating func metricOptions(_ visitor: any OptionVisitor) { options(visitor) }
}

/// The metric of a loss.
public struct Mean<Loss: MeasuredLoss>: MetricConstruct {
  public private(set) var loss = Loss()
  public init() {}

  public static var isAscending: Bool { !Loss.isNegated }
  public static var target: LossTarget { Loss.target }
  public static var words: ConstructWords { Loss.metricWords }
  public mutating func options(_ visitor: any OptionVisitor) { loss.metricOptions(visitor) }
}

extension MeasuredLoss {
  fileprivate static var metricWords: ConstructWords {
    let sparse = ["sparse_categorical_crossentropy"]
    let otherNames = words.otherNames == CategoricalCrossentropy.openNames ? sparse : words.otherNames
    let refused = link == nil ? [:] : ["from_logits": "the loss says what the outputs are"]
    return ConstructWords(
      words.name, otherNames: otherNames,
      isNegated ? "the cosine of the angle between outputs and target" : words.summary,
      refused: words.refused.merging(refused) { first, _ in first })
  }
}

extension MeanSquaredError: MeasuredLoss {}
extension MeanAbsoluteError: MeasuredLoss {}
extension MeanAbsolutePercentageError: MeasuredLoss {}
extension MeanSquaredLogarithmicError: MeasuredLoss {}
extension LogCosh: MeasuredLoss {}
extension Poisson: MeasuredLoss {}
extension KLDivergence: MeasuredLoss {}
extension CosineSimilarity: MeasuredLoss { public static let isNegated = true }

extension BinaryCrossentropy: MeasuredLoss {
  public mutating func metricOptions(_ visitor: any OptionVisitor) { labelSmoothingOption(visitor) }
}

extension CategoricalCrossentropy: MeasuredLoss {
  public mutating func metricOptions(_ visitor: any OptionVisitor) { labelSmoothingOption(visitor) }
}

public struct RootMeanSquaredError: MetricConstruct {
  public init() {}
  public static let isAscending = true
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "root_mean_squared_error", otherNames: ["rmse"], "the square root of the mean of all squared differences")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct R2Score: MetricConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "r2_score", "how much of the targets' variance the outputs explain: 1 is all, 0 as little as their mean",
    formula: "1 − sum of (y − target)² ÷ sum of (target − mean target)²; the mean of all outputs' scores",
    refused: ["class_aggregation": "it is uniform_average", "num_regressors": "it is 0"])
  public mutating func options(_ visitor: any OptionVisitor) {}
}
