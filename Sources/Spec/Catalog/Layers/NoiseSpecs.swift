import Geometry

/// A layer that changes its input at random in training, and not otherwise.
public protocol NoiseConstruct: LayerConstruct {
  /// What says how strong it is.
  var strength: Double { get }
}

extension NoiseConstruct {
  public var details: [String] { [strength.description] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference { Inference(output: inputs[0]) }
}

public struct SpatialDropout2DSpec: NoiseConstruct {
  /// The fraction of channels set to zero in training. In [0, 1).
  public var rate: Double

  public init(rate: Double) { self.rate = rate }

  public static let words = ConstructWords(
    "spatial_dropout2d", "in training, sets a random fraction of each image's channels to zero",
    formula: "y = x ÷ (1 − rate), or 0 in the whole channel with probability rate; in evaluation y = x",
    example: "spatial_dropout2d: {rate: 0.25}", positional: "rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("rate"), &rate, .fraction, "the fraction that is set to zero")
  }

  public var strength: Double { rate }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    try inputs[0].requireImage(words.name)
    return Inference(output: inputs[0])
  }
}

public struct SpatialDropout1DSpec: NoiseConstruct {
  /// The fraction of channels set to zero in training. In [0, 1).
  public var rate: Double

  public init(rate: Double) { self.rate = rate }

  public static let words = ConstructWords(
    "spatial_dropout1d", "in training, sets a random fraction of each sequence's channels to zero",
    formula: "y = x ÷ (1 − rate), or 0 in the whole channel with probability rate; in evaluation y = x",
    example: "spatial_dropout1d: {rate: 0.25}", positional: "rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("rate"), &rate, .fraction, "the fraction that is set to zero")
  }

  public var strength: Double { rate }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    try inputs[0].requireSequence(words.name)
    return Inference(output: inputs[0])
  }
}

public struct GaussianNoiseSpec: NoiseConstruct {
  public var deviation: Double

  public init(deviation: Double) { self.deviation = deviation }

  public static let words = ConstructWords(
    "gaussian_noise", "in training, adds a normal number to each input",
    formula: "y = x + stddev·n, n normal with variance 1; in evaluation y = x",
    example: "gaussian_noise: {stddev: 0.1}",
    positional: "stddev")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("stddev"), &deviation, .unit, "the noise's standard deviation")
  }

  public var strength: Double { deviation }
}

public struct GaussianDropoutSpec: NoiseConstruct {
  public var rate: Double

  public init(rate: Double) { self.rate = rate }

  public static let words = ConstructWords(
    "gaussian_dropout", "in training, multiplies each input by a normal number around 1",
    formula: "y = x·(1 + √(rate ÷ (1 − rate))·n), n normal with variance 1; in evaluation y = x",
    example: "gaussian_dropout: {rate: 0.25}", positional: "rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("rate"), &rate, .fraction, "of a dropout with the same variance")
  }

  public var strength: Double { rate }
}

public struct AlphaDropoutSpec: NoiseConstruct {
  public var rate: Double

  public init(rate: Double) { self.rate = rate }

  public static let words = ConstructWords(
    "alpha_dropout",
    "in training, sets a random fraction of its inputs to selu's lowest value, and keeps mean and variance",
    formula: "y = a·(x, or −1.7581 with probability rate) + b; in evaluation y = x",
    example: "alpha_dropout: {rate: 0.1}", positional: "rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("rate"), &rate, .fraction, "the fraction that is set to that value")
  }

  public var strength: Double { rate }
}
