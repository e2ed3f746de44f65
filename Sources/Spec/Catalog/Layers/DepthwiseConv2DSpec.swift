import Geometry

public struct DepthwiseConv2DSpec: LayerConstruct {
  public var kernelSize: Extent2D
  public var strides = Extent2D(1, 1)
  public var padding: PaddingSpec = .valid
  public var depthMultiplier = 1
  public var dilation = Dilation()
  public var activation: Activation = .linear
  public var useBias = true
  public var depthwiseInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros
  public var depthwiseRegularizer: RegularizerSpec?
  public var biasRegularizer: RegularizerSpec?
  public var depthwiseConstraint: ConstraintSpec?
  public var biasConstraint: ConstraintSpec?

  public init(kernelSize: Extent2D) { self.kernelSize = kernelSize }

  public static let words = ConstructWords(
    "depthwise_conv2d", "a weighted sum at every place of an image, for each channel alone",
    formula:
      "y[i, j, c·D + q] = activation(s + bias[c·D + q]); s = sum over (a, b) of x[i·stride + a, j·stride + b, c]·kernel[a, b, c, q]; D = depth_multiplier",
    example: "depthwise_conv2d: {kernel_size: 3, activation: relu}", positional: "kernel_size")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.extent(.required("kernel_size"), &kernelSize, upTo: Limits.window, "the window that is summed over")
    visitor.extent("strides", &strides, upTo: Limits.window, "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the edge")
    visitor.integer("depth_multiplier", &depthMultiplier, 1...Limits.units, "how many outputs each channel has")
    visitor.value("dilation_rate", &dilation, "from one element of a window to the next")
    visitor.member("activation", &activation, "applied to each output")
    visitor.boolean("use_bias", &useBias, "whether a trained bias is added")
    visitor.member("depthwise_initializer", &depthwiseInitializer, "what the kernel starts with")
    visitor.member("bias_initializer", &biasInitializer, "what the bias starts with")
    visitor.optionalMember("depthwise_regularizer", &depthwiseRegularizer, "a penalty on the kernel, added to the loss")
    visitor.optionalMember("bias_regularizer", &biasRegularizer, "a penalty on the bias, added to the loss")
    visitor.optionalMember("depthwise_constraint", &depthwiseConstraint, "bounds within which the kernel is kept")
    visitor.optionalMember("bias_constraint", &biasConstraint, "bounds within which the bias is kept")
  }
}

extension DepthwiseConv2DSpec {
  public var details: [String] {
    windows.details + [depthMultiplier == 1 ? "" : "\(depthMultiplier) a channel", activation.detail]
  }
  public var finalActivation: Activation? { activation }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try geometry(input: inputs[0])
    let kernel = Shape([geometry.kernelHeight, geometry.kernelWidth, geometry.channels, depthMultiplier])
    var inference = Inference(output: Shape([geometry.outputHeight, geometry.outputWidth, geometry.filters]))
    inference.weights = [
      Weight(
        "kernel", kernel, depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint,
        option: "depthwise")
    ]
    if useBias {
      inference.weights.append(
        Weight(
          "bias", Shape([geometry.filters]), biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count, geometry.positions)
    return inference
  }

  /// A convolution with a group for each channel.
  package func geometry(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    try windows.geometry(input: input, groups: input.dimensions.last ?? 1, keyword: words.name) { $0 * depthMultiplier }
  }

  private var windows: ConvolutionWindows {
    ConvolutionWindows(kernelSize: kernelSize, strides: strides, padding: padding, dilation: dilation)
  }
}
