/// A grey picture: 0 is black, 255 white.
public struct GrayImage: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// `height × width` bytes, row by row.
  public let pixels: [UInt8]

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Black for white and white for black.
  public func inverted() -> GrayImage { GrayImage(width: width, height: height, pixels: pixels.map { 255 - $0 }) }

  /// The picture in another size, with its proportions: the remaining space on two sides is filled with the background.
  ///
  /// Shrinking averages areas, enlarging is bilinear; integer arithmetic only, so the bytes are the same everywhere.
  public func resized(width: Int, height: Int) -> GrayImage {
    let scaled = fitted(width: width, height: height)
    return scaled.placed(
      at: ((width - scaled.width) / 2, (height - scaled.height) / 2), width: width, height: height, paper: background)
  }

  /// The picture as large as fits into this size, with its proportions.
  func fitted(width: Int, height: Int) -> GrayImage {
    precondition(width > 0 && height > 0)
    // The side that fills its space determines the scale; the other is rounded.
    let isWide = self.width * height >= self.height * width
    let inner =
      isWide
      ? (width: width, height: max(1, (self.height * width * 2 + self.width) / (self.width * 2)))
      : (width: max(1, (self.width * height * 2 + self.height) / (self.height * 2)), height: height)
    return GrayImage(
      width: inner.width, height: inner.height, pixels: stretched(width: inner.width, height: inner.height))
  }

  /// The picture on paper of this size, which it does not exceed.
  func placed(at corner: (left: Int, top: Int), width: Int, height: Int, paper: UInt8) -> GrayImage {
    var canvas = [UInt8](repeating: paper, count: width * height)
    for y in 0..<self.height {
      let row = (y + corner.top) * width + corner.left
      canvas.replaceSubrange(row..<row + self.width, with: pixels[y * self.width..<(y + 1) * self.width])
    }
    return GrayImage(width: width, height: height, pixels: canvas)
  }

  /// The paper: the median of the outermost pixels, which a stroke that leaves the picture doesn't change.
  var background: UInt8 {
    let border = border.sorted()
    return border[border.count / 2]
  }

  private var border: [UInt8] {
    let top = pixels[..<width]
    let bottom = height > 1 ? pixels[((height - 1) * width)...] : []
    let rows = stride(from: width, to: max(width, (height - 1) * width), by: width)
    return Array(top) + Array(bottom) + rows.map { pixels[$0] } + (width > 1 ? rows.map { pixels[$0 + width - 1] } : [])
  }

  /// Columns first, then rows; exact sums until the one rounding at the end.
  private func stretched(width: Int, height: Int) -> [UInt8] {
    let columns = Resampling.area(from: self.width, to: width)
    let rows = Resampling.area(from: self.height, to: height)
    var narrow = [Int](repeating: 0, count: width * self.height)
    for y in 0..<self.height {
      for x in 0..<width {
        narrow[y * width + x] = columns.sum(x) { Int(pixels[y * self.width + $0]) }
      }
    }
    let total = columns.total * rows.total
    return (0..<width * height).map { index in
      let sum = rows.sum(index / width) { narrow[$0 * width + index % width] }
      return UInt8((sum + total / 2) / total)  // a mean of bytes is at most 255
    }
  }
}
