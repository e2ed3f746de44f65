import Tensors

/// Numbers like those of weights and activations: none zero, none subnormal.
func randomBuffer(_ count: Int) -> AlignedBuffer<Float> {
  var generator = Generator(state: UInt64(count))
  return AlignedBuffer(
    (0..<count).map { _ in
      Float.random(in: 0.01...1, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
    })
}

/// Where each row begins.
func rowOffsets(_ count: Int, stride: Int) -> AlignedBuffer<Int> { AlignedBuffer((0..<count).map { $0 * stride }) }

/// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014). The system's generator makes a system call for each number, which
/// would dominate.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
