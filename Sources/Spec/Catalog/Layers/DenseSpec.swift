import Geometry

public struct DenseSpec: LayerConstruct {
  public var units: Int
  public var activation: Activation = .linear
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros
  public var kernelRegularizer: RegularizerSpec?
  public var biasRegularizer: RegularizerSpec?
  public var kernelConstraint: ConstraintSpec?
  public var biasConstraint: ConstraintSpec?

  public init(units: Int) { self.units = units }

  public static let words = ConstructWords(
    "dense", "every output is a weighted sum of all inputs on the last axis",
    formula: "y = activation(x·kernel + bias)", example: "dense: {units: 64, activation: relu}", positional: "units")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("units"), &units, 1...Limits.units, "how many outputs")
    visitor.member("activation", &activation, "applied to each output")
    visitor.boolean("use_bias", &useBias, "whether a trained bias is added")
    visitor.member("kernel_initializer", &kernelInitializer, "what the kernel starts with")
    visitor.member("bias_initializer", &biasInitializer, "what the bias starts with")
    visitor.optionalMember("kernel_regularizer", &kernelRegularizer, "a penalty on the kernel, added to the loss")
    visitor.optionalMember("bias_regularizer", &biasRegularizer, "a penalty on the bias, added to the loss")
    visitor.optionalMember("kernel_constraint", &kernelConstraint, "bounds within which the kernel is kept")
    visitor.optionalMember("bias_constraint", &biasConstraint, "bounds within which the bias is kept")
  }
}

extension DenseSpec {
  public var details: [String] { [String(units), activation.detail] }
  public var finalActivation: Activation? { activation }
  public var unitCount: Int? { units }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0].dimensions
    let positions = Shape(input.dropLast())
    let kernel = Shape([input[input.count - 1], units])
    var inference = Inference(output: Shape(positions.dimensions + [units]))
    inference.weights = [
      Weight("kernel", kernel, kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    ]
    if useBias {
      inference.weights.append(
        Weight("bias", Shape([units]), biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count, positions.count)
    return inference
  }

  /// An image is rarely meant: its channels have no order, and its pixels are seen one by one.
  public func doubt(_ input: Shape, samples: Int, batchSize: Int) -> String? {
    let positions = Shape(input.dimensions.dropLast())
    guard input.rank == 3, positions.count > 1 else { return nil }
    return "dense on \(input) works on its last axis, at each of \(positions.count) positions; "
      + "put flatten before it if that is not meant"
  }
}
