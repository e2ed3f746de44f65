import Catalog
import Geometry
import Layers

extension RandomCrop: AugmentationMachinery {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .change(CroppedPicture(place: place, window: PictureWindow(of: shape, Extent2D(height, width)), padding: padding))
  }
}

/// The window's first row, and then its first column, in the padded picture.
private struct CroppedPicture: SampleChange {
  let place: Int
  let window: PictureWindow
  let padding: Int

  private func corner(_ draws: SampleDraws) -> (row: Int, column: Int) {
    var words = draws.words(at: place)
    let row = words.whole(below: window.picture.height + 2 * padding - window.size.height + 1) - padding
    return (row, words.whole(below: window.picture.width + 2 * padding - window.size.width + 1) - padding)
  }

  func apply(to canvas: inout Canvas, _ draws: SampleDraws) {
    let (corner, x) = (corner(draws), canvas.pixels)
    window.copy(row: corner.row, column: corner.column, to: canvas.spare) { numbers, y in
      y.update(from: x + numbers.lowerBound, count: numbers.count)
    }
    canvas.turn()
  }

  func account(_ draws: SampleDraws) -> [String] {
    let corner = corner(draws)
    return ["random_crop from row \(corner.row), column \(corner.column)"]
  }
}

/// A part of a picture. What of it lies beyond the picture's edges is zero.
struct PictureWindow: Sendable {
  let picture: Extent2D
  let size: Extent2D
  private let channels: Int

  /// - Parameter picture: [height, width, channels].
  init(of picture: Shape, _ size: Extent2D) {
    self.picture = Extent2D(picture[0], picture[1])
    self.size = size
    channels = picture[2]
  }

  /// - Parameter read: copies some of the picture's numbers.
  @inline(__always)
  func copy(
    row: Int, column: Int, to y: UnsafeMutablePointer<Float>, read: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let shown = (max(0, column)..<max(0, column, min(picture.width, column + size.width)))
    let (before, count) = ((shown.lowerBound - column) * channels, shown.count * channels)
    for line in 0..<size.height {
      let out = y + line * size.width * channels
      guard (0..<picture.height).contains(row + line), count > 0 else {
        out.update(repeating: 0, count: size.width * channels)
        continue
      }
      out.update(repeating: 0, count: before)
      let first = ((row + line) * picture.width + shown.lowerBound) * channels
      read(first..<first + count, out + before)
      (out + before + count).update(repeating: 0, count: size.width * channels - before - count)
    }
  }

  /// The middle: where one row or column is left over, it is the last.
  @inline(__always)
  func copyMiddle(to y: UnsafeMutablePointer<Float>, read: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
    copy(
      row: (picture.height - size.height) >> 1, column: (picture.width - size.width) >> 1, to: y, read: read)
  }
}
