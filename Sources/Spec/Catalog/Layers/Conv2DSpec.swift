import Geometry

public struct Conv2DSpec: Construct {
  public var filters: Int
  public var kernelSize: Extent2D
  public var strides = Extent2D(1, 1)
  public var padding: PaddingSpec = .valid
  public var activation: Activation = .linear
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros

  public init(filters: Int, kernelSize: Extent2D) {
    self.filters = filters
    self.kernelSize = kernelSize
  }

  static let words = ConstructWords(
    "conv2d", "the same weighted sum at every place of an image",
    formula:
      "y[i, j, f] = activation(sum over (a, b, c) of x[i·stride + a, j·stride + b, c]·kernel[a, b, c, f] + bias[f])",
    example: "conv2d: {filters: 32, kernel_size: 3, activation: relu}")

  public mutating func options(_ visitor: inout some OptionVisitor) {
    visitor.integer(.required("filters"), &filters, 1...Limits.units, "how many output channels")
    visitor.extent(.required("kernel_size"), &kernelSize, upTo: Limits.window, "of the window that is summed over")
    visitor.extent("strides", &strides, upTo: Limits.window, "from one window to the next")
    visitor.word("padding", &padding, "whether windows reach over the edge")
    visitor.member("activation", &activation, "applied to each output")
    visitor.boolean("use_bias", &useBias, "whether a trained bias is added")
    visitor.word("kernel_initializer", &kernelInitializer, "what the kernel starts with")
    visitor.word("bias_initializer", &biasInitializer, "what the bias starts with")
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
