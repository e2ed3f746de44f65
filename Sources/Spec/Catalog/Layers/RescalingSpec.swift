import Geometry

public struct RescalingSpec: LayerConstruct {
  public var scale: Double
  public var offset = 0.0

  public init(scale: Double) { self.scale = scale }

  public static let words = ConstructWords(
    "rescaling", "its input times a number, plus a number", formula: "y = x·scale + offset",
    example: "rescaling: {scale: 2, offset: -1}", positional: "scale")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number(.required("scale"), &scale, .finite, "the factor")
    visitor.number("offset", &offset, .finite, "what is added")
  }

  public var details: [String] { [scale.description] }

  public func infer(_ inputs: [Shape]) -> Inference { Inference(output: inputs[0]) }
}
