import KernelTypes
import Kernels
import Testing

/// The yardstick of `kernel-bench` really does the multiply-adds that it counts: x ← x · f + f from 0, 1, 2 … in whole
/// vectors.
struct MultiplyAddPeakTests {
  @Test(arguments: InstructionSet.supported, [0, 1, 5])
  func countsWhatItDoes(_ set: InstructionSet, steps: Int) {
    let y = GuardedArray(count: vectorWidth)
    let count = set.kernels.multiplyAddPeak(factor: 0.5, steps: steps, y: y.pointer)
    #expect(y.canariesLive())
    // No step counts none; one step on each of the chains tells how many there are.
    let chains = set.kernels.multiplyAddPeak(factor: 0.5, steps: 1, y: y.pointer) / vectorWidth
    #expect(count == steps * chains * vectorWidth)
    _ = set.kernels.multiplyAddPeak(factor: 0.5, steps: steps, y: y.pointer)
    var sum: Float = 0
    for chain in 0..<chains { sum += (0..<steps).reduce(Float(chain)) { x, _ in x * 0.5 + 0.5 } }
    #expect(y.values == Array(repeating: sum, count: vectorWidth))
  }
}
