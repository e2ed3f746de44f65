import Geometry

/// Which place of a picture is seen at the place (x, y) of another: (xx·x + xy·y + x0, yx·x + yy·y + y0).
package struct AffineMap: Equatable, Sendable {
  package var xx = 1.0
  package var xy = 0.0
  package var x0 = 0.0
  package var yx = 0.0
  package var yy = 1.0
  package var y0 = 0.0

  package static let identity = AffineMap()

  package init() {}

  /// What is seen through `map` of what is seen through this one.
  package func then(_ map: AffineMap) -> AffineMap {
    var both = AffineMap()
    (both.xx, both.xy) = (xx * map.xx + xy * map.yx, xx * map.xy + xy * map.yy)
    (both.yx, both.yy) = (yx * map.xx + yy * map.yx, yx * map.xy + yy * map.yy)
    (both.x0, both.y0) = (xx * map.x0 + xy * map.y0 + x0, yx * map.x0 + yy * map.y0 + y0)
    return both
  }

  package static func translation(x: Double, y: Double) -> AffineMap {
    var map = AffineMap()
    (map.x0, map.y0) = (-x, -y)
    return map
  }

  /// A picture that is turned counter-clockwise about the middle.
  package static func rotation(turns: Double, _ size: Extent2D) -> AffineMap {
    let (cosine, sine) = direction(turns: turns)
    return linear(xx: cosine, xy: -sine, yx: sine, yy: cosine, size)
  }

  /// One that is `x` times as narrow and `y` times as low, about the middle.
  package static func zoom(x: Double, y: Double, _ size: Extent2D) -> AffineMap {
    linear(xx: x, xy: 0, yx: 0, yy: y, size)
  }

  package static func shear(x: Double, y: Double, _ size: Extent2D) -> AffineMap {
    linear(xx: 1, xy: x, yx: y, yy: 1, size)
  }

  /// A matrix that leaves the picture's middle where it is.
  private static func linear(xx: Double, xy: Double, yx: Double, yy: Double, _ size: Extent2D) -> AffineMap {
    let (cx, cy) = (Double(size.width - 1) / 2, Double(size.height - 1) / 2)
    var map = AffineMap()
    (map.xx, map.xy, map.yx, map.yy) = (xx, xy, yx, yy)
    (map.x0, map.y0) = (cx - xx * cx - xy * cy, cy - yx * cx - yy * cy)
    return map
  }

  /// cos and sin of 2π·turns, for at most 2⁶⁰ turns, to about 1e-16. Quarter turns are exact.
  ///
  /// Taylor's series within π/4 of a quarter: the C library's last bit differs between machines.
  package static func direction(turns: Double) -> (cosine: Double, sine: Double) {
    let quarters = (4 * turns).rounded()
    let angle = (4 * turns - quarters) * (Double.pi / 2)
    let square = angle * angle
    var (cosine, sine) = (1.0, 1.0)
    // (1 − x²/(n·(n − 1))·(1 − …)), from the smallest term.
    for n in stride(from: 16, through: 2, by: -2) {
      cosine = 1 - square / Double(n * (n - 1)) * cosine
      sine = 1 - square / Double(n * (n + 1)) * sine
    }
    sine *= angle
    switch Int(quarters) & 3 {
    case 0: return (cosine, sine)
    case 1: return (-sine, cosine)
    case 2: return (-cosine, -sine)
    default: return (sine, -cosine)
    }
  }
}
