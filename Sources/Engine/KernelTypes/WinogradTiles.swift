/// A band of 2 × 2 output tiles of a 3 × 3 convolution with stride one over an image [height, width, channels] with zeros around
/// it: all tiles of tile rows `rows`.
///
/// Transformed tiles lie by their 16 elements first: [16, rows.count · columns, channels].
public struct WinogradTiles {
  public var height: Int
  public var width: Int
  public var channels: Int
  /// The rows of zeros above and the columns of zeros left of the image that outputs see.
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
