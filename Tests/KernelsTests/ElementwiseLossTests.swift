import Glibc
import KernelTypes
import Kernels
import Testing

/// Losses of single outputs: the same bits from all instruction sets at every length and alignment, nothing written outside. Their
/// formulas are tested in LossTests.
struct ElementwiseLossTests {
  private static let plain = SmoothedLabel(smoothing: 0, classes: 2)
  private static let smoothed = SmoothedLabel(smoothing: 0.1, classes: 4)

  static let losses: [ElementwiseLoss] = [
    .squaredError, .absoluteError, .percentageError, .squaredLogarithmicError, .huber(delta: 0.7), .logCosh, .poisson,
    .divergence, .hinge(isSquared: false), .hinge(isSquared: true), .sigmoidCrossEntropy(plain),
    .sigmoidCrossEntropy(smoothed), .sigmoidFocal(plain, alpha: nil, gamma: 2),
    .sigmoidFocal(smoothed, alpha: 0.3, gamma: 0.5),
    .crossEntropy(smoothed), .binaryCrossEntropy(plain), .focal(smoothed, alpha: 0.25, gamma: 2),
  ]

  private static func values(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix(seed)
    let specials: [Float] = [0, 1, -0.0, 1e-7, 0x1p-140, 30, -30, 200, -200, 1e20]
    return (0..<count).map { index in
      switch index % 4 {
      case 0: specials[Int.random(in: 0..<specials.count, using: &random)]
      case 1: Float.random(in: -20...20, using: &random)
      default: Float.random(in: 0...1, using: &random)
      }
    }
  }

  private static func bits(_ values: [Float]) -> [UInt32] { values.map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern } }

  @Test(arguments: InstructionSet.supported, losses)
  func everyLengthAndAlignment(_ set: InstructionSet, _ loss: ElementwiseLoss) {
    for count in lengths {
      let (outputs, targets) = (Self.values(count, seed: UInt64(count)), Self.values(count, seed: UInt64(count) + 99))
      let expected = zip(outputs, targets).map { p, y -> (Float, Float) in
        var (loss0, slope): (Float, Float) = (.nan, .nan)
        InstructionSet.portable.kernels.elementwise(
          loss, p: [p], y: [y], losses: &loss0, dp: &slope, scale: 0.375, count: 1)
        return (loss0, slope)
      }
      for misalignment in misalignments {
        let p = GuardedArray(outputs, misalignment: misalignment)
        let y = GuardedArray(targets, misalignment: misalignment + 1)
        let (losses, slopes) = (GuardedArray(count: count, misalignment: misalignment), GuardedArray(count: count))
        set.kernels.elementwise(
          loss, p: p.readOnly, y: y.readOnly, losses: losses.pointer, dp: slopes.pointer, scale: 0.375, count: count)
        #expect(Self.bits(losses.values) == Self.bits(expected.map(\.0)), "\(count) from \(misalignment)")
        #expect(Self.bits(slopes.values) == Self.bits(expected.map(\.1)), "\(count) from \(misalignment)")
        #expect(losses.canariesLive() && slopes.canariesLive())
        // Without a derivative, and in place.
        set.kernels.elementwise(
          loss, p: p.readOnly, y: y.readOnly, losses: p.pointer, dp: nil, scale: 0.375, count: count)
        #expect(Self.bits(p.values) == Self.bits(expected.map(\.0)), "\(count) from \(misalignment) in place")
        #expect(p.canariesLive())
      }
    }
  }

  /// A diverged model's loss is not finite.
  @Test(arguments: losses) func aNaNReachesTheLoss(_ loss: ElementwiseLoss) {
    var losses: Float = 0
    InstructionSet.best.kernels.elementwise(loss, p: [.nan], y: [1], losses: &losses, dp: nil, scale: 1, count: 1)
    #expect(losses.isNaN)
  }

  @Test func aNegativeExpectedCountHasNoLogarithm() {
    var losses: [Float] = [0, 0]
    InstructionSet.best.kernels.elementwise(
      .poisson, p: [-1, -1e-7], y: [1, 1], losses: &losses, dp: nil, scale: 1, count: 2)
    #expect(losses[0].isNaN && losses[1] == .infinity)
  }

  /// A label of 0 and a logit −x has the loss ln(1 + e^−x): the logarithm near 1, down to the smallest numbers.
  @Test func logarithmNearOne() {
    let x = stride(from: Float(0.01).bitPattern, through: Float(87).bitPattern, by: 1009).map { Float(bitPattern: $0) }
    let p = GuardedArray(x.map { -$0 })
    let y = GuardedArray(count: x.count)
    y.pointer.update(repeating: 0, count: x.count)
    let losses = GuardedArray(count: x.count)
    InstructionSet.best.kernels.elementwise(
      .sigmoidCrossEntropy(Self.plain), p: p.readOnly, y: y.readOnly, losses: losses.pointer, dp: nil, scale: 1,
      count: x.count)
    var worst = WorstError()
    for (x, loss) in zip(x, losses.values) { worst.note(ulpError(loss, log1p(exp(-Double(x)))), at: x) }
    #expect(worst.error <= 2.5, "\(worst)")
  }

  /// Rows of labels that are not one-hot.
  @Test(arguments: InstructionSet.supported, [2, 3, 10, 16, 17, 40])
  func smoothedCrossEntropy(_ set: InstructionSet, columns: Int) {
    var random = SplitMix(UInt64(columns))
    let rows = 5
    let x = GuardedArray(random.floats(rows * columns), misalignment: 1)
    let shares = (0..<rows * columns).map { _ in Float.random(in: 0...1, using: &random) }
    let t = GuardedArray(
      shares.indices.map { index in
        let first = index / columns * columns
        return shares[index] / shares[first..<first + columns].reduce(0, +)
      })
    func score(_ kernels: any KernelSet) -> [GuardedArray] {
      let (y, dx) = (GuardedArray(count: x.count, misalignment: 2), GuardedArray(count: x.count))
      let losses = GuardedArray(count: rows)
      kernels.crossEntropy(
        x.readOnly, smoothed: t.readOnly, y: y.pointer, losses: losses.pointer, dx: dx.pointer, scale: 0.125,
        rows: rows,
        columns: columns)
      #expect(y.canariesLive() && dx.canariesLive() && losses.canariesLive())
      return [y, dx, losses]
    }
    let (ours, portable) = (score(set.kernels), score(InstructionSet.portable.kernels))
    #expect(ours.map(\.bits) == portable.map(\.bits))
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let powers = x.values[range].map { exp(Double($0)) }
      let sum = powers.reduce(0, +)
      let loss = zip(powers, t.values[range]).reduce(0) { $0 - Double($1.1) * log($1.0 / sum) }
      #expect(isClose(Double(ours[2].values[row]), loss, within: 1e-5))
      for (index, power) in zip(range, powers) {
        #expect(isClose(Double(ours[0].values[index]), power / sum, within: 1e-6))
        #expect(isClose(Double(ours[1].values[index]), (power / sum - Double(t.values[index])) / 8, within: 1e-6))
      }
    }
  }
}
