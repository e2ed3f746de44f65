import Geometry

/// A layer that makes one value of each channel of a sequence.
public protocol GlobalPooling1DConstruct: LayerConstruct {
  /// Whether the output is a sequence of one step.
  var keepsDimensions: Flag { get set }
}

extension GlobalPooling1DConstruct {
  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("keepdims", &keepsDimensions, "whether the output is a sequence of one step")
  }

  public var details: [String] { keepsDimensions.isOn ? ["keepdims"] : [] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    try inputs[0].requireSequence(words.name)
    let channels = inputs[0][1]
    return Inference(output: Shape(keepsDimensions.isOn ? [1, channels] : [channels]))
  }
}

public struct GlobalAveragePooling1DSpec: GlobalPooling1DConstruct {
  public var keepsDimensions = Flag()

  public init() {}

  public static let words = ConstructWords(
    "global_average_pooling1d", "the mean of each channel of a sequence", formula: "y[c] = mean over all t of x[t, c]")
}

public struct GlobalMaxPooling1DSpec: GlobalPooling1DConstruct {
  public var keepsDimensions = Flag()

  public init() {}

  public static let words = ConstructWords(
    "global_max_pooling1d", "the largest value of each channel of a sequence",
    formula: "y[c] = max over all t of x[t, c]")
}
