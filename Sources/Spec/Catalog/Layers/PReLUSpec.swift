import Geometry

public struct PReLUSpec: LayerConstruct {
  public var alphaInitializer: Initializer = .zeros
  public var alphaRegularizer: RegularizerSpec?
  public var alphaConstraint: ConstraintSpec?
  public var sharedAxes: [AxisIndex]?

  public init() {}

  public static let words = ConstructWords(
    "prelu", "relu with a trained slope where x is negative", formula: "y = x, or alpha·x where x < 0",
    example: "prelu: {shared_axes: [1, 2]}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.member("alpha_initializer", &alphaInitializer, "what the slopes start with")
    visitor.optionalMember("alpha_regularizer", &alphaRegularizer, "a penalty on the slopes, added to the loss")
    visitor.optionalMember("alpha_constraint", &alphaConstraint, "bounds within which the slopes are kept")
    visitor.value("shared_axes", &sharedAxes, "axes along which the slope is the same: [1, 2] over an image")
  }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    var inference = Inference(output: inputs[0])
    inference.weights = [
      Weight(
        "alpha", try repetition(inputs[0]).weights, alphaInitializer, regularizer: alphaRegularizer,
        constraint: alphaConstraint)
    ]
    return inference
  }

  package func repetition(_ input: Shape) throws(LayerProblem) -> Repetition {
    let shared = try (sharedAxes ?? []).ofSample(input, key: "shared_axes")
    return Repetition(input, kept: input.dimensions.indices.filter { !shared.contains($0) })
  }
}
