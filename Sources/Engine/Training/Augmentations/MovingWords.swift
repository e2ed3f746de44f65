import Catalog
import Geometry
import Text

/// By parts of the height, down, and then of the width, to the right.
extension RandomTranslation: MovingWord {
  var edges: Filling? { filling }

  func draw(_ words: inout RandomWords, _ size: Extent2D) -> (down: Double, right: Double) {
    let down = words.uniform(heightFactor.bothWays) * Double(size.height)
    return (down, words.uniform(widthFactor.bothWays) * Double(size.width))
  }

  func map(_ draw: (down: Double, right: Double), _ size: Extent2D) -> AffineMap {
    .translation(x: draw.right, y: draw.down)
  }

  func words(_ draw: (down: Double, right: Double)) -> String? {
    "\(fixed(draw.down, decimals: 1)) down, \(fixed(draw.right, decimals: 1)) right"
  }
}

/// By turns.
extension RandomRotation: MovingWord {
  var edges: Filling? { filling }

  func draw(_ words: inout RandomWords, _ size: Extent2D) -> Double { words.uniform(factor.bothWays) }
  func map(_ draw: Double, _ size: Extent2D) -> AffineMap { .rotation(turns: draw, size) }
  func words(_ draw: Double) -> String? { "\(fixed(360 * draw, decimals: 1))°" }
}

/// How much is seen, as a multiple of the height, and then of the width.
extension RandomZoom: MovingWord {
  var edges: Filling? { filling }

  func draw(_ words: inout RandomWords, _ size: Extent2D) -> (height: Double, width: Double) {
    let height = 1 + words.uniform(heightFactor.bothWays)
    return (height, widthFactor.map { 1 + words.uniform($0.bothWays) } ?? height)
  }

  func map(_ draw: (height: Double, width: Double), _ size: Extent2D) -> AffineMap {
    .zoom(x: draw.width, y: draw.height, size)
  }

  func words(_ draw: (height: Double, width: Double)) -> String? {
    let height = fixed(1 / draw.height, decimals: 2)
    return widthFactor == nil ? "× \(height)" : "× \(height) high, × \(fixed(1 / draw.width, decimals: 2)) wide"
  }
}

/// The factors of x and of y, and then one sign for both.
extension RandomShear: MovingWord {
  var edges: Filling? { filling }

  func draw(_ words: inout RandomWords, _ size: Extent2D) -> (x: Double, y: Double) {
    let (x, y) = (words.uniform(xFactor.upwards), words.uniform(yFactor.upwards))
    return words.unit() > 0.5 ? (-x, -y) : (x, y)
  }

  func map(_ draw: (x: Double, y: Double), _ size: Extent2D) -> AffineMap { .shear(x: draw.x, y: draw.y, size) }

  func words(_ draw: (x: Double, y: Double)) -> String? {
    "\(fixed(draw.x, decimals: 2)) in x, \(fixed(draw.y, decimals: 2)) in y"
  }
}

/// Left and right if the first word is at most ½, up and down if the second is.
extension RandomFlip: MovingWord {
  var edges: Filling? { nil }

  func draw(_ words: inout RandomWords, _ size: Extent2D) -> (columns: Bool, rows: Bool) {
    let (first, second) = (words.unit(), words.unit())
    return (mode.flipsColumns && first <= 0.5, mode.flipsRows && second <= 0.5)
  }

  func map(_ draw: (columns: Bool, rows: Bool), _ size: Extent2D) -> AffineMap {
    .zoom(x: draw.columns ? -1 : 1, y: draw.rows ? -1 : 1, size)
  }

  func words(_ draw: (columns: Bool, rows: Bool)) -> String? {
    switch draw {
    case (true, true): "left–right, up–down"
    case (true, false): "left–right"
    case (false, true): "up–down"
    case (false, false): nil
    }
  }
}
