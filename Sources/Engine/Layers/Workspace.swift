import Tensors

/// Memory for sums over the chunks of a batch. A layer takes it for its backward pass and leaves it to the next one's, so that a network
/// needs it once, for the layer with the largest kernel.
public final class Workspace {
  private var memory = AlignedBuffer<Float>(0)

  public init() {}

  /// At least so many numbers, with whatever was left in them. They are the layer's until another one takes them.
  func take(_ count: Int) -> AlignedBuffer<Float> {
    if memory.count < count { memory = AlignedBuffer(count) }
    return memory
  }
}
