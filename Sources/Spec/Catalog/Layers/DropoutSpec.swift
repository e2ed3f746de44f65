import Geometry

public struct DropoutSpec: LayerConstruct {
  /// The fraction of inputs set to zero in training. In [0, 1).
  public var rate: Double

  public init(rate: Double) { self.rate = rate }

  public static let words = ConstructWords(
    "dropout", "in training, sets a random fraction of its inputs to zero",
    formula: "y = x ÷ (1 − rate), or 0 with probability rate; in evaluation y = x", example: "dropout: {rate: 0.5}",
    positional: "rate", refused: ["noise_shape": "write spatial_dropout2d for one draw a channel"])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("rate"), &rate, .fraction, "the fraction that is set to zero")
  }

  public var details: [String] { [rate.description] }

  public func infer(_ inputs: [Shape]) -> Inference { Inference(output: inputs[0]) }
}
