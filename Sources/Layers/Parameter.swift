import Tensors

/// A weight tensor with its gradient.
public final class Parameter {
  /// `kernel`, `bias`: the last word of the tensor's name in a file.
  public let role: String
  public let shape: Shape
  public let values: AlignedBuffer<Float>
  public let gradient: AlignedBuffer<Float>

  public init(role: String, shape: Shape) {
    self.role = role
    self.shape = shape
    values = AlignedBuffer(shape.count)
    gradient = AlignedBuffer(shape.count)
  }
}
