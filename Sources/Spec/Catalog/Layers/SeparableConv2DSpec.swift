import Geometry

public struct SeparableConv2DSpec: LayerConstruct {
  public var filters: Int
  public var kernelSize: Extent2D
  public var strides = Extent2D(1, 1)
  public var padding: PaddingSpec = .valid
  public var dilation = Dilation()
  public var depthMultiplier = 1
  public var activation: Activation = .linear
  public var useBias = true
  public var depthwiseInitializer: Initializer = .glorotUniform
  public var pointwiseInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros
  public var depthwiseRegularizer: RegularizerSpec?
  public var pointwiseRegularizer: RegularizerSpec?
  public var biasRegularizer: RegularizerSpec?
  public var depthwiseConstraint: ConstraintSpec?
  public var pointwiseConstraint: ConstraintSpec?
  public var biasConstraint: ConstraintSpec?

  public init(filters: Int, kernelSize: Extent2D) {
    self.filters = filters
    self.kernelSize = kernelSize
  }

  public static let words = ConstructWords(
    "separable_conv2d", "sums within each channel, then across channels, at every place of an image",
    formula:
      "y[i, j, f] = activation(sum over n of d[i, j, n]·pointwise_kernel[n, f] + bias[f]); d is x after a depthwise_conv2d with depthwise_kernel",
    example: "separable_conv2d: {filters: 32, kernel_size: 3, activation: relu}", positional: "filters")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("filters"), &filters, 1...Limits.units, "how many output channels")
    visitor.extent(.required("kernel_size"), &kernelSize, upTo: Limits.window, "the window that is summed over")
    visitor.extent("strides", &strides, upTo: Limits.window, "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the edge")
    visitor.value("dilation_rate", &dilation, "from one element of a window to the next")
    visitor.integer("depth_multiplier", &depthMultiplier, 1...Limits.units, "how many sums each channel has")
    visitor.member("activation", &activation, "applied to each output")
    visitor.boolean("use_bias", &useBias, "whether a trained bias is added")
    visitor.member("depthwise_initializer", &depthwiseInitializer, "what the kernel within channels starts with")
    visitor.member("pointwise_initializer", &pointwiseInitializer, "what the kernel across channels starts with")
    visitor.member("bias_initializer", &biasInitializer, "what the bias starts with")
    visitor.optionalMember("depthwise_regularizer", &depthwiseRegularizer, "a penalty on the kernel within channels")
    visitor.optionalMember("pointwise_regularizer", &pointwiseRegularizer, "a penalty on the kernel across channels")
    visitor.optionalMember("bias_regularizer", &biasRegularizer, "a penalty on the bias, added to the loss")
    visitor.optionalMember("depthwise_constraint", &depthwiseConstraint, "bounds of the kernel within channels")
    visitor.optionalMember("pointwise_constraint", &pointwiseConstraint, "bounds of the kernel across channels")
    visitor.optionalMember("bias_constraint", &biasConstraint, "bounds within which the bias is kept")
  }
}

extension SeparableConv2DSpec {
  public var details: [String] {
    [String(filters)] + windows.details + [
      depthMultiplier == 1 ? "" : "\(depthMultiplier) a channel", activation.detail,
    ]
  }
  public var finalActivation: Activation? { activation }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try depthwise(input: inputs[0])
    let kernel = Shape([geometry.kernelHeight, geometry.kernelWidth, geometry.channels, depthMultiplier])
    let pointwise = Shape([1, 1, geometry.filters, filters])
    var inference = Inference(output: Shape([geometry.outputHeight, geometry.outputWidth, filters]))
    inference.weights = [
      Weight(
        "depthwise_kernel", kernel, depthwiseInitializer, regularizer: depthwiseRegularizer,
        constraint: depthwiseConstraint, option: "depthwise"),
      Weight(
        "pointwise_kernel", pointwise, pointwiseInitializer, regularizer: pointwiseRegularizer,
        constraint: pointwiseConstraint, option: "pointwise"),
    ]
    if useBias {
      inference.weights.append(
        Weight("bias", Shape([filters]), biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count + pointwise.count, geometry.positions)
    return inference
  }

  /// The convolution within channels.
  package func depthwise(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    try windows.geometry(input: input, groups: input.dimensions.last ?? 1, keyword: words.name) { $0 * depthMultiplier }
  }

  private var windows: ConvolutionWindows {
    ConvolutionWindows(kernelSize: kernelSize, strides: strides, padding: padding, dilation: dilation)
  }
}
