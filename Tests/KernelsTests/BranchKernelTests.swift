import KernelTypes
import Kernels
import Testing

/// What merges of branches compute, against scalar loops, bit for bit.
struct BranchKernelTests {
  private func scalar(_ combination: Combination, _ a: Float, _ b: Float) -> Float {
    switch combination {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .maximum: a.isNaN || a >= b ? a : b
    case .minimum: a.isNaN || a <= b ? a : b
    }
  }

  /// Few values, so that there are equals, of which zeros may differ in their sign.
  private func values(_ count: Int, _ seed: UInt64) -> [Float] {
    var random = SplitMix(seed)
    return (0..<count).map { _ in [-2.5, -0.0, 0, 1.25, 3, .infinity].randomElement(using: &random) ?? 0 }
  }

  @Test(arguments: InstructionSet.supported, Combination.allCases)
  func combinations(_ set: InstructionSet, _ combination: Combination) {
    for count in lengths {
      let a = GuardedArray(values(count, 1), misalignment: 1)
      let b = GuardedArray(values(count, 2), misalignment: 3)
      let y = GuardedArray(count: count, misalignment: 2)
      set.kernels.combine(combination, a.readOnly, b.readOnly, y: y.pointer, count: count)
      let expected = (0..<count).map { scalar(combination, a.pointer[$0], b.pointer[$0]) }
      for (value, expected) in zip(0..<count, expected) {
        // ∞ − ∞ and 0 · ∞ are NaN, whose bits may differ.
        let bits = y.pointer[value].bitPattern
        #expect(bits == expected.bitPattern || (y.pointer[value].isNaN && expected.isNaN), "\(count): \(value)")
      }
      #expect(y.canariesLive())
    }
  }

  @Test(arguments: InstructionSet.supported, [Combination.maximum, .minimum])
  func aNaNIsNotHidden(_ set: InstructionSet, _ combination: Combination) {
    let a = GuardedArray([.nan, 1, .nan], misalignment: 0)
    let b = GuardedArray([1, .nan, .nan], misalignment: 0)
    set.kernels.combine(combination, a.readOnly, b.readOnly, y: a.pointer, count: 3)
    #expect((0..<3).allSatisfy { a.pointer[$0].isNaN })
  }

  @Test(arguments: InstructionSet.supported, lengths) func division(_ set: InstructionSet, count: Int) {
    var random = SplitMix(UInt64(count))
    let x = GuardedArray(random.floats(count), misalignment: 1)
    for divisor: Float in [3, -1] {
      let y = GuardedArray(count: count, misalignment: 2)
      set.kernels.divide(x.readOnly, by: divisor, y: y.pointer, count: count)
      #expect(y.bits == (0..<count).map { (x.pointer[$0] / divisor).bitPattern })
      #expect(y.canariesLive())
    }
  }

  @Test(arguments: InstructionSet.supported, lengths) func gradientsAreTakenOnce(_ set: InstructionSet, count: Int) {
    let x = GuardedArray(values(count, 3), misalignment: 1)
    let y = GuardedArray(values(count, 4), misalignment: 2)
    var random = SplitMix(5)
    let gradient = random.floats(count)
    let rest = GuardedArray(gradient, misalignment: 3)
    let dx = GuardedArray(count: count, misalignment: 1)
    set.kernels.takeGradient(x.readOnly, y: y.readOnly, rest: rest.pointer, dx: dx.pointer, count: count)
    for index in 0..<count {
      let isTaken = x.pointer[index] == y.pointer[index]
      #expect(dx.pointer[index] == (isTaken ? gradient[index] : 0))
      #expect(rest.pointer[index] == (isTaken ? 0 : gradient[index]))
    }
    #expect(rest.canariesLive() && dx.canariesLive())
  }
}
