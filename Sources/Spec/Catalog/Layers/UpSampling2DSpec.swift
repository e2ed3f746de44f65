import Geometry

public struct UpSampling2DSpec: LayerConstruct {
  public var size: Extent2D
  public var interpolation = Interpolation.nearest

  /// How the pixels between are made. Keras's bilinear, bicubic, lanczos3 and lanczos5 are not here.
  public enum Interpolation: String, Hashable, OptionWord {
    case nearest

    public static let kind = "interpolation"
    public var summary: String { "copies of the nearest pixel" }
  }

  public init(size: Extent2D = Extent2D(2, 2)) { self.size = size }

  public static let words = ConstructWords(
    "up_sampling2d", "a larger image: each pixel several times", formula: "y[i, j, c] = x[⌊i ÷ size⌋, ⌊j ÷ size⌋, c]",
    example: "up_sampling2d: {size: 2}", positional: "size")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.extent("size", &size, upTo: Limits.window, "how many rows and columns each pixel becomes")
    visitor.word("interpolation", &interpolation, "how the pixels between are made")
  }

  public var details: [String] { [size.detail] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0]
    try input.requireImage(words.name)
    return Inference(output: Shape([input[0] * size.height, input[1] * size.width, input[2]]))
  }
}
