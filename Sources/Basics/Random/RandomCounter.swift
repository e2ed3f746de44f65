/// A position in a stream of random words: Philox's key, and its counter's words except the first, which numbers the
/// blocks.
public struct RandomCounter: Equatable, Sendable {
  public var key: SIMD2<UInt32>
  public var step: UInt32
  public var epoch: UInt32
  public var role: UInt32

  public init(key: SIMD2<UInt32>, step: UInt32, epoch: UInt32, role: UInt32) {
    self.key = key
    self.step = step
    self.epoch = epoch
    self.role = role
  }
}
