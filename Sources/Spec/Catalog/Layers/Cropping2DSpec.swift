import Geometry

public struct Cropping2DSpec: LayerConstruct {
  public var cropping = Margins(0)

  public init(_ cropping: Margins = Margins(0)) { self.cropping = cropping }

  public static let words = ConstructWords(
    "cropping2d", "an image without its outer rows and columns", example: "cropping2d: {cropping: 2}",
    positional: "cropping")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("cropping", &cropping, "how many rows and columns")
  }

  public var details: [String] { [cropping.config.flow] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0]
    try input.requireImage(words.name)
    let height = input[0] - cropping.top - cropping.bottom
    let width = input[1] - cropping.left - cropping.right
    guard height > 0, width > 0 else {
      throw LayerProblem(
        "cropping \(cropping.config.flow) leaves nothing of its input \(input)", key: "cropping", hint: "crop less")
    }
    return Inference(output: Shape([height, width, input[2]]))
  }
}
