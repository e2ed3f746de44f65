import Geometry

public struct Pooling2DSpec: Construct {
  public var poolSize = Extent2D(2, 2)
  /// The pool size where the spec gives none.
  public var strides: Extent2D
  public var padding: PaddingSpec = .valid

  public init(poolSize: Extent2D = Extent2D(2, 2), strides: Extent2D? = nil, padding: PaddingSpec = .valid) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
  }

  static let maximumWords = ConstructWords(
    "max_pooling2d", "the largest value of each window, channel by channel",
    formula: "y[i, j, c] = max over (a, b) of x[i·stride + a, j·stride + b, c]",
    example: "max_pooling2d: {pool_size: 2}")

  static let averageWords = ConstructWords(
    "average_pooling2d", "the mean of each window, channel by channel",
    formula: "y[i, j, c] = mean over (a, b) of x[i·stride + a, j·stride + b, c]",
    example: "average_pooling2d: {pool_size: 2}")

  public mutating func options(_ visitor: inout some OptionVisitor) {
    visitor.extent("pool_size", &poolSize, upTo: Limits.window, "of the window")
    visitor.extent(
      "strides", &strides, upTo: Limits.window, like: ("pool_size", poolSize), "from one window to the next")
    visitor.word("padding", &padding, "whether windows reach over the edge")
  }
}

extension Pooling2DSpec {
  func inference(_ input: Shape, keyword: String) throws(LayerProblem) -> Inference {
    let geometry = try geometry(input: input, keyword: keyword)
    return Inference(output: Shape([geometry.outputHeight, geometry.outputWidth, geometry.channels]))
  }

  package func geometry(input: Shape, keyword: String) throws(LayerProblem) -> PoolingGeometry {
    try input.requireImage(keyword)
    let vertical = WindowAxis(size: input[0], window: poolSize.height, stride: strides.height, padding: padding)
    let horizontal = WindowAxis(size: input[1], window: poolSize.width, stride: strides.width, padding: padding)
    guard vertical.output > 0, horizontal.output > 0 else {
      throw LayerProblem(
        "pool_size \(poolSize.text) does not fit its input \(input)", key: "pool_size",
        hint: "make the window smaller, or write padding: same")
    }
    return PoolingGeometry(
      inputHeight: input[0], inputWidth: input[1], channels: input[2], outputHeight: vertical.output,
      outputWidth: horizontal.output, poolHeight: poolSize.height, poolWidth: poolSize.width,
      strideHeight: strides.height, strideWidth: strides.width, padTop: vertical.padBefore,
      padLeft: horizontal.padBefore)
  }
}
