/// The sizes of a convolution over one image, layout [height, width, channels].
public struct ConvolutionGeometry: Equatable, Sendable {
  public var inputHeight: Int
  public var inputWidth: Int
  public var channels: Int
  public var filters: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var strideHeight: Int
  public var strideWidth: Int
  public var outputHeight: Int
  public var outputWidth: Int
  /// Zero padding above and to the left of the input.
  public var padTop: Int
  public var padLeft: Int
  /// From one of the input's rows or columns that a window reads to the next.
  public var dilationHeight: Int
  public var dilationWidth: Int
  /// Into how many groups channels and filters are cut, each of which sees no other's.
  public var groups: Int

  public init(
    inputHeight: Int, inputWidth: Int, channels: Int, filters: Int, kernelHeight: Int, kernelWidth: Int,
    strideHeight: Int, strideWidth: Int, outputHeight: Int, outputWidth: Int, padTop: Int, padLeft: Int,
    dilationHeight: Int = 1, dilationWidth: Int = 1, groups: Int = 1
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.filters = filters
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.padTop = padTop
    self.padLeft = padLeft
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.groups = groups
  }

  public var inputCount: Int { inputHeight * inputWidth * channels }
  public var outputCount: Int { outputHeight * outputWidth * filters }
  public var positions: Int { outputHeight * outputWidth }
  public var taps: Int { kernelHeight * kernelWidth }
  /// The channels that a filter sees, and the filters that see a channel.
  public var groupChannels: Int { channels / groups }
  public var groupFilters: Int { filters / groups }
  /// The rows of the kernel as a matrix [height · width · channels of a group, filters].
  public var kernelRows: Int { taps * groupChannels }
  /// Whether a window's rows are runs of the input, and every filter sees all channels.
  public var isPlain: Bool { dilationHeight == 1 && dilationWidth == 1 && groups == 1 }
  /// The input that a window spans.
  public var spanHeight: Int { (kernelHeight - 1) * dilationHeight + 1 }
  public var spanWidth: Int { (kernelWidth - 1) * dilationWidth + 1 }

  /// The input with the zero padding that windows reach.
  public var paddedHeight: Int { max(inputHeight + padTop, (outputHeight - 1) * strideHeight + spanHeight) }
  public var paddedWidth: Int { max(inputWidth + padLeft, (outputWidth - 1) * strideWidth + spanWidth) }
  public var isPadded: Bool { paddedHeight != inputHeight || paddedWidth != inputWidth }
  public var paddedCount: Int { paddedHeight * paddedWidth * channels }

  /// The convolution that computes the input's gradient from the output's: its kernel is this one rotated by 180°, with
  /// channels and filters transposed. nil with strides, where the gradient splits into phases, and where the window is not plain.
  public var ofInputGradient: ConvolutionGeometry? {
    guard strideHeight == 1, strideWidth == 1, isPlain else { return nil }
    return ConvolutionGeometry(
      inputHeight: outputHeight, inputWidth: outputWidth, channels: filters, filters: channels,
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, strideHeight: 1, strideWidth: 1, outputHeight: inputHeight,
      outputWidth: inputWidth, padTop: kernelHeight - 1 - padTop, padLeft: kernelWidth - 1 - padLeft)
  }
}
