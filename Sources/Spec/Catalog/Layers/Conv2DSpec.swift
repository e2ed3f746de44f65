import Geometry

public struct Conv2DSpec: LayerConstruct {
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

  public init(filters: Int, kernelSize: Extent2D) {
    self.filters = filters
    self.kernelSize = kernelSize
  }

  public static let words = ConstructWords(
    "conv2d", "the same weighted sum at every place of an image",
    formula:
      "y[i, j, f] = activation(s + bias[f]); s = sum over (a, b, c) of x[i·stride + a, j·stride + b, c]·kernel[a, b, c, f]",
    example: "conv2d: {filters: 32, kernel_size: 3, activation: relu}", positional: "filters")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("filters"), &filters, 1...Limits.units, "how many output channels")
    visitor.extent(.required("kernel_size"), &kernelSize, upTo: Limits.window, "the window that is summed over")
    visitor.extent("strides", &strides, upTo: Limits.window, "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the edge")
    visitor.member("activation", &activation, "applied to each output")
    visitor.boolean("use_bias", &useBias, "whether a trained bias is added")
    visitor.member("kernel_initializer", &kernelInitializer, "what the kernel starts with")
    visitor.member("bias_initializer", &biasInitializer, "what the bias starts with")
    visitor.optionalMember("kernel_regularizer", &kernelRegularizer, "a penalty on the kernel, added to the loss")
    visitor.optionalMember("bias_regularizer", &biasRegularizer, "a penalty on the bias, added to the loss")
  }
}

extension Conv2DSpec {
  public var details: [String] {
    let strides = strides == Extent2D(1, 1) ? "" : "strides " + strides.detail
    return [String(filters), kernelSize.detail, strides, padding.detail, activation.detail]
  }
  public var finalActivation: Activation? { activation }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try geometry(input: inputs[0])
    let kernel = Shape([geometry.kernelHeight, geometry.kernelWidth, geometry.channels, geometry.filters])
    var inference = Inference(output: Shape([geometry.outputHeight, geometry.outputWidth, geometry.filters]))
    inference.weights = [Weight("kernel", kernel, kernelInitializer, regularizer: kernelRegularizer)]
    if useBias {
      inference.weights.append(Weight("bias", Shape([geometry.filters]), biasInitializer, regularizer: biasRegularizer))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count, geometry.positions)
    return inference
  }

  package func geometry(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    try input.requireImage("conv2d")
    let vertical = WindowAxis(size: input[0], window: kernelSize.height, stride: strides.height, padding: padding)
    let horizontal = WindowAxis(size: input[1], window: kernelSize.width, stride: strides.width, padding: padding)
    guard vertical.output > 0, horizontal.output > 0 else {
      throw LayerProblem(
        "kernel_size \(kernelSize.text) does not fit its input \(input)", key: "kernel_size",
        hint: "make the kernel smaller, or write padding: same")
    }
    return ConvolutionGeometry(
      inputHeight: input[0], inputWidth: input[1], channels: input[2], filters: filters,
      kernelHeight: kernelSize.height, kernelWidth: kernelSize.width, strideHeight: strides.height,
      strideWidth: strides.width, outputHeight: vertical.output, outputWidth: horizontal.output,
      padTop: vertical.padBefore, padLeft: horizontal.padBefore)
  }
}

extension PaddingSpec: OptionWord {
  public static let kind = "padding"

  public var summary: String {
    switch self {
    case .valid: "windows stay within the image, and the output is smaller"
    case .same: "zeros around the image, and the output is as large as the input where strides are 1"
    }
  }
}
