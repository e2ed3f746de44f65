/// A picture [height, width, channels] that is seen through an affine map: for the pixel in column x and row y of the new picture,
///
///     y(x, y) = in(map[0]·x + map[1]·y + map[2], map[3]·x + map[4]·y + map[5])
///
/// where places between the pixels, and beyond the edges, are as in TensorFlow's `ImageProjectiveTransformV3` (image_ops.h): the
/// middles of pixels are whole numbers, and all is computed in Float, in the same order.
public struct Resampling {
  public enum Fill {
    /// [dcba|abcd|dcba]
    case reflect
    /// [aaaa|abcd|dddd]
    case nearest
    /// [kkkk|abcd|kkkk]
    case constant(Float)
  }

  public var map: InlineArray<6, Float>
  public var fill: Fill
  /// From the four pixels around a place, not from the nearest.
  public var isBilinear: Bool
  public var height: Int
  public var width: Int
  public var channels: Int
  /// For each number of a row, its pixel's column, and its channel; with room for a vector more.
  public var columns: UnsafePointer<Float>
  public var channel: UnsafePointer<Int32>

  public init(
    map: InlineArray<6, Float>, fill: Fill, isBilinear: Bool, height: Int, width: Int, channels: Int,
    columns: UnsafePointer<Float>, channel: UnsafePointer<Int32>
  ) {
    self.map = map
    self.fill = fill
    self.isBilinear = isBilinear
    self.height = height
    self.width = width
    self.channels = channels
    self.columns = columns
    self.channel = channel
  }
}
