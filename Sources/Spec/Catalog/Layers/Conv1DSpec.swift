import Geometry

public struct Conv1DSpec: LayerConstruct {
  public var filters: Int
  public var kernelSize: Int
  public var strides = 1
  public var padding: CausalPadding = .valid
  public var dilation = 1
  public var groups = 1
  public var activation: Activation = .linear
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros
  public var kernelRegularizer: RegularizerSpec?
  public var biasRegularizer: RegularizerSpec?
  public var kernelConstraint: ConstraintSpec?
  public var biasConstraint: ConstraintSpec?

  public init(filters: Int, kernelSize: Int) {
    self.filters = filters
    self.kernelSize = kernelSize
  }

  public static let words = ConstructWords(
    "conv1d", "the same weighted sum at every step of a sequence",
    formula: "y[t, f] = activation(s + bias[f]); s = sum over (a, c) of x[t·stride + a, c]·kernel[a, c, f]",
    example: "conv1d: {filters: 32, kernel_size: 3, activation: relu}", positional: "filters")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("filters"), &filters, 1...Limits.units, "how many output channels")
    visitor.integer(.required("kernel_size"), &kernelSize, 1...Limits.window, "the window that is summed over")
    visitor.integer("strides", &strides, 1...Limits.window, "from one window to the next")
    visitor.word("padding", &padding, "whether windows pass the ends")
    visitor.integer("dilation_rate", &dilation, 1...Limits.window, "from one element of a window to the next")
    visitor.integer("groups", &groups, 1...Limits.units, "groups of channels, each seen by filters of its own")
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

extension Conv1DSpec {
  public var details: [String] {
    [
      String(filters), String(kernelSize), strides == 1 ? "" : "strides \(strides)",
      padding == .valid ? "" : padding.rawValue, dilation == 1 ? "" : "dilation \(dilation)",
      groups == 1 ? "" : "\(groups) groups", activation.detail,
    ]
  }
  public var finalActivation: Activation? { activation }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let geometry = try geometry(input: inputs[0])
    let kernel = Shape([kernelSize, geometry.groupChannels, filters])
    var inference = Inference(output: Shape([geometry.outputWidth, filters]))
    inference.weights = [
      Weight("kernel", kernel, kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    ]
    if useBias {
      inference.weights.append(
        Weight("bias", Shape([filters]), biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint))
    }
    inference.multiplyAdds = saturatingProduct(kernel.count, geometry.positions)
    return inference
  }

  /// Of an image of one row.
  package func geometry(input: Shape) throws(LayerProblem) -> ConvolutionGeometry {
    try input.requireSequence(words.name)
    guard strides == 1 || dilation == 1 else {
      throw LayerProblem(
        "strides \(strides) and dilation_rate \(dilation)", key: "dilation_rate",
        hint: "one of them has to be 1, as in Keras")
    }
    let (steps, channels) = (input[0], input[1])
    let axis = padding.axis(steps, window: (kernelSize - 1) * dilation + 1, stride: strides)
    guard axis.output > 0 else {
      throw LayerProblem(
        "kernel_size \(kernelSize) does not fit its input \(input)", key: "kernel_size",
        hint: "make the kernel smaller, or write padding: same")
    }
    guard channels.isMultiple(of: groups), filters.isMultiple(of: groups) else {
      throw LayerProblem(
        "groups \(groups) does not divide its \(channels) channels and \(filters) filters", key: "groups",
        hint: "write a number that divides both")
    }
    return ConvolutionGeometry(
      inputHeight: 1, inputWidth: steps, channels: channels, filters: filters, kernelHeight: 1, kernelWidth: kernelSize,
      strideHeight: 1, strideWidth: strides, outputHeight: 1, outputWidth: axis.output, padTop: 0,
      padLeft: axis.padBefore, dilationWidth: dilation, groups: groups)
  }
}

/// Where a sequence's windows may lie.
public enum CausalPadding: String, Hashable, Sendable, CaseIterable {
  case valid, same
  /// As many zeros before the sequence as a window spans but for its last step, so that no output sees a later input.
  case causal
}

extension CausalPadding: OptionWord {
  public static let kind = PaddingSpec.kind

  public var summary: String {
    plain?.summary ?? "only for conv1d: zeros before the sequence, so that no output sees a later input"
  }

  private var plain: PaddingSpec? { PaddingSpec(rawValue: rawValue) }

  /// How a window lies along the steps.
  fileprivate func axis(_ steps: Int, window: Int, stride: Int) -> WindowAxis {
    if let plain { return WindowAxis(size: steps, window: window, stride: stride, padding: plain) }
    var axis = WindowAxis(size: steps + window - 1, window: window, stride: stride, padding: .valid)
    axis.padBefore = window - 1
    return axis
  }
}
