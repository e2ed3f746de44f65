import Kernels
import Random
import Testing

/// Sixteen blocks of random words at once against `RandomStream`, whose words are Philox's published vectors.
struct DropoutKernelTests {
  @Test(arguments: InstructionSet.supported, [0, 1, 3, 4, 15, 16, 17, 63, 64, 65, 200])
  func equalsTheStreamWordByWord(_ set: InstructionSet, count: Int) {
    // The largest block number that still fits the counter, and one whose lanes carry into the upper half.
    for (first, seed) in [(0, 1), (8, 0xfedc_ba98_7654_3210), (4 * 0xfff8, 3), (4 * 0xffff_fff8, UInt64.max)]
      as [(Int, UInt64)]
    {
      for rate in [Float(0.1), 0.5, 0.93] {
        var random = SplitMix(UInt64(count))
        let stream = RandomStream(seed: seed, purpose: .dropout, layer: 3, epoch: 7, step: 11)
        let x = GuardedArray(random.floats(count), misalignment: 1)
        let y = GuardedArray(count: count, misalignment: 2)
        let scale = 1 / (1 - rate)
        let expected = (0..<count).map { index in
          let word = stream.block((first + index) / 4)[index % 4]
          return (RandomStream.unit(word) < rate ? 0 : x.pointer[index] * scale).bitPattern
        }
        set.kernels.dropout(
          x.readOnly, y: y.pointer, count: count, first: first, counter: stream.counter, rate: rate, scale: scale)
        #expect(y.bits == expected, "from \(first), rate \(rate)")
        #expect(y.canariesLive(), "from \(first), rate \(rate)")
        set.kernels.dropout(
          x.readOnly, y: x.pointer, count: count, first: first, counter: stream.counter, rate: rate, scale: scale)
        #expect(x.bits == expected, "from \(first), rate \(rate), in place")
      }
    }
  }
}
