import Geometry

/// A weight as files hold it: Keras's shape, values in row-major order.
public struct NamedTensor: Equatable, Sendable {
  /// `layers.<index in the spec's list>.kernel|bias|…`
  public var name: String
  public var shape: Shape
  public var values: [Float]

  public init(name: String, shape: Shape, values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }

  /// The same under another name.
  public func named(_ name: String) -> NamedTensor { NamedTensor(name: name, shape: shape, values: values) }
}
