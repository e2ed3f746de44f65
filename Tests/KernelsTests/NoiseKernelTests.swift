import Glibc
import KernelTypes
import Kernels
import Random
import Testing

/// Noise against the stream word by word, and its normal numbers against the normal distribution in Double.
struct NoiseKernelTests {
  private static let functions: [NoiseFunction] = [
    .addNormal(deviation: 0.3), .scaleByNormal(deviation: 0.7),
    .replace(rate: 0.4, substitute: -1.25, scale: 0.9, shift: 0.125),
  ]

  private func apply(_ function: NoiseFunction, _ set: InstructionSet, _ x: GuardedArray, first: Int) -> GuardedArray {
    let y = GuardedArray(count: x.count, misalignment: 2)
    let stream = RandomStream(seed: 5, purpose: .dropout, layer: 3, epoch: 7, step: 11)
    set.kernels.applyNoise(
      function, x: x.readOnly, y: y.pointer, count: x.count, first: first, counter: stream.counter)
    return y
  }

  @Test(arguments: functions, [0, 1, 3, 4, 15, 16, 17, 63, 64, 65, 200])
  func everySetHasTheSameBits(_ function: NoiseFunction, count: Int) {
    for first in [0, 8, 4 * 0xffff_fff8] {
      var random = SplitMix(UInt64(count))
      let x = GuardedArray(random.floats(count), misalignment: 1)
      let expected = apply(function, .portable, x, first: first)
      for set in InstructionSet.supported {
        let y = apply(function, set, x, first: first)
        #expect(y.bits == expected.bits && y.canariesLive(), "\(set), from \(first)")
      }
    }
  }

  /// Word by word: the same number for an element, wherever a block of elements begins.
  @Test(arguments: functions) func anElementHasItsOwnWord(_ function: NoiseFunction) {
    let x = GuardedArray([Float](repeating: 0.5, count: 4000))
    let all = apply(function, .best, x, first: 0)
    let part = apply(function, .best, GuardedArray([Float](repeating: 0.5, count: 100)), first: 3000)
    #expect(part.bits == Array(all.bits[3000..<3100]))
  }

  @Test func replacesWhereDropoutDrops() {
    let x = GuardedArray([Float](repeating: 2, count: 300))
    let y = apply(.replace(rate: 0.4, substitute: -1.25, scale: 0.5, shift: 0.25), .best, x, first: 0)
    let stream = RandomStream(seed: 5, purpose: .dropout, layer: 3, epoch: 7, step: 11)
    for index in 0..<300 {
      let unit = RandomStream.unit(stream.block(index / 4)[index % 4])
      #expect(y.pointer[index] == (unit < 0.4 ? -1.25 : 1.25))
    }
  }

  /// Φ(x) = (word + ½)·2⁻³²: the error in x is that of Φ ÷ φ(x). In both branches of the polynomial.
  @Test(arguments: InstructionSet.supported) func normalNumbersAreQuantiles(_ set: InstructionSet) {
    let count = 1 << 18
    let numbers = apply(.addNormal(deviation: 1), set, GuardedArray([Float](repeating: 0, count: count)), first: 0)
    let stream = RandomStream(seed: 5, purpose: .dropout, layer: 3, epoch: 7, step: 11)
    var worst = WorstError()
    var tail = 0
    for index in 0..<count {
      let word = stream.block(index / 4)[index % 4]
      let x = Double(numbers.pointer[index])
      // The smaller side, where a Double has all digits.
      let share = (Double(x < 0 ? word : ~word) + 0.5) * 0x1p-32
      let error = erfc(x.magnitude / 2.0.squareRoot()) / 2 - share
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      worst.note((error / density).magnitude / max(1, x.magnitude), at: numbers.pointer[index])
      if x.magnitude > 2.91 { tail += 1 }
    }
    #expect(worst.error < 1e-6, "\(worst)")
    #expect(tail > 500)
  }

  @Test(arguments: InstructionSet.supported, [1, 3, 15, 16, 17, 33])
  func columnsAreMasked(_ set: InstructionSet, columns: Int) {
    var random = SplitMix(3)
    let x = GuardedArray(random.floats(5 * columns), misalignment: 1)
    let mask = GuardedArray((0..<columns).map { $0 % 3 == 0 ? 0 : 1.7 }, misalignment: 3)
    let y = GuardedArray(count: 5 * columns, misalignment: 2)
    x.pointer[0] = .nan
    set.kernels.maskColumns(x.readOnly, mask: mask.readOnly, y: y.pointer, rows: 5, columns: columns)
    let expected = (0..<5 * columns).map { $0 % columns % 3 == 0 ? 0 : x.pointer[$0] * 1.7 }
    #expect(y.bits == expected.map(\.bitPattern))
    #expect(y.canariesLive())
  }
}
