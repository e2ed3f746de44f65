import Geometry

// Words that change the numbers of a picture where they are.

public struct RandomContrast: PictureAugmentation {
  public var factor: Factor<Unit> = 0.0
  public var valueRange = Ends<AnyNumber>(0, 1)

  public init() {}

  public static let words = ConstructWords(
    "random_contrast", "brings each channel's numbers nearer to their mean, or further from it",
    formula:
      "y = (x − mean)·c + mean, cut off at value_range; c from 1 − factor to 1 + factor, [a, b]: from 1 − a to 1 + b",
    example: "random_contrast: {factor: 0.2}", positional: "factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("factor"), &factor, "by how much the distances from the mean may shrink and grow")
    visitor.value("value_range", &valueRange, "the smallest and the largest number of a sample")
  }

  /// Of c. Two numbers are not sorted: they are what is lost and what is gained.
  public var scales: (lowest: Double, highest: Double) {
    switch factor {
    case .one(let both): (1 - both, 1 + both)
    case .between(let less, let more): (1 - less, 1 + more)
    }
  }
}

public struct RandomBrightness: PictureAugmentation {
  public var factor: Factor<SignedUnit> = 0.0
  public var valueRange = Ends<AnyNumber>(0, 1)

  public init() {}

  public static let words = ConstructWords(
    "random_brightness", "adds one random number to a whole picture",
    formula: "y = x + factor·(highest − lowest of value_range), cut off at value_range; 0.2: from −0.2 to 0.2",
    example: "random_brightness: {factor: 0.2}", positional: "factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("factor"), &factor, "what is added, as a part of the whole range")
    visitor.value("value_range", &valueRange, "the smallest and the largest number of a sample")
  }
}

public struct RandomErasing: PictureAugmentation {
  public var factor: Factor<Unit> = 1.0
  public var scale = Ends<Unit>(0.02, 0.33)
  /// Nil for noise.
  public var fillValue: Double?
  public var valueRange = Ends<AnyNumber>(0, 1)

  public init() {}

  public static let words = ConstructWords(
    "random_erasing", "covers a random rectangle of some pictures",
    formula: "with a probability drawn from 0 to factor; sides √scale·width and √scale·height, each drawn for itself",
    example: "random_erasing: {factor: 1, fill_value: 0}", positional: "factor", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("factor", &factor, "the probability: one number is its highest, so that 1 covers one picture in two")
    visitor.value("scale", &scale, "the squares of the sides, as parts of the picture's")
    visitor.number("fill_value", &fillValue, .finite, "what covers it; none: normal noise, times the range, cut off")
    visitor.value("value_range", &valueRange, "the smallest and the largest number of a sample")
  }
}

/// Keras's layer of this name, before all layers.
public struct SampleNoise: AugmentationConstruct {
  public var stddev = 0.0

  public init() {}

  public static let words = ConstructWords(
    "gaussian_noise", "adds normal noise to every number of a sample", formula: "y = x + stddev·n",
    example: "gaussian_noise: {stddev: 0.1}", positional: "stddev", refused: refusedEverywhere)

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("stddev"), &stddev, .unit, "the noise's standard deviation")
  }

  public func output(of sample: Shape) -> Shape { sample }
}
