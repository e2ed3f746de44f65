import Geometry

/// The windows of a pooling layer.
public struct Pooling2DSpec: Construct {
  public var poolSize = Extent2D(2, 2)
  /// The pool size unless the spec gives strides.
  public var strides: Extent2D
  public var padding: PaddingSpec = .valid

  public init(poolSize: Extent2D = Extent2D(2, 2), strides: Extent2D? = nil, padding: PaddingSpec = .valid) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.extent("pool_size", &poolSize, upTo: Limits.window, "the window")
    visitor.extent(
      "strides", &strides, upTo: Limits.window, like: ("pool_size", poolSize), "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the edge")
  }
}

extension Pooling2DSpec {
  fileprivate var details: [String] {
    [poolSize.detail, strides == poolSize ? "" : "strides " + strides.detail, padding.detail]
  }

  fileprivate func infer(_ input: Shape, keyword: String) throws(LayerProblem) -> Inference {
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

/// A layer that makes one value of each window and channel.
public protocol Pooling2DConstruct: LayerConstruct {
  var windows: Pooling2DSpec { get set }
}

extension Pooling2DConstruct {
  public mutating func options(_ visitor: any OptionVisitor) { windows.options(visitor) }

  public var details: [String] { windows.details }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    try windows.infer(inputs[0], keyword: words.name)
  }
}

public struct MaxPooling2DSpec: Pooling2DConstruct {
  public var windows: Pooling2DSpec

  public init(_ windows: Pooling2DSpec = Pooling2DSpec()) { self.windows = windows }

  public static let words = ConstructWords(
    "max_pooling2d", "the largest value of each window, channel by channel",
    formula: "y[i, j, c] = max over (a, b) of x[i·stride + a, j·stride + b, c]",
    example: "max_pooling2d: {pool_size: 2}", positional: "pool_size")
}

public struct AveragePooling2DSpec: Pooling2DConstruct {
  public var windows: Pooling2DSpec

  public init(_ windows: Pooling2DSpec = Pooling2DSpec()) { self.windows = windows }

  public static let words = ConstructWords(
    "average_pooling2d", "the mean of each window, channel by channel",
    formula: "y[i, j, c] = mean over (a, b) of x[i·stride + a, j·stride + b, c]",
    example: "average_pooling2d: {pool_size: 2}", positional: "pool_size")
}
