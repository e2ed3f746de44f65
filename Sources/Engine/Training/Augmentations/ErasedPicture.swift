import Catalog
import Geometry

/// Whether it is erased, and the probability of that; width, height, and the corner's column and row; from the third block on, a word
/// of noise for each number of the picture.
extension RandomErasing: AugmentationMachinery {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .change(ErasedPicture(place: place, word: self, size: Extent2D(shape[0], shape[1]), channels: shape[2]))
  }
}

private struct ErasedPicture: SampleChange {
  let place: Int
  let word: RandomErasing
  let size: Extent2D
  let channels: Int

  /// The rectangle; nil if nothing is erased.
  private func rectangle(_ draws: SampleDraws) -> PixelRectangle? {
    var words = draws.words(at: place)
    let threshold = words.unit()
    guard threshold < words.uniform(word.factor.upwards) else { return nil }
    let width = words.uniform(word.scale.range).squareRoot() * Double(size.width)
    let height = words.uniform(word.scale.range).squareRoot() * Double(size.height)
    return PixelRectangle(width: width, height: height, in: size, &words)
  }

  func apply(to canvas: inout Canvas, _ draws: SampleDraws) {
    guard let rectangle = rectangle(draws) else { return }
    fill(canvas, draws)
    rectangle.copy(from: canvas.spare, to: canvas.pixels, size, channels)
  }

  /// A picture's size of what covers it.
  private func fill(_ canvas: Canvas, _ draws: SampleDraws) {
    let (count, range) = (size.height * size.width * channels, word.valueRange.range)
    canvas.spare.update(repeating: Float(word.fillValue ?? 0), count: count)
    guard word.fillValue == nil else { return }
    canvas.kernels.applyNoise(
      .addNormal(deviation: Float(range.upperBound - range.lowerBound)), x: canvas.spare, y: canvas.spare, count: count,
      first: 8, counter: draws.stream(at: place).counter)
    canvas.kernels.changeBrightness(
      canvas.spare, by: 0, lowest: Float(range.lowerBound), highest: Float(range.upperBound), count: count)
  }

  func account(_ draws: SampleDraws) -> [String] {
    rectangle(draws).map { ["random_erasing \($0.rows.count) × \($0.columns.count)"] } ?? []
  }
}

/// The pixels that lie in a rectangle with corners between them.
struct PixelRectangle {
  let columns: Range<Int>
  let rows: Range<Int>

  /// With a corner anywhere where the whole lies in the picture: its column is drawn first.
  init(width: Double, height: Double, in size: Extent2D, _ words: inout RandomWords) {
    columns = Self.pixels(width, in: size.width, &words)
    rows = Self.pixels(height, in: size.height, &words)
  }

  /// Copies its pixels from one picture to another of the same size.
  func copy(
    from x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ size: Extent2D, _ channels: Int
  ) {
    for row in rows {
      let first = (row * size.width + columns.lowerBound) * channels
      (y + first).update(from: x + first, count: columns.count * channels)
    }
  }

  /// Those with start ≤ x < start + length.
  private static func pixels(_ length: Double, in side: Int, _ words: inout RandomWords) -> Range<Int> {
    let start = words.unit() * (Double(side) - length)
    let first = Int(start.rounded(.up))
    return first..<max(first, min(side, Int((start + length).rounded(.up))))
  }
}
