/// The geometry of pooling one image, layout [height, width, channels].
public struct PoolingGeometry: Sendable {
  public var inputHeight: Int
  public var inputWidth: Int
  public var channels: Int
  public var outputHeight: Int
  public var outputWidth: Int
  public var poolHeight: Int
  public var poolWidth: Int
  public var strideHeight: Int
  public var strideWidth: Int
  /// Rows above and columns to the left of the input that windows may cover; they contain nothing.
  public var padTop: Int
  public var padLeft: Int

  public init(
    inputHeight: Int, inputWidth: Int, channels: Int, outputHeight: Int, outputWidth: Int, poolHeight: Int,
    poolWidth: Int, strideHeight: Int, strideWidth: Int, padTop: Int, padLeft: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.poolHeight = poolHeight
    self.poolWidth = poolWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.padTop = padTop
    self.padLeft = padLeft
  }

  public var inputCount: Int { inputHeight * inputWidth * channels }
  public var outputCount: Int { outputHeight * outputWidth * channels }

  /// The input rows of output row `row`, clipped to the input.
  @inlinable public func rows(_ row: Int) -> Range<Int> {
    let start = row * strideHeight - padTop
    return max(0, start)..<min(inputHeight, start + poolHeight)
  }

  /// The input columns of output column `column`, clipped to the input.
  @inlinable public func columns(_ column: Int) -> Range<Int> {
    let start = column * strideWidth - padLeft
    return max(0, start)..<min(inputWidth, start + poolWidth)
  }
}
