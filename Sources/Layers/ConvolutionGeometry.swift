import Tensors

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
  /// Zeros above and left of the input.
  public var padTop: Int
  public var padLeft: Int

  public init(
    inputHeight: Int, inputWidth: Int, channels: Int, filters: Int, kernelHeight: Int, kernelWidth: Int,
    strideHeight: Int, strideWidth: Int, outputHeight: Int, outputWidth: Int, padTop: Int, padLeft: Int
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
  }

  var inputCount: Int { inputHeight * inputWidth * channels }
  var outputCount: Int { outputHeight * outputWidth * filters }
  var positions: Int { outputHeight * outputWidth }
  var taps: Int { kernelHeight * kernelWidth }
  /// The rows of the kernel as a matrix [height · width · channels, filters].
  var kernelRows: Int { taps * channels }

  /// The input with the zeros around it that windows reach.
  var paddedHeight: Int { max(inputHeight + padTop, (outputHeight - 1) * strideHeight + kernelHeight) }
  var paddedWidth: Int { max(inputWidth + padLeft, (outputWidth - 1) * strideWidth + kernelWidth) }
  var isPadded: Bool { paddedHeight != inputHeight || paddedWidth != inputWidth }
  var paddedCount: Int { paddedHeight * paddedWidth * channels }
}

/// The input gradient of a strided convolution falls into strideHeight × strideWidth phases: input positions of one
/// phase see the same taps of the kernel, and each phase is a convolution of the output's gradient with stride one.
///
/// Output rows contribute in ascending order, so a phase's kernel holds its taps in descending order.
struct GradientPhase {
  /// Input positions y = firstRow, firstRow + strideHeight, …
  var firstRow: Int
  var firstColumn: Int
  var rows: Int
  var columns: Int
  /// The kernel taps of the phase, as indices kernelRow · kernelWidth + kernelColumn, in the order of the sum.
  var taps: [Int]
  var tapRows: Int
  var tapColumns: Int
  /// Where in the padded output gradient the window of the first position begins.
  var startRow: Int
  var startColumn: Int

  /// Empty where no input position has the phase.
  static func all(_ geometry: ConvolutionGeometry, padHeight: Int, padWidth: Int) -> [GradientPhase] {
    (0..<geometry.strideHeight).flatMap { phaseRow in
      (0..<geometry.strideWidth).compactMap { phaseColumn in
        let vertical = axis(
          phaseRow, size: geometry.inputHeight, kernel: geometry.kernelHeight, stride: geometry.strideHeight,
          pad: geometry.padTop, gradientPad: padHeight)
        let horizontal = axis(
          phaseColumn, size: geometry.inputWidth, kernel: geometry.kernelWidth, stride: geometry.strideWidth,
          pad: geometry.padLeft, gradientPad: padWidth)
        guard vertical.count > 0, horizontal.count > 0 else { return nil }
        return GradientPhase(
          firstRow: vertical.first, firstColumn: horizontal.first, rows: vertical.count, columns: horizontal.count,
          taps: vertical.taps.flatMap { row in horizontal.taps.map { row * geometry.kernelWidth + $0 } },
          tapRows: vertical.taps.count, tapColumns: horizontal.taps.count, startRow: vertical.start,
          startColumn: horizontal.start)
      }
    }
  }

  /// One axis of a phase. An input position i stands at i + pad in the padded input; tap k of output o reads position
  /// o·stride + k, so position i gets its gradient from the taps k ≡ i + pad (mod stride), at o = (i + pad − k) ÷ stride.
  private static func axis(
    _ phase: Int, size: Int, kernel: Int, stride: Int, pad: Int, gradientPad: Int
  ) -> (first: Int, count: Int, taps: [Int], start: Int) {
    let taps = Array(Swift.stride(from: phase, to: kernel, by: stride).reversed())
    let first = ((phase - pad) % stride + stride) % stride
    let count = first < size ? (size - first + stride - 1) / stride : 0
    // The largest tap comes first, at o = (first + pad − k) ÷ stride; the division has no remainder.
    let start = (first + pad - (taps.first ?? 0)) / stride
    return (first, count, taps, start + gradientPad)
  }
}
