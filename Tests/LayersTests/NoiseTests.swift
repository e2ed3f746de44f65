import Catalog
import Geometry
import Kernels
import Layers
import Tensors
import Testing

/// Layers that change their input at random: what their numbers are like, and what they depend on.
struct NoiseTests {
  private static let count = 500

  private func plan(_ construct: any Machinery, index: Int) -> any Layer {
    let shape = Shape([Self.count])
    let site = Site(index: index, input: shape, output: shape, dropsActivation: false)
    guard let plan = construct.plan(site) else { preconditionFailure("it has a plan") }
    return plan.makeLayer(site, capacity: 200)
  }

  /// y for the inputs x, and dx for dy = 1.
  private func run(
    _ construct: any Machinery, _ x: [Float], index: Int = 2, workers: Int = 2, isTraining: Bool = true,
    seed: UInt64 = 1, epoch: Int = 1, step: Int = 0
  ) -> (y: [Float], dx: [Float]) {
    let layer = plan(construct, index: index)
    let pass = Pass(
      compute: Compute(parallelism: Parallelism(workers: workers)), samples: x.count / Self.count,
      isTraining: isTraining, seed: seed, epoch: epoch, step: step)
    let (x, y) = (AlignedBuffer(x), AlignedBuffer<Float>(x.count))
    let (dy, dx) = (AlignedBuffer([Float](repeating: 1, count: x.count)), AlignedBuffer<Float>(x.count))
    layer.forward(x.readOnly, y.pointer, pass)
    layer.backward(x.readOnly, y.readOnly, dy.pointer, dx.pointer, pass)
    return (y.array, dx.array)
  }

  private static let zeros = [Float](repeating: 0, count: 200 * count)
  private static let ones = [Float](repeating: 1, count: 200 * count)

  /// The mean of f of all numbers.
  private func mean(_ numbers: [Float], _ f: (Double) -> Double = { $0 }) -> Double {
    numbers.reduce(0) { $0 + f(Double($1)) } / Double(numbers.count)
  }

  /// Four standard deviations of the mean of so many numbers whose own is `deviation`.
  private func margin(_ deviation: Double) -> Double { 4 * deviation / Double(200 * Self.count).squareRoot() }

  @Test func gaussianNoiseIsNormal() {
    let numbers = run(GaussianNoiseSpec(deviation: 1), Self.zeros).y
    #expect(mean(numbers).magnitude < margin(1))
    #expect((mean(numbers) { $0 * $0 } - 1).magnitude < margin(2.0.squareRoot()))
    #expect(mean(numbers) { $0 * $0 * $0 }.magnitude < margin(15.0.squareRoot()))
    #expect((mean(numbers) { $0 * $0 * $0 * $0 } - 3).magnitude < margin(96.0.squareRoot()))
    for (limit, share) in [(0.674_49, 0.5), (1.96, 0.05), (2.9, 0.003_73), (3.5, 0.000_465)] {
      let beyond = mean(numbers) { $0.magnitude > limit ? 1 : 0 }
      #expect((beyond - share).magnitude < margin((share * (1 - share)).squareRoot()), "beyond \(limit): \(beyond)")
    }
    for distance in [1, 2, 3, 4, Self.count] {
      let pairs = zip(numbers, numbers.dropFirst(distance)).map { $0 * $1 }
      #expect(mean(pairs).magnitude < margin(1.01), "\(distance) apart")
    }
  }

  @Test func gaussianNoiseIsAddedAndPassesTheGradient() {
    let noise = run(GaussianNoiseSpec(deviation: 0.25), Self.zeros).y
    let (y, dx) = run(GaussianNoiseSpec(deviation: 0.25), Self.ones)
    #expect(zip(y, noise).allSatisfy { ($0 - 1 - $1).magnitude < 1e-6 })
    #expect((mean(noise) { $0 * $0 } - 0.0625).magnitude < 0.0625 * margin(2.0.squareRoot()))
    #expect(dx == Self.ones)
  }

  @Test func gaussianDropoutScales() {
    let (y, dx) = run(GaussianDropoutSpec(rate: 0.2), Self.ones)
    #expect((mean(y) - 1).magnitude < margin(0.5))
    #expect((mean(y) { ($0 - 1) * ($0 - 1) } - 0.25).magnitude < 0.25 * margin(2.0.squareRoot()))
    #expect(dx == y)
    #expect(run(GaussianDropoutSpec(rate: 0.2), Self.ones.map { -2 * $0 }).y == y.map { -2 * $0 })
  }

  @Test(arguments: [0.1, 0.5]) func alphaDropoutKeepsMeanAndVariance(rate: Double) {
    let normal = run(GaussianNoiseSpec(deviation: 1), Self.zeros, index: 7).y
    let (y, dx) = run(AlphaDropoutSpec(rate: rate), normal)
    #expect(mean(y).magnitude < margin(1))
    // The fourth moment of the mixture is below 4.
    #expect((mean(y) { $0 * $0 } - 1).magnitude < margin(3.0.squareRoot()))
    let lowest = -1.758_099_340_847_376_6
    let a = 1 / ((1 - rate) * (1 + rate * lowest * lowest)).squareRoot()
    let substitute = a * lowest - a * lowest * rate
    let dropped = dx.indices.filter { dx[$0] == 0 }
    #expect(dropped.allSatisfy { (Double(y[$0]) - substitute).magnitude < 1e-6 })
    #expect((Double(dropped.count) / Double(dx.count) - rate).magnitude < margin((rate * (1 - rate)).squareRoot()))
    for index in dx.indices where dx[index] != 0 {
      guard (Double(y[index]) - a * (Double(normal[index]) - lowest * rate)).magnitude < 1e-5, dx[index] == Float(a)
      else { return #expect(Bool(false), "\(index): \(y[index]), \(dx[index])") }
    }
  }

  private static let all: [any Machinery] = [
    GaussianNoiseSpec(deviation: 0.5), GaussianDropoutSpec(rate: 0.5), AlphaDropoutSpec(rate: 0.5),
  ]

  @Test(arguments: all.indices) func dependsOnSeedLayerEpochAndStepOnly(_ index: Int) {
    let layer = Self.all[index]
    let numbers = run(layer, Self.ones).y
    for workers in [1, 2, 3, 5, 8] { #expect(run(layer, Self.ones, workers: workers).y == numbers) }
    #expect(run(layer, Self.ones, index: 3).y != numbers)
    #expect(run(layer, Self.ones, seed: 2).y != numbers)
    #expect(run(layer, Self.ones, epoch: 2).y != numbers)
    #expect(run(layer, Self.ones, step: 1).y != numbers)
    let few = Array(Self.ones.prefix(7 * Self.count))
    #expect(run(layer, few).y == Array(numbers.prefix(few.count)))
  }

  @Test func inferenceAndNoStrengthChangeNothing() {
    for layer in Self.all { #expect(run(layer, Self.ones, isTraining: false) == (Self.ones, Self.ones)) }
    let none: [any Machinery] = [
      GaussianNoiseSpec(deviation: 0), GaussianDropoutSpec(rate: 0), AlphaDropoutSpec(rate: 0),
    ]
    for layer in none { #expect(run(layer, Self.ones) == (Self.ones, Self.ones)) }
  }

  // MARK: Spatial dropout

  private func channelMasks(
    _ image: Shape, samples: Int, workers: Int = 2, isTraining: Bool = true, rate: Double = 0.4
  ) -> (y: [Float], dx: [Float]) {
    let count = samples * image.count
    let layer = SpatialDropout2D(rate: rate, layer: 2, image: image, capacity: samples)
    let pass = Pass(
      compute: Compute(parallelism: Parallelism(workers: workers)), samples: samples, isTraining: isTraining, seed: 1,
      epoch: 1, step: 0)
    let (x, y) = (AlignedBuffer([Float](repeating: 1, count: count)), AlignedBuffer<Float>(count))
    let (dy, dx) = (AlignedBuffer([Float](repeating: 1, count: count)), AlignedBuffer<Float>(count))
    layer.forward(x.readOnly, y.pointer, pass)
    layer.backward(x.readOnly, y.readOnly, dy.pointer, dx.pointer, pass)
    return (y.array, dx.array)
  }

  @Test(arguments: [3, 16, 21]) func aChannelIsDroppedAsAWhole(channels: Int) {
    let (samples, image) = (40, Shape([3, 2, channels]))
    let (y, dx) = channelMasks(image, samples: samples)
    // The draws are those of a dropout over [samples, channels].
    let dropout = Dropout(rate: 0.4, layer: 2, count: channels)
    let pass = Pass(
      compute: Compute(parallelism: Parallelism()), samples: samples, isTraining: true, seed: 1, epoch: 1, step: 0)
    let (ones, masks) = (
      AlignedBuffer([Float](repeating: 1, count: samples * channels)), AlignedBuffer<Float>(samples * channels)
    )
    dropout.forward(ones.readOnly, masks.pointer, pass)
    #expect(y == (0..<y.count).map { masks.pointer[$0 / image.count * channels + $0 % channels] })
    #expect(dx == y)
    for workers in [1, 3, 8] { #expect(channelMasks(image, samples: samples, workers: workers) == (y, dx)) }
    #expect(channelMasks(image, samples: samples, isTraining: false).y.allSatisfy { $0 == 1 })
    #expect(channelMasks(image, samples: samples, rate: 0).y.allSatisfy { $0 == 1 })
  }
}
