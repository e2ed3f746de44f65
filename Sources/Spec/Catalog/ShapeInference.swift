import Geometry

/// What a layer makes of an input: parameters, initial weights, their names in files and the memory for them follow from it.
public struct Inference: Equatable, Sendable {
  public var output: Shape
  /// In the order in which files have them.
  public var weights: [Weight] = []
  /// Of one sample's forward pass: products with the kernel; biases and pooling are not counted.
  public var multiplyAdds = 0

  public init(output: Shape) { self.output = output }
}

/// An array of numbers that a layer has.
public struct Weight: Equatable, Sendable {
  /// What its tensor is called in a file, after the layer: "kernel".
  public let name: String
  public let shape: Shape
  public let initializer: Initializer

  public init(_ name: String, _ shape: Shape, _ initializer: Initializer) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
  }
}

/// A problem of one layer before its place in the list is known.
package struct LayerProblem: Error {
  var key: String?
  var problem: String
  var hint: String?

  init(_ problem: String, key: String? = nil, hint: String? = nil) {
    self.problem = problem
    self.key = key
    self.hint = hint
  }

  func at(layer index: Int, _ spec: LayerSpec) -> ShapeProblem {
    ShapeProblem(
      path: "layers[\(index)].\(spec.keyword)" + (key.map { ".\($0)" } ?? ""), problem: problem, hint: hint)
  }
}

extension LayerSpec {
  func inference(_ input: Shape) throws(LayerProblem) -> Inference {
    switch self {
    case .dense(let dense): return try dense.inference(input)
    case .conv2d(let convolution): return try convolution.inference(input)
    case .maxPooling2d(let pooling), .averagePooling2d(let pooling):
      return try pooling.inference(input, keyword: keyword)
    case .globalAveragePooling2d:
      try input.requireImage(keyword)
      return Inference(output: Shape([input[2]]))
    case .flatten: return Inference(output: Shape([input.count]))
    case .dropout, .activation: return Inference(output: input)
    }
  }
}

extension Shape {
  func requireImage(_ keyword: String) throws(LayerProblem) {
    guard rank == 3 else {
      throw LayerProblem(
        "\(keyword) needs an image [height, width, channels], but its input is \(self)", hint: "put it before flatten")
    }
  }
}
