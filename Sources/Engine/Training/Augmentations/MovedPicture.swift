import Catalog
import Geometry
import KernelTypes
import Tensors

/// A word that is an affine map of the picture.
protocol MovingWord: AugmentationMachinery {
  /// Nil if every pixel comes to lie on another, or the same, so that any filling will do.
  var edges: Filling? { get }
  associatedtype Draw
  func draw(_ words: inout RandomWords, _ size: Extent2D) -> Draw
  func map(_ draw: Draw, _ size: Extent2D) -> AffineMap
  /// As in `12.3°`; nil if it does nothing.
  func words(_ draw: Draw) -> String?
}

extension MovingWord {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .change(MovedPicture(place, self, PictureRows(shape)))
  }

  fileprivate func map(_ draws: SampleDraws, at place: Int, _ size: Extent2D) -> AffineMap {
    var words = draws.words(at: place)
    return map(draw(&words, size), size)
  }

  fileprivate func account(_ draws: SampleDraws, at place: Int, _ size: Extent2D) -> String? {
    var random = draws.words(at: place)
    return words(draw(&random, size)).map { "\(self.words.name) \($0)" }
  }
}

/// One or more neighbouring words with the same filling: their maps are multiplied, and the picture is resampled once, which keeps it
/// sharp.
package struct MovedPicture: SampleChange {
  private var words: [(place: Int, word: any MovingWord)]
  private var filling: Filling?
  private let rows: PictureRows

  init(_ place: Int, _ word: any MovingWord, _ rows: PictureRows) {
    words = [(place, word)]
    filling = word.edges
    self.rows = rows
  }

  package func joined(by next: any SampleChange) -> (any SampleChange)? {
    guard let next = next as? MovedPicture else { return nil }
    if let filling, let other = next.filling, filling != other { return nil }
    var both = self
    both.words += next.words
    both.filling = filling ?? next.filling
    return both
  }

  package func map(_ draws: SampleDraws) -> AffineMap {
    words.reduce(.identity) { $0.then($1.word.map(draws, at: $1.place, rows.size)) }
  }

  package func apply(to canvas: inout Canvas, _ draws: SampleDraws) {
    let map = map(draws)
    guard map != .identity else { return }
    rows.resample(canvas.pixels, to: canvas.spare, map, filling ?? Filling(), canvas.kernels)
    canvas.turn()
  }

  package func account(_ draws: SampleDraws) -> [String] {
    words.compactMap { $0.word.account(draws, at: $0.place, rows.size) }
  }
}

/// A picture's size, with what the kernel needs to know of each number in a row.
package struct PictureRows: Sendable {
  let size: Extent2D
  private let channels: Int
  private let columns: AlignedBuffer<Float>
  private let channel: AlignedBuffer<Int32>

  /// - Parameter shape: [height, width, channels].
  package init(_ shape: Shape) {
    size = Extent2D(shape[0], shape[1])
    let channels = shape[2]
    self.channels = channels
    columns = AlignedBuffer((0..<shape[1] * channels).map { Float($0 / channels) })
    channel = AlignedBuffer((0..<shape[1] * channels).map { Int32($0 % channels) })
  }

  /// y = the picture x seen through the map.
  package func resample(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ map: AffineMap, _ filling: Filling,
    _ kernels: any KernelSet
  ) {
    kernels.resample(resampling(map, filling), x: x, y: y)
  }

  /// For a call while this is alive.
  private func resampling(_ map: AffineMap, _ filling: Filling) -> Resampling {
    let fill: Resampling.Fill =
      switch filling.mode {
      case .reflect: .reflect
      case .nearest: .nearest
      case .constant: .constant(Float(filling.value))
      }
    return Resampling(
      map: [Float(map.xx), Float(map.xy), Float(map.x0), Float(map.yx), Float(map.yy), Float(map.y0)], fill: fill,
      isBilinear: filling.interpolation == .bilinear, height: size.height, width: size.width, channels: channels,
      columns: columns.readOnly, channel: channel.readOnly)
  }
}
