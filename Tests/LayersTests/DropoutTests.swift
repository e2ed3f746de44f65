import Kernels
import Layers
import Tensors
import Testing

struct DropoutTests {
  private static let count = 1003

  /// y for inputs of ones, and dx for gradients of ones: the mask, forward and backward.
  private func masks(
    rate: Double, samples: Int = 30, layer: Int = 2, seed: UInt64 = 1, epoch: Int = 1, step: Int = 0,
    isTraining: Bool = true, workers: Int = 2
  ) -> (forward: [Float], backward: [Float]) {
    let dropout = Dropout(rate: rate, layer: layer, count: Self.count)
    let ones = AlignedBuffer<Float>([Float](repeating: 1, count: samples * Self.count))
    let y = AlignedBuffer<Float>(ones.count)
    let dx = AlignedBuffer<Float>(ones.count)
    let pass = Pass(
      compute: Compute(parallelism: Parallelism(workers: workers)), samples: samples, isTraining: isTraining,
      seed: seed, epoch: epoch, step: step)
    dropout.forward(ones.readOnly, y.pointer, pass)
    dropout.backward(ones.readOnly, y.readOnly, ones.pointer, dx.pointer, pass)
    return (y.array, dx.array)
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.9])
  func dropsItsShareAndScalesTheRest(rate: Double) {
    let mask = masks(rate: rate).forward
    let scale = Float(1 / (1 - rate))
    #expect(mask.allSatisfy { $0 == 0 || $0 == scale })
    let dropped = Double(mask.count { $0 == 0 })
    let expected = rate * Double(mask.count)
    // Four standard deviations of a binomial distribution.
    #expect((dropped - expected).magnitude < 4 * (expected * (1 - rate)).squareRoot(), "\(dropped) of \(mask.count)")
  }

  /// Neighbours, samples and columns are dropped independently: the fraction of positions dropped in both is rate².
  @Test func neighboursDropIndependently() {
    let mask = masks(rate: 0.5).forward
    for distance in [1, 2, 3, 4, Self.count] {
      let pairs = mask.count - distance
      let together = Double((0..<pairs).count { mask[$0] == 0 && mask[$0 + distance] == 0 })
      #expect((together / Double(pairs) - 0.25).magnitude < 0.011, "\(distance) apart")
    }
  }

  @Test func backwardHasTheSameMask() {
    for workers in [1, 3] {
      let (forward, backward) = masks(rate: 0.3, workers: workers)
      #expect(forward == backward)
    }
  }

  @Test func theMaskDependsOnSeedLayerEpochAndStepOnly() {
    let mask = masks(rate: 0.5).forward
    for workers in [1, 2, 3, 5, 8] { #expect(masks(rate: 0.5, workers: workers).forward == mask) }
    #expect(masks(rate: 0.5, layer: 3).forward != mask)
    #expect(masks(rate: 0.5, seed: 2).forward != mask)
    #expect(masks(rate: 0.5, epoch: 2).forward != mask)
    #expect(masks(rate: 0.5, step: 1).forward != mask)
    #expect(masks(rate: 0.5, samples: 7).forward == Array(mask.prefix(7 * Self.count)))
  }

  @Test func inferenceAndRateZeroChangeNothing() {
    for (rate, isTraining) in [(0.5, false), (0, true), (0, false)] {
      let (forward, backward) = masks(rate: rate, isTraining: isTraining)
      #expect(forward.allSatisfy { $0 == 1 } && backward.allSatisfy { $0 == 1 })
    }
  }
}
