import Geometry

extension Extent2D {
  /// As a table writes it.
  var detail: String { "\(height)×\(width)" }
}

extension PaddingSpec {
  /// Empty if there is nothing to say.
  var detail: String { self == .valid ? "" : rawValue }
}

extension Activation {
  /// Empty if there is none.
  var detail: String { self == .linear ? "" : words.name }
}
