import Geometry

public struct Conv2DTransposeSpec: LayerConstruct {
  public var filters: Int
  public var kernelSize: Extent2D
  public var strides = Extent2D(1, 1)
  public var padding: PaddingSpec = .valid
  public var activation: Activation = .linear
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros
  public var kernelRegularizer: RegularizerSpec?
  public var biasRegularizer: RegularizerSpec?
  public var kernelConstraint: ConstraintSpec?
  public var biasConstraint: ConstraintSpec?

  public init(filters: Int, kernelSize: Extent2D) {
    self.filters = filters
    self.kernelSize = kernelSize
  }

  public static let words = ConstructWords(
    "conv2d_transpose", "an image enlarged by its strides: each pixel adds a weighted window to the output",
    formula:
      "y[o, f] = activation(s + bias[f]); s = sum over c and all (i, u) with i·stride + u − p = o of x[i, c]·kernel[u, f, c]; p = half of kernel_size − stride with padding same, else 0",
    example: "conv2d_transpose: {filters: 16, kernel_size: 3, strides: 2, padding: same}", positional: "filters",
    refused: [
      "output_padding":
        "remove it: the output is strides times the input, with padding: valid plus what kernel_size exceeds "
        + "strides by",
      "dilation_rate": "remove it: it is 1",
    ])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("filters"), &filters, 1...Limits.units, "how many output channels")
    visitor.extent(.required("kernel_size"), &kernelSize, upTo: Limits.window, "the window that each pixel adds to")
    visitor.extent("strides", &strides, upTo: Limits.window, "from one window to the next, in the output")
    visitor.word("padding", &padding, "whether windows pass the output's edge")
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

extension Conv2DTransposeSpec {
  public var details: [String] {
    [
      String(filters), kernelSize.detail, strides == Extent2D(1, 1) ? "" : "strides " + strides.detail, padding.detail,
      activation.detail,
    ]
  }
  public var finalActivation: Activation? { activation }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try geometry(input: inputs[0])
    let kernel = Shape([kernelSize.height, kernelSize.width, filters, geometry.filters])
    var inference = Inference(output: Shape([geometry.inputHeight, geometry.inputWidth, filters]))
    inference.weights = [
      Weight(
        "kernel", kernel, kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint, filterAxis: 2
      )
    ]
    if useBias {
      inference.weights.append(
        Weight("bias", Shape([filters]), biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count, geometry.positions)
    return inference
  }

  /// Of the convolution whose input gradient it is: from its output to its input.
  package func geometry(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    try input.requireImage(words.name)
    let vertical = axis(input[0], kernelSize.height, strides.height)
    let horizontal = axis(input[1], kernelSize.width, strides.width)
    return ConvolutionGeometry(
      inputHeight: vertical.output, inputWidth: horizontal.output, channels: filters, filters: input[2],
      kernelHeight: kernelSize.height, kernelWidth: kernelSize.width, strideHeight: strides.height,
      strideWidth: strides.width, outputHeight: input[0], outputWidth: input[1], padTop: vertical.pad,
      padLeft: horizontal.pad)
  }

  /// What is beyond the strides is added at the end, or cut off at both.
  private func axis(_ size: Int, _ kernel: Int, _ stride: Int) -> (output: Int, pad: Int) {
    let beyond = max(kernel - stride, 0)
    let (whole, overflow) = size.multipliedReportingOverflow(by: stride)
    let inner = overflow ? Int.max >> 8 : min(whole, Int.max >> 8)
    return padding == .same ? (inner, beyond / 2) : (inner + beyond, 0)
  }
}
