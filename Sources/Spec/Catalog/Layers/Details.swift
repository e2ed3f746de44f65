import Geometry

extension Extent2D {
  /// As a table writes it.
  var detail: String { "\(height)×\(width)" }
}

extension PaddingSpec {
  /// Empty where nothing need be said.
  var detail: String { self == .valid ? "" : rawValue }
}

extension Activation {
  /// Empty if there is none.
  var detail: String { self == .linear ? "" : words.name }
}
