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

  /// Larger than a block of the matrix in both directions.
  @Test func severalBlocks() {
    dense(130, 150, .elementwise(.relu)).checkDeterminism(samples: 100)
    dense(130, 100, .softmax).check(samples: 2)
  }

  /// A layer that reads images leaves out products with zero pixels: not a bit of difference, whether the batch is
  /// sparse enough for that or not.
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

  @Test func theInputGradientIsOptional() {
    let layer = Dense(inputs: 2, units: 1, activation: .linear, useBias: false, capacity: 1)
    layer.parameters[0].values.pointer[0] = 3
    let x = AlignedBuffer<Float>([5, 7])
    let y = AlignedBuffer<Float>(1)
    let dy = AlignedBuffer<Float>([2])
    let pass = Pass(compute: .init(parallelism: .init(workers: 1)), samples: 1, isTraining: true)
    layer.forward(x.readOnly, y.pointer, pass)
    layer.backward(x.readOnly, y.readOnly, dy.pointer, nil, pass)
    #expect(y.array == [15])
    #expect(layer.parameters[0].gradient.array == [10, 14])
  }

  @Test func parametersAreTheKernelAndTheBias() {
    let layer = Dense(inputs: 2, units: 3, activation: .linear, useBias: true, capacity: 1)
    #expect(layer.parameters.map(\.role) == ["kernel", "bias"])
    #expect(layer.parameters.map(\.shape) == [Shape([2, 3]), Shape([3])])
    #expect(Dense(inputs: 2, units: 3, activation: .linear, useBias: false, capacity: 1).parameters.count == 1)
  }
}
