import Geometry

public struct NormalizationSpec: LayerConstruct {
  public var axis = AxesOrNone.axes(.one(AxisIndex(-1)))
  /// Nil if they are taken from the training samples.
  public var mean: OneOrMore<Number>?
  public var variance: OneOrMore<Amount>?

  public init() {}

  public static let words = ConstructWords(
    "normalization", "gives the training samples the mean 0 and the variance 1, each channel for itself",
    formula: "y = (x − mean) ÷ max(√variance, 1e-7)", positional: "axis", refused: ["invert": "there is no inverse"])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("axis", &axis, "the axes that have a mean and a variance for each place; null for one of both")
    visitor.value("mean", &mean, "instead of the training samples' own")
    visitor.value("variance", &variance, "instead of the training samples' own")
  }

  /// Whether mean and variance are those of the training samples.
  public var isAdapted: Bool { mean == nil }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    guard (mean == nil) == (variance == nil) else {
      throw LayerProblem(
        "'\(mean == nil ? "variance" : "mean")' without '\(mean == nil ? "mean" : "variance")'",
        key: mean == nil ? "variance" : "mean", hint: "write both, or neither")
    }
    let kept = try axis.all.ofSample(inputs[0], key: "axis")
    let weights = Shape(kept.map { inputs[0][$0] })
    try require(mean?.all.count, "mean", weights)
    try require(variance?.all.count, "variance", weights)
    var inference = Inference(output: inputs[0])
    if isAdapted {
      inference.weights = [
        Weight("mean", weights, .zeros, isTrained: false), Weight("variance", weights, .ones, isTrained: false),
        Weight("count", Shape([]), .zeros, isTrained: false),
      ]
    }
    return inference
  }

  private func require(_ given: Int?, _ key: String, _ weights: Shape) throws(LayerProblem) {
    guard let given, given != 1, given != weights.count else { return }
    throw LayerProblem(
      "\(given) numbers for \(weights.count)", key: key, hint: "write one number, or one for each of \(weights)")
  }

  package func repetition(_ input: Shape) throws(LayerProblem) -> Repetition {
    Repetition(input, kept: try axis.all.ofSample(input, key: "axis"))
  }
}
