import KernelTypes
import Kernels
import Testing

/// What is done to a gradient before an update, and the sums from which penalties and norms are computed.
struct GradientKernelTests {
  static let changes: [GradientChange] = [
    .penalty(l1: 0.25, l2: 0), .penalty(l1: 0, l2: 0.125), .penalty(l1: 0.3, l2: 0.7), .clip(limit: 0.5),
    .scale(factor: 0.3, divisor: 1), .scale(factor: 0.3, divisor: 1.7),
  ]

  private static func expected(_ change: GradientChange, _ g: Double, _ w: Double) -> Double {
    switch change {
    case .penalty(let l1, let l2): g + Double(l1) * (w == 0 ? 0 : w > 0 ? 1 : -1) + 2 * Double(l2) * w
    case .clip(let limit): min(max(g, -Double(limit)), Double(limit))
    case .scale(let factor, let divisor): g * Double(factor) / Double(divisor)
    }
  }

  @Test(arguments: InstructionSet.supported, changes)
  func changesAreTheirFormulas(_ set: InstructionSet, _ change: GradientChange) {
    for count in lengths {
      for misalignment in misalignments {
        var random = SplitMix(UInt64(count))
        let (gradient, weights) = (random.floats(count), random.floats(count).enumerated().map { $0 % 5 == 3 ? 0 : $1 })
        func run(_ kernels: any KernelSet) -> GuardedArray {
          let g = GuardedArray(gradient, misalignment: misalignment)
          kernels.change(
            g.pointer, by: change, w: GuardedArray(weights, misalignment: misalignment + 1).readOnly, count: count)
          return g
        }
        let result = run(set.kernels)
        #expect(result.bits == run(InstructionSet.portable.kernels).bits)
        #expect(result.canariesLive(after: wholeVectors(count)))
        for i in 0..<count {
          let exact = Self.expected(change, Double(gradient[i]), Double(weights[i]))
          let limit = 3e-7 * max(1, exact.magnitude)
          #expect(isClose(Double(result.pointer[i]), exact, within: limit), "\(i) of \(count): \(change)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported, changes)
  func aNaNStays(_ set: InstructionSet, _ change: GradientChange) {
    let g = GuardedArray([1, .nan, 1], misalignment: 0)
    set.kernels.change(g.pointer, by: change, w: GuardedArray([1, 1, 1], misalignment: 0).readOnly, count: 3)
    #expect(g.values.map(\.isNaN) == [false, true, false])
  }

  @Test(arguments: InstructionSet.supported)
  func sumsAreInDouble(_ set: InstructionSet) {
    for count in lengths + [4096] {
      for misalignment in misalignments {
        var random = SplitMix(UInt64(count + 1))
        let values = random.floats(count)
        let x = GuardedArray(values, misalignment: misalignment)
        let squares = values.reduce(0) { $0 + Double($1) * Double($1) }
        let magnitudes = values.reduce(0) { $0 + Double($1.magnitude) }
        let sums = [
          set.kernels.sumOfSquares(x.readOnly, count: count), set.kernels.sumOfMagnitudes(x.readOnly, count: count),
        ]
        #expect(
          isClose(sums[0], squares, within: 1e-13 * squares) && isClose(sums[1], magnitudes, within: 1e-13 * magnitudes)
        )
        let portable = InstructionSet.portable.kernels
        #expect(
          sums.map(\.bitPattern)
            == [portable.sumOfSquares(x.readOnly, count: count), portable.sumOfMagnitudes(x.readOnly, count: count)]
            .map(\.bitPattern))
      }
    }
  }
}
