import Geometry

extension Extent2D {
  /// As a spec may write it: one number for a square.
  var text: String { height == width ? "\(height)" : "[\(height), \(width)]" }

  /// As a resolved spec writes it.
  var config: ConfigValue { [.integer(height), .integer(width)] }
}
