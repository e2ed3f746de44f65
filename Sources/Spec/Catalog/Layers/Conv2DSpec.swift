import Geometry

public struct Conv2DSpec: LayerConstruct {
  public var filters: Int
  public var kernelSize: Extent2D
  public var strides = Extent2D(1, 1)
  public var padding: PaddingSpec = .valid
  public var dilation = Dilation()
  public var groups = ChannelGroups()
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
    "conv2d", "the same weighted sum at every place of an image",
    formula:
      "y[i, j, f] = activation(s + bias[f]); s = sum over (a, b, c) of x[i·stride + a, j·stride + b, c]·kernel[a, b, c, f]",
    example: "conv2d: {filters: 32, kernel_size: 3, activation: relu}", positional: "filters")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("filters"), &filters, 1...Limits.units, "how many output channels")
    visitor.extent(.required("kernel_size"), &kernelSize, upTo: Limits.window, "the window that is summed over")
    visitor.extent("strides", &strides, upTo: Limits.window, "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the edge")
    visitor.value("dilation_rate", &dilation, "from one element of a window to the next")
    visitor.value("groups", &groups, "groups of channels, each seen by filters of its own")
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

extension Conv2DSpec {
  public var details: [String] {
    let groups = groups.isRecorded ? "\(groups.count) groups" : ""
    return [String(filters)] + windows.details + [groups, activation.detail]
  }
  public var finalActivation: Activation? { activation }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try geometry(input: inputs[0])
    let kernel = Shape([geometry.kernelHeight, geometry.kernelWidth, geometry.groupChannels, geometry.filters])
    var inference = Inference(output: Shape([geometry.outputHeight, geometry.outputWidth, geometry.filters]))
    inference.weights = [
      Weight("kernel", kernel, kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    ]
    if useBias {
      inference.weights.append(
        Weight(
          "bias", Shape([geometry.filters]), biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count, geometry.positions)
    return inference
  }

  package func geometry(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    let geometry = try windows.geometry(input: input, groups: groups.count, keyword: words.name) { _ in filters }
    guard geometry.channels.isMultiple(of: groups.count), filters.isMultiple(of: groups.count) else {
      throw LayerProblem(
        "groups \(groups.count) does not divide its \(geometry.channels) channels and \(filters) filters",
        key: "groups", hint: "write a number that divides both")
    }
    return geometry
  }

  private var windows: ConvolutionWindows {
    ConvolutionWindows(kernelSize: kernelSize, strides: strides, padding: padding, dilation: dilation)
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
