import Geometry

/// The input gradient of a strided convolution splits into strideHeight × strideWidth phases: the input positions of one
/// phase see the same taps of the kernel, and each phase is a convolution of the output's gradient with stride one.
///
/// Output rows contribute in ascending order, so a phase's kernel has its taps in descending order.
struct GradientPhase {
  /// The kernel taps of the phase, as indices kernelRow · kernelWidth + kernelColumn, in the order of the sum.
  var taps: [Int]
  var tapColumns: Int
  var regions: [GradientRegion]

  /// One for each phase that has an input position.
  static func all(_ geometry: ConvolutionGeometry) -> [GradientPhase] {
    let vertical = (0..<geometry.strideHeight).map { phase in
      GradientAxis(
        phase, size: geometry.inputHeight, kernel: geometry.kernelHeight, stride: geometry.strideHeight,
        dilation: geometry.dilationHeight, pad: geometry.padTop, outputs: geometry.outputHeight)
    }
    let horizontal = (0..<geometry.strideWidth).map { phase in
      GradientAxis(
        phase, size: geometry.inputWidth, kernel: geometry.kernelWidth, stride: geometry.strideWidth,
        dilation: geometry.dilationWidth, pad: geometry.padLeft, outputs: geometry.outputWidth)
    }
    return vertical.flatMap { rows in
      horizontal.compactMap { columns in
        guard !rows.spans.isEmpty, !columns.spans.isEmpty else { return nil }
        return GradientPhase(
          taps: rows.taps.flatMap { row in columns.taps.map { row * geometry.kernelWidth + $0 } },
          tapColumns: columns.taps.count,
          regions: rows.spans.flatMap { rowSpan in
            columns.spans.map { GradientRegion(rowSpan, $0, tapColumns: columns.taps.count, geometry) }
          })
      }
    }
  }
}

/// The input positions of a phase whose gradients come from the same taps, because the outputs of the other taps do not
/// exist near the borders. So no product involves a border's zeros.
struct GradientRegion {
  /// The first tap, counted within the phase, and how many rows and columns of taps follow from there.
  var firstTap: Int
  var tapRows: Int
  var tapColumns: Int
  /// For each input position: its offset in the input, and the offset in the output of its first tap.
  var inputs: [Int]
  var outputs: [Int]

  init(_ rows: GradientAxis.Span, _ columns: GradientAxis.Span, tapColumns: Int, _ g: ConvolutionGeometry) {
    firstTap = rows.taps.lowerBound * tapColumns + columns.taps.lowerBound
    tapRows = rows.taps.count
    self.tapColumns = columns.taps.count
    inputs = rows.positions.flatMap { row in columns.positions.map { row.input * g.inputWidth + $0.input } }
    outputs = rows.positions.flatMap { row in columns.positions.map { row.output * g.outputWidth + $0.output } }
  }
}

/// One axis of a phase. An input position i is at i + pad in the padded input; tap k of output o reads position
/// o·stride + k·dilation, of which one is 1. So position i gets its gradient from the taps k ≡ i + pad (mod stride), at
/// o = (i + pad − k·dilation) ÷ stride.
struct GradientAxis {
  /// Positions that see the same taps: those at `taps` in the axis's list.
  struct Span {
    var taps: Range<Int>
    var positions: [(input: Int, output: Int)]
  }

  /// The phase's taps in descending order.
  let taps: [Int]
  private(set) var spans: [Span] = []

  init(_ phase: Int, size: Int, kernel: Int, stride: Int, dilation: Int, pad: Int, outputs: Int) {
    taps = Array(Swift.stride(from: phase, to: kernel, by: stride).reversed())
    let first = ((phase - pad) % stride + stride) % stride
    for input in Swift.stride(from: first, to: size, by: stride) {
      // The output of the largest tap, where the division has no remainder; each further tap's is the next output, or a dilation on.
      let start = (input + pad - (taps.first ?? 0) * dilation) / stride
      let lower = min(Self.steps(to: -start, by: dilation), taps.count)
      let seen = lower..<max(lower, min(taps.count, Self.steps(to: outputs - start, by: dilation)))
      let position = (input: input, output: seen.isEmpty ? 0 : start + lower * dilation)
      if let same = spans.firstIndex(where: { $0.taps == seen }) {
        spans[same].positions.append(position)
      } else {
        spans.append(Span(taps: seen, positions: [position]))
      }
    }
  }

  /// The least number of steps that reach `distance`.
  private static func steps(to distance: Int, by step: Int) -> Int { max(0, (distance + step - 1) / step) }
}
