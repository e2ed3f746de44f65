import Geometry

/// The windows of a pooling layer over the steps of a sequence.
public struct Pooling1DSpec: Construct {
  public var poolSize = 2
  /// The pool size unless the spec gives strides.
  public var strides: Int
  public var padding: PaddingSpec = .valid

  public init(poolSize: Int = 2, strides: Int? = nil, padding: PaddingSpec = .valid) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer("pool_size", &poolSize, 1...Limits.window, "the window")
    visitor.integer(
      "strides", &strides, 1...Limits.window, like: ("pool_size", poolSize), "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the ends")
  }
}

extension Pooling1DSpec {
  fileprivate var details: [String] {
    [String(poolSize), strides == poolSize ? "" : "strides \(strides)", padding.detail]
  }

  /// Of an image of one row.
  package func geometry(input: Shape, keyword: String) throws(LayerProblem) -> PoolingGeometry {
    try input.requireSequence(keyword)
    let axis = WindowAxis(size: input[0], window: poolSize, stride: strides, padding: padding)
    guard axis.output > 0 else {
      throw LayerProblem(
        "pool_size \(poolSize) does not fit its input \(input)", key: "pool_size",
        hint: "make the window smaller, or write padding: same")
    }
    return PoolingGeometry(
      inputHeight: 1, inputWidth: input[0], channels: input[1], outputHeight: 1, outputWidth: axis.output,
      poolHeight: 1, poolWidth: poolSize, strideHeight: 1, strideWidth: strides, padTop: 0, padLeft: axis.padBefore)
  }
}

/// A layer that makes one value of each window of steps and channel.
public protocol Pooling1DConstruct: LayerConstruct {
  var windows: Pooling1DSpec { get set }
}

extension Pooling1DConstruct {
  public mutating func options(_ visitor: any OptionVisitor) { windows.options(visitor) }

  public var details: [String] { windows.details }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try windows.geometry(input: inputs[0], keyword: words.name)
    return Inference(output: Shape([geometry.outputWidth, geometry.channels]))
  }
}

public struct MaxPooling1DSpec: Pooling1DConstruct {
  public var windows: Pooling1DSpec

  public init(_ windows: Pooling1DSpec = Pooling1DSpec()) { self.windows = windows }

  public static let words = ConstructWords(
    "max_pooling1d", "the largest value of each window of steps, channel by channel",
    formula: "y[t, c] = max over a of x[t·stride + a, c]", example: "max_pooling1d: {pool_size: 2}",
    positional: "pool_size")
}

public struct AveragePooling1DSpec: Pooling1DConstruct {
  public var windows: Pooling1DSpec

  public init(_ windows: Pooling1DSpec = Pooling1DSpec()) { self.windows = windows }

  public static let words = ConstructWords(
    "average_pooling1d", "the mean of each window of steps, channel by channel",
    formula: "y[t, c] = mean over a of x[t·stride + a, c]", example: "average_pooling1d: {pool_size: 2}",
    positional: "pool_size")
}
