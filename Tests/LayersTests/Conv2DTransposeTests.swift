import Catalog
import Geometry
import Kernels
import Layers
import Tensors
import Testing

struct Conv2DTransposeTests {
  private func layer(
    _ input: (Int, Int, Int), _ filters: Int, kernel: (Int, Int), strides: (Int, Int), same: Bool,
    _ activation: Activation = .linear, useBias: Bool = true
  ) throws -> LayerCase {
    var spec = Conv2DTransposeSpec(filters: filters, kernelSize: Extent2D(kernel.0, kernel.1))
    spec.strides = Extent2D(strides.0, strides.1)
    spec.padding = same ? .same : .valid
    (spec.activation, spec.useBias) = (activation, useBias)
    let reference = ReferenceConv2DTranspose(
      input: input, filters: filters, kernel: kernel, strides: strides, same: same,
      activation: ActivationFunction(activation))
    let layer = try LayerCase(spec, input: [input.0, input.1, input.2], reference: reference)
    #expect(layer.outputCount == reference.rows.output * reference.columns.output * filters)
    return layer
  }

  /// Kernels below, at and above the strides: outputs that no pixel reaches are the bias.
  @Test(arguments: [(1, 1), (2, 2), (3, 3), (4, 2), (2, 5)], [(1, 1), (2, 2), (3, 1), (2, 3)])
  func everyGeometry(kernel: (Int, Int), strides: (Int, Int)) throws {
    for same in [false, true] {
      for (number, size) in [(3, 4), (1, 5), (4, 3)].enumerated() {
        let layer = try layer(
          (size.0, size.1, [1, 3, 16][number]), [2, 17, 5][number], kernel: kernel, strides: strides, same: same,
          number == 0 ? .relu : .tanh, useBias: number != 1)
        layer.check(samples: 2)
        layer.checkDeterminism(samples: 3)
      }
    }
  }

  /// Both directions by Winograd's tiles, one, or none; more samples than chunks.
  @Test(arguments: [(16, 16), (16, 3), (3, 16), (32, 48)], [false, true])
  func wholeVectors(_ channels: (Int, Int), same: Bool) throws {
    let layer = try layer((6, 5, channels.0), channels.1, kernel: (3, 3), strides: (1, 1), same: same, .silu)
    layer.check(samples: 1, tolerance: 5e-5)
    layer.checkDeterminism(samples: 19)
  }

  @Test(arguments: [Activation.linear, .relu, .softmax, .logSoftmax, .gelu()], [false, true])
  func activations(_ activation: Activation, useBias: Bool) throws {
    let layer = try layer((3, 4, 2), 5, kernel: (3, 2), strides: (2, 2), same: true, activation, useBias: useBias)
    layer.check(samples: 3)
    layer.checkDeterminism(samples: 33)
  }

  @Test func theInputGradientIsOptional() throws {
    let layer = try layer((3, 3, 2), 3, kernel: (3, 3), strides: (2, 2), same: true)
    func gradients(wantsInput: Bool) -> [[Float]] {
      let made = layer.makeLayer(5)
      for (parameter, values) in zip(made.parameters, layer.parameters(made)) { parameter.setValues(rowMajor: values) }
      let pass = Pass(compute: Compute(parallelism: Parallelism(workers: 2)), samples: 5, isTraining: true)
      let (x, y) = (AlignedBuffer(layer.inputs(5)), AlignedBuffer<Float>(5 * layer.outputCount))
      let (dy, dx) = (AlignedBuffer(layer.weights(5)), AlignedBuffer<Float>(5 * layer.inputCount))
      made.forward(x.readOnly, y.pointer, pass)
      made.backward(x.readOnly, y.readOnly, dy.pointer, wantsInput ? dx.pointer : nil, pass)
      return made.parameters.map(\.rowMajorGradient)
    }
    #expect(gradients(wantsInput: false) == gradients(wantsInput: true))
  }

  @Test func theKernelHasTheFiltersBeforeTheChannels() throws {
    let made = try layer((3, 3, 2), 5, kernel: (3, 4), strides: (2, 2), same: true).makeLayer(1)
    #expect(made.parameters.map(\.role) == ["kernel", "bias"])
    #expect(made.parameters.map(\.shape) == [Shape([3, 4, 5, 2]), Shape([5])])
  }
}
