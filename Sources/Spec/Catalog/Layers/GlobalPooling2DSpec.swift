import Geometry

/// A layer that makes one value of each channel.
public protocol GlobalPooling2DConstruct: LayerConstruct {
  /// Whether the output is an image of one pixel.
  var keepsDimensions: Flag { get set }
}

extension GlobalPooling2DConstruct {
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("keepdims", &keepsDimensions, "whether the output is an image of one pixel")
  }

  public var details: [String] { keepsDimensions.isOn ? ["keepdims"] : [] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    try inputs[0].requireImage(words.name)
    let channels = inputs[0][2]
    return Inference(output: Shape(keepsDimensions.isOn ? [1, 1, channels] : [channels]))
  }
}

public struct GlobalAveragePooling2DSpec: GlobalPooling2DConstruct {
  public var keepsDimensions = Flag()

  public init() {}

  public static let words = ConstructWords(
    "global_average_pooling2d", "the mean of each channel", formula: "y[c] = mean over all (i, j) of x[i, j, c]")
}

public struct GlobalMaxPooling2DSpec: GlobalPooling2DConstruct {
  public var keepsDimensions = Flag()

  public init() {}

  public static let words = ConstructWords(
    "global_max_pooling2d", "the largest value of each channel", formula: "y[c] = max over all (i, j) of x[i, j, c]")
}
