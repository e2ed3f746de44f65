import Geometry
import KernelTypes

extension DepthwiseConvolution {
  /// The sums of a convolution with a group for each channel; the filters are the channels here.
  init(_ g: ConvolutionGeometry) {
    self.init(
      rows: DepthwiseAxis(
        outputs: g.outputHeight, inputs: g.inputHeight, taps: g.kernelHeight, first: -g.padTop,
        stride: g.strideHeight, step: g.dilationHeight),
      columns: DepthwiseAxis(
        outputs: g.outputWidth, inputs: g.inputWidth, taps: g.kernelWidth, first: -g.padLeft, stride: g.strideWidth,
        step: g.dilationWidth),
      channels: g.filters, planes: 1, xRow: g.inputWidth * g.filters, xColumn: g.filters,
      wRow: g.kernelWidth * g.filters, wColumn: g.filters, yRow: g.outputWidth * g.filters, yColumn: g.filters)
  }
}

/// The input positions of a strided convolution that see the same taps, as a convolution of the output's gradient with stride one; a
/// convolution with stride one has a single phase. With strides there is no dilation.
struct DepthwisePhase {
  var convolution: DepthwiseConvolution
  /// Where its taps begin in the kernel, and its positions in the input.
  var kernelOffset: Int
  var inputOffset: Int

  static func all(_ g: ConvolutionGeometry) -> [DepthwisePhase] {
    (0..<min(g.strideHeight, g.inputHeight)).flatMap { row in
      (0..<min(g.strideWidth, g.inputWidth)).map { DepthwisePhase(g, row, $0) }
    }
  }

  private init(_ g: ConvolutionGeometry, _ row: Int, _ column: Int) {
    let vertical = PhaseAxis(
      row, size: g.inputHeight, kernel: g.kernelHeight, stride: g.strideHeight, dilation: g.dilationHeight,
      pad: g.padTop, outputs: g.outputHeight)
    let horizontal = PhaseAxis(
      column, size: g.inputWidth, kernel: g.kernelWidth, stride: g.strideWidth, dilation: g.dilationWidth,
      pad: g.padLeft, outputs: g.outputWidth)
    convolution = DepthwiseConvolution(
      rows: vertical.axis, columns: horizontal.axis, channels: g.channels, planes: g.groupFilters,
      xRow: g.outputWidth * g.filters, xColumn: g.filters, wRow: g.strideHeight * g.kernelWidth * g.filters,
      wColumn: g.strideWidth * g.filters, yRow: g.strideHeight * g.inputWidth * g.channels,
      yColumn: g.strideWidth * g.channels)
    kernelOffset = (vertical.tap * g.kernelWidth + horizontal.tap) * g.filters
    inputOffset = (row * g.inputWidth + column) * g.channels
  }
}

/// One axis of a phase. Tap k of output o reads position o·stride + k·dilation − pad, so position i has its gradient from the outputs
/// (i + pad − k·dilation) ÷ stride.
private struct PhaseAxis {
  let axis: DepthwiseAxis
  /// The first tap of the kernel; the others are a stride apart.
  let tap: Int

  init(_ phase: Int, size: Int, kernel: Int, stride: Int, dilation: Int, pad: Int, outputs: Int) {
    tap = (phase + pad) % stride
    axis = DepthwiseAxis(
      outputs: (size - phase + stride - 1) / stride, inputs: outputs, taps: max(0, kernel - tap + stride - 1) / stride,
      first: (phase + pad - tap) / stride, stride: 1, step: -dilation)
  }
}
