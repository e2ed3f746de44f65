/// A band of 2 × 2 output tiles of a 3 × 3 convolution with stride one over an image [height, width, channels] with zero
/// padding: all tiles of the tile rows `rows`.
///
/// The first axis of transformed tiles is that of their 16 elements: [16, rows.count · columns, channels].
public struct WinogradTiles {
  public var height: Int
  public var width: Int
  public var channels: Int
  /// How many rows of zeros above and columns of zeros to the left of the image the outputs see.
  public var padTop: Int
  public var padLeft: Int
  public var outputHeight: Int
  public var outputWidth: Int
  public var filters: Int
  public var rows: Range<Int>

  public init(
    height: Int, width: Int, channels: Int, padTop: Int, padLeft: Int, outputHeight: Int, outputWidth: Int,
    filters: Int,
    rows: Range<Int>
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.padTop = padTop
    self.padLeft = padLeft
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.filters = filters
    self.rows = rows
  }

  /// Tiles in a row.
  @inlinable public var columns: Int { (outputWidth + 1) / 2 }
  @inlinable public var count: Int { rows.count * columns }
}
