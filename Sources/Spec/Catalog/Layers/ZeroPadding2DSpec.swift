import Geometry

public struct ZeroPadding2DSpec: LayerConstruct {
  public var padding = Margins(1)

  public init(_ padding: Margins = Margins(1)) { self.padding = padding }

  public static let words = ConstructWords(
    "zero_padding2d", "an image within rows and columns of zeros", example: "zero_padding2d: {padding: 1}",
    positional: "padding")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("padding", &padding, "how many rows and columns")
  }

  public var details: [String] { [padding.config.flow] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0]
    try input.requireImage(words.name)
    return Inference(
      output: Shape([
        input[0] + padding.top + padding.bottom, input[1] + padding.left + padding.right, input[2],
      ]))
  }
}
