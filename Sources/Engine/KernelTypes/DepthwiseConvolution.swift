/// One axis of a depthwise convolution: output i reads the inputs first + i·stride + t·step for its taps t, as far as they exist.
public struct DepthwiseAxis: Equatable, Sendable {
  public var outputs: Int
  public var inputs: Int
  public var taps: Int
  public var first: Int
  public var stride: Int
  /// Negative where outputs are an input's gradients.
  public var step: Int

  public init(outputs: Int, inputs: Int, taps: Int, first: Int, stride: Int, step: Int) {
    self.outputs = outputs
    self.inputs = inputs
    self.taps = taps
    self.first = first
    self.stride = stride
    self.step = step
  }

  /// The taps of an output whose inputs exist.
  @inlinable public func taps(of output: Int) -> Range<Int> {
    let start = first &+ output &* stride
    var (lower, upper) = (0, taps)
    while lower < upper, !(0..<inputs).contains(start &+ lower &* step) { lower &+= 1 }
    while lower < upper, !(0..<inputs).contains(start &+ (upper &- 1) &* step) { upper &-= 1 }
    return lower..<upper
  }

  /// The outputs that have all taps.
  @inlinable public var inner: Range<Int> {
    var (lower, upper) = (0, outputs)
    while lower < upper, taps(of: lower).count < taps { lower &+= 1 }
    while lower < upper, taps(of: upper &- 1).count < taps { upper &-= 1 }
    return lower < upper ? lower..<upper : 0..<0
  }
}

/// Sums over windows within each channel:
///
///     y[i · yRow + j · yColumn + c] = Σ_u Σ_v Σ_q x[r · xRow + s · xColumn + q · channels + c]
///                                                · w[u · wRow + v · wColumn + q · channels + c]
///
/// for c < channels, q < planes, the outputs i, j of the two axes and their taps u, v, where r and s are the inputs that those read. Each y
/// is one chain of fused multiply-adds that starts at zero and runs through (u, v, q) in order; taps whose inputs do not exist are left
/// out, so that no image needs zeros around it.
///
/// The layer's own sums have one plane, whose channels are the outputs'. Its input's gradient has a plane for each output of a channel.
public struct DepthwiseConvolution: Equatable, Sendable {
  public var rows: DepthwiseAxis
  public var columns: DepthwiseAxis
  public var channels: Int
  public var planes: Int
  public var xRow: Int
  public var xColumn: Int
  public var wRow: Int
  public var wColumn: Int
  public var yRow: Int
  public var yColumn: Int

  public init(
    rows: DepthwiseAxis, columns: DepthwiseAxis, channels: Int, planes: Int, xRow: Int, xColumn: Int, wRow: Int,
    wColumn: Int, yRow: Int, yColumn: Int
  ) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.planes = planes
    self.xRow = xRow
    self.xColumn = xColumn
    self.wRow = wRow
    self.wColumn = wColumn
    self.yRow = yRow
    self.yColumn = yColumn
  }
}
