import Random
import Testing

struct PhiloxTests {
  /// Random123 1.14, `examples/kat_vectors`, the lines `philox4x32 10`: counter, key, result.
  @Test(arguments: [
    (
      SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: 0xffff_ffff), SIMD2<UInt32>(repeating: 0xffff_ffff),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func equalsThePublishedVectors(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, words: SIMD4<UInt32>) {
    #expect(Philox(key: key).words(at: counter) == words)
  }

  @Test func theSeedIsTheKeyLowWordFirst() {
    #expect(
      Philox(seed: 0x299f_31d0_a409_3822).words(at: SIMD4(1, 2, 3, 4))
        == Philox(key: SIMD2(0xa409_3822, 0x299f_31d0)).words(at: SIMD4(1, 2, 3, 4)))
  }

  @Test func streamsOfAnotherPurposeLayerEpochStepOrSeedDiffer() {
    let streams = [
      RandomStream(seed: 1, purpose: .shuffle), RandomStream(seed: 2, purpose: .shuffle),
      RandomStream(seed: 1 << 32 | 1, purpose: .shuffle), RandomStream(seed: 1, purpose: .dropout),
      RandomStream(seed: 1, purpose: .initialization), RandomStream(seed: 1, purpose: .shuffle, layer: 1),
      RandomStream(seed: 1, purpose: .shuffle, epoch: 1), RandomStream(seed: 1, purpose: .shuffle, step: 1),
    ]
    let blocks = streams.flatMap { stream in (0..<8).map { stream.block($0) } }
    #expect(Set(blocks).count == blocks.count)
  }

  @Test func unitNumbersAreInTheHalfOpenInterval() {
    #expect(RandomStream.unit(0) == 0)
    #expect(RandomStream.unit(.max) == 1 - 0x1p-24)
    #expect(RandomStream.unit(.max) < 1)
    #expect(RandomStream.unit(0x8000_0000) == 0.5)
  }
}
