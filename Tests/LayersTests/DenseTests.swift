import Geometry
import KernelTypes
import Layers
import Tensors
import Testing

struct DenseTests {
  private func dense(
    _ inputs: Int, _ units: Int, _ activation: ActivationFunction = .linear, useBias: Bool = true
  ) -> LayerCase {
    LayerCase(
      "dense \(inputs) → \(units), \(activation), bias \(useBias)", inputCount: inputs, outputCount: units,
      reference: ReferenceDense(inputs: inputs, units: units, activation: activation)
    ) { Dense(inputs: inputs, units: units, activation: activation, useBias: useBias, capacity: $0) }
  }

  @Test(arguments: everyActivationFunction, [false, true])
  func everyActivation(_ activation: ActivationFunction, useBias: Bool) {
    dense(7, 5, activation, useBias: useBias).check(samples: 3)
    dense(7, 5, activation, useBias: useBias).checkDeterminism(samples: 3)
  }

  @Test(arguments: [1, 7, 33])
  func everyBatchSize(samples: Int) {
    for (inputs, units) in [(1, 1), (16, 16), (17, 33), (5, 70), (70, 3)] {
      dense(inputs, units, .elementwise(.tanh)).check(samples: samples)
      dense(inputs, units, .elementwise(.gelu)).checkDeterminism(samples: samples)
    }
  }

  /// Few rows with enough work to share: blocks of six.
  @Test(arguments: [1, 7, 33, 64]) func smallBatches(samples: Int) {
    for (inputs, units) in [(1000, 33), (300, 64), (200, 130)] {
      dense(inputs, units, .elementwise(.relu)).checkDeterminism(samples: samples)
    }
  }

  /// Larger than a block of the matrix in both directions.
  @Test func severalBlocks() {
    dense(130, 150, .elementwise(.relu)).checkDeterminism(samples: 100)
    dense(130, 100, .softmax).check(samples: 2)
  }

  /// A layer that reads images skips zero pixels: not a bit of difference, whether or not the batch is sparse enough.
  @Test(arguments: [0, 0.1, 0.39, 0.41, 1], [1, 7, 33])
  func imagesGiveTheSameBits(density: Double, samples: Int) {
    for (inputs, units) in [(1, 1), (33, 10), (100, 70), (64, 300)] {
      func layer(readsImages: Bool) -> LayerCase {
        LayerCase(
          "dense \(inputs) → \(units), density \(density), images \(readsImages)", inputCount: inputs,
          outputCount: units,
          reference: ReferenceDense(inputs: inputs, units: units, activation: .elementwise(.relu)),
          inputs: { samples in
            var random = SplitMix(11)
            return (0..<samples * inputs).map { _ in
              let value = Float.random(in: 0.01...1, using: &random)
              return Double.random(in: 0..<1, using: &random) < density ? value : 0
            }
          }
        ) {
          Dense(
            inputs: inputs, units: units, activation: .elementwise(.relu), useBias: true, capacity: $0,
            readsImages: readsImages)
        }
      }
      #expect(
        layer(readsImages: true).run(samples: samples) == layer(readsImages: false).run(samples: samples),
        "\(inputs) → \(units)")
      layer(readsImages: true).checkDeterminism(samples: samples)
      if units <= 10 { layer(readsImages: true).check(samples: samples) }
    }
  }

  /// Stores in each parameter the gradient that its parts make up.
  private final class Gatherer: ParameterUpdater, @unchecked Sendable {
    /// Safe: workers write disjoint parts.
    let gradient: AlignedBuffer<Float>
    init(count: Int) { gradient = AlignedBuffer((0..<count).map { _ in .nan }) }

    func update(
      _ parameter: Parameter, _ range: Range<Int>, gradient part: UnsafeMutablePointer<Float>, _ kernels: any KernelSet
    ) {
      (gradient.pointer + range.lowerBound).update(from: part, count: range.count)
    }
  }

  /// The updater gets every part of the kernel's gradient once, and the input gradient is computed with the old
  /// weights.
  @Test(arguments: [(70, 5), (130, 64), (300, 150), (100, 129)], [false, true])
  func anUpdaterGetsTheSameGradient(_ shape: (inputs: Int, units: Int), readsImages: Bool) {
    let make = {
      Dense(
        inputs: shape.inputs, units: shape.units, activation: .elementwise(.relu), useBias: true, capacity: 19,
        readsImages: readsImages)
    }
    var random = SplitMix(21)
    let x = AlignedBuffer(random.floats(19 * shape.inputs + 16).map { $0 < 0.5 ? 0 : $0 })
    let weights = random.floats(shape.inputs * shape.units)
    let upstream = random.floats(19 * shape.units)
    func run(_ layer: Dense, _ updater: (any ParameterUpdater)?) -> [UInt32] {
      layer.parameters[0].setValues(rowMajor: weights)
      let y = AlignedBuffer<Float>(19 * shape.units)
      let dy = AlignedBuffer(upstream)
      let dx = AlignedBuffer<Float>(19 * shape.inputs)
      let pass = Pass(
        compute: .init(parallelism: .init(workers: 3)), samples: 19, isTraining: true, updater: updater)
      withExtendedLifetime((x, y, dy)) {
        layer.forward(x.readOnly, y.pointer, pass)
        layer.backward(x.readOnly, y.readOnly, dy.pointer, dx.pointer, pass)
      }
      return dx.array.map(\.bitPattern)
    }
    let plain = make()
    let gatherer = Gatherer(count: weights.count)
    let isSame = run(plain, nil) == run(make(), gatherer)
    #expect(isSame, "dx")
    let isGathered = plain.parameters[0].gradient.array.map(\.bitPattern) == gatherer.gradient.array.map(\.bitPattern)
    #expect(isGathered, "dW")
  }

  @Test func theInputGradientIsOptional() {
    let layer = Dense(inputs: 2, units: 1, activation: .linear, useBias: false, capacity: 1)
    layer.parameters[0].setValues(rowMajor: [3, 0])
    let x = AlignedBuffer<Float>([5, 7])
    let y = AlignedBuffer<Float>(1)
    let dy = AlignedBuffer<Float>([2])
    let pass = Pass(compute: .init(parallelism: .init(workers: 1)), samples: 1, isTraining: true)
    layer.forward(x.readOnly, y.pointer, pass)
    layer.backward(x.readOnly, y.readOnly, dy.pointer, nil, pass)
    #expect(y.array == [15])
    #expect(layer.parameters[0].rowMajorGradient == [10, 14])
  }

  @Test func parametersAreTheKernelAndTheBias() {
    let layer = Dense(inputs: 2, units: 3, activation: .linear, useBias: true, capacity: 1)
    #expect(layer.parameters.map(\.role) == ["kernel", "bias"])
    #expect(layer.parameters.map(\.shape) == [Shape([2, 3]), Shape([3])])
    #expect(Dense(inputs: 2, units: 3, activation: .linear, useBias: false, capacity: 1).parameters.count == 1)
  }
}
