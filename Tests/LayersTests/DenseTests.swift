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
