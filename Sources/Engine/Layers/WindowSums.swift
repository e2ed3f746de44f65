import Geometry
import KernelTypes

/// The loops of a `Contraction` over a convolution's window, with what they step over in both factors. Where windows are plain, a row
/// of one is a run of the input, and a single loop.
struct WindowSums {
  let depth: Contraction.Nest
  let a: Contraction.Nest
  let b: Contraction.Nest

  /// Of the outputs: a is the input with its padding, b the kernel.
  static func outputs(_ g: ConvolutionGeometry) -> WindowSums {
    let inputRow = g.dilationHeight * g.paddedWidth * g.channels
    guard !g.isPlain else {
      let run = g.kernelWidth * g.channels
      return WindowSums(
        depth: .init(middle: g.kernelHeight, inner: run), a: .init(middle: inputRow, inner: 1),
        b: .init(middle: run * g.filters, inner: g.filters))
    }
    let tap = g.groupChannels * g.filters
    return WindowSums(
      depth: .init(outer: g.kernelHeight, middle: g.kernelWidth, inner: g.groupChannels),
      a: .init(outer: inputRow, middle: g.dilationWidth * g.channels, inner: 1),
      b: .init(outer: g.kernelWidth * tap, middle: tap, inner: g.filters))
  }

  /// Of an input gradient's region: a is the output's gradient, b the rotated kernel of a phase with `tapColumns` columns of taps.
  static func inputs(_ g: ConvolutionGeometry, _ region: GradientRegion, tapColumns: Int) -> WindowSums {
    let outputRow = g.dilationHeight * g.outputWidth * g.filters
    let tap = g.groupChannels * g.filters
    guard !g.isPlain else {
      return WindowSums(
        depth: .init(middle: region.tapRows, inner: region.tapColumns * g.filters),
        a: .init(middle: outputRow, inner: 1), b: .init(middle: tapColumns * tap, inner: g.channels))
    }
    return WindowSums(
      depth: .init(outer: region.tapRows, middle: region.tapColumns, inner: g.groupFilters),
      a: .init(outer: outputRow, middle: g.dilationWidth * g.filters, inner: 1),
      b: .init(outer: tapColumns * tap, middle: tap, inner: g.groupChannels))
  }
}
