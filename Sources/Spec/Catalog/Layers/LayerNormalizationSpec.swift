import Geometry

public struct LayerNormalizationSpec: LayerConstruct {
  public var axis = OneOrMore.one(AxisIndex(-1))
  public var epsilon = 1e-3
  public var affine = AffineSpec()

  public init() {}

  public static let words = ConstructWords(
    "layer_normalization",
    "gives each sample the mean 0 and the variance 1 along its last axes, then a scale and a shift",
    formula: "y = gamma·(x − mean) ÷ √(variance + epsilon) + beta", positional: "axis",
    refused: ["rms_scaling": "runner does not have 'rms_scaling' of Keras's LayerNormalization"])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("axis", &axis, "the axes that are normalized together: the last, or a list of the last ones")
    visitor.number("epsilon", &epsilon, .positive, "keeps the divisor above 0")
    affine.options(visitor)
  }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let axes = try axis.all.ofSample(inputs[0], key: "axis")
    let last = Array((inputs[0].rank - axes.count)..<inputs[0].rank)
    guard axes == last else {
      throw LayerProblem(
        "the axes are not the last of \(inputs[0])", key: "axis",
        hint: "write axis: -1, or axis: [\(last.map { String($0 + 1) }.joined(separator: ", "))]")
    }
    var inference = Inference(output: inputs[0])
    inference.weights = affine.weights(Shape(axes.map { inputs[0][$0] }))
    return inference
  }
}
