public struct MeanSquaredError: LossConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "mean_squared_error", otherNames: ["mse"], "the mean of the squared differences from the target",
    formula: "loss = mean over i of (y[i] − target[i])²")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct MeanAbsoluteError: LossConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "mean_absolute_error", otherNames: ["mae"], "the mean of the absolute differences from the target",
    formula: "loss = mean over i of |y[i] − target[i]|")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct MeanAbsolutePercentageError: LossConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "mean_absolute_percentage_error", otherNames: ["mape"],
    "the mean of the absolute differences, in percent of the target",
    formula: "loss = mean over i of 100·|y[i] − target[i]| ÷ max(|target[i]|, 1e-7)")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct MeanSquaredLogarithmicError: LossConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "mean_squared_logarithmic_error", otherNames: ["msle"],
    "the mean of the squared differences of logarithms, for targets of many magnitudes from 0 up",
    formula: "loss = mean over i of (ln(y[i] + 1) − ln(target[i] + 1))²; y[i] and target[i] are at least 1e-7")
  public mutating func options(_ visitor: any OptionVisitor) {}
}

public struct Huber: LossConstruct {
  public var delta = 1.0
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "huber", "half of the squared difference up to delta, and a straight line beyond: outliers pull less",
    formula: "loss = mean over i of ½e², or of delta·|e| − ½delta² where |e| > delta; e = y[i] − target[i]")
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("delta", &delta, .positive, "where the line begins")
  }
}

public struct LogCosh: LossConstruct {
  public init() {}
  public static let target = LossTarget.numbers
  public static let words = ConstructWords(
    "log_cosh", otherNames: ["logcosh"],
    "like half of the square for small differences, like the difference less ln 2 for large ones",
    formula: "loss = mean over i of ln cosh(y[i] − target[i])")
  public mutating func options(_ visitor: any OptionVisitor) {}
}
