import Geometry

public struct PermuteSpec: LayerConstruct {
  /// Axes of the input, counted from 1.
  public var dims: [Int]

  public init(_ dims: [Int]) { self.dims = dims }

  public static let words = ConstructWords(
    "permute", "the axes in another order", example: "permute: {dims: [2, 1, 3]}", positional: "dims")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("dims"), &dims, "which axis of the input, from 1, becomes the first, the second, …")
  }

  public var details: [String] { [dims.config.flow] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0]
    guard dims.sorted() == Array(1...input.rank) else {
      throw LayerProblem(
        "dims \(dims.config.flow) are not the axes of its input \(input)", key: "dims",
        hint: "write each number from 1 to \(input.rank) once")
    }
    return Inference(output: Shape(dims.map { input[$0 - 1] }))
  }
}
