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
    precondition(width > 0 && height > 0)
    // The side that fills its space determines the scale; the other is rounded.
    let isWide = self.width * height >= self.height * width
    let inner =
      isWide
      ? (width: width, height: max(1, (self.height * width * 2 + self.width) / (self.width * 2)))
      : (width: max(1, (self.width * height * 2 + self.height) / (self.height * 2)), height: height)
    let (left, top) = ((width - inner.width) / 2, (height - inner.height) / 2)
    let scaled = stretched(width: inner.width, height: inner.height)
    var canvas = [UInt8](repeating: background, count: width * height)
    for y in 0..<inner.height {
      let row = (y + top) * width + left
      canvas.replaceSubrange(row..<row + inner.width, with: scaled[y * inner.width..<(y + 1) * inner.width])
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
    let columns = Resampling(from: self.width, to: width)
    let rows = Resampling(from: self.height, to: height)
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

/// How much of each old pixel goes into each new one along an axis, in whole numbers.
private struct Resampling {
  /// The sum of the weights of any new pixel.
  let total: Int
  /// For each new pixel the first old one, and the weights of that and its successors.
  private var taps: [(first: Int, weights: [Int])] = []

  init(from old: Int, to new: Int) {
    if new <= old {
      // An old pixel is `new` units long and a new one `old`: the weight is the length of their overlap.
      total = old
      for i in 0..<new {
        let range = i * old..<(i + 1) * old
        let pixels = range.lowerBound / new...(range.upperBound - 1) / new
        taps.append((pixels.lowerBound, pixels.map { range.clamped(to: $0 * new..<($0 + 1) * new).count }))
      }
    } else {
      // The new pixel's centre among the old ones' centres, in units of 1 / (2 · new); the edge continues outside.
      total = 2 * new
      for i in 0..<new {
        let position = min(max((2 * i + 1) * old - new, 0), (old - 1) * total)
        let (first, part) = position.quotientAndRemainder(dividingBy: total)
        taps.append((first, part == 0 ? [total] : [total - part, part]))
      }
    }
  }

  @inline(__always)
  func sum(_ index: Int, _ pixel: (Int) -> Int) -> Int {
    var sum = 0
    for (offset, weight) in taps[index].weights.enumerated() { sum += weight * pixel(taps[index].first + offset) }
    return sum
  }
}
