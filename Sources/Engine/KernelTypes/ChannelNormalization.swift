/// A normalization by channel: x̂ = (x − mean)·inverse, y = fma(x, scale, shift), and ReLU after that if wanted.
///
/// Element i of an array of whole samples belongs to channel i mod channels. Each array here repeats its channels up to `period`, a
/// multiple of a vector's width, so that vectors are full for any number of channels; it has a vector of slack.
public struct ChannelNormalization {
  public var channels: Int
  public var mean: UnsafePointer<Float>
  public var inverse: UnsafePointer<Float>
  public var scale: UnsafePointer<Float>
  public var shift: UnsafePointer<Float>
  public var relu: Bool

  public init(
    channels: Int, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, relu: Bool
  ) {
    self.channels = channels
    self.mean = mean
    self.inverse = inverse
    self.scale = scale
    self.shift = shift
    self.relu = relu
  }

  public var period: Int { Self.period(channels) }

  /// The least common multiple of `channels` and sixteen, a vector's width.
  public static func period(_ channels: Int) -> Int {
    channels << max(0, 4 - channels.trailingZeroBitCount)
  }
}
