import KernelTypes
import Layers
import Tensors
import Testing

struct Conv2DTests {
  static let kernels = [(1, 1), (3, 3), (5, 5), (2, 3), (3, 1)]
  static let strides = [(1, 1), (2, 2), (3, 3), (1, 2), (3, 2)]

  private func convolution(
    _ g: ConvolutionGeometry, _ activation: ActivationFunction = .linear, useBias: Bool = true,
    pool: PoolingGeometry? = nil
  ) -> LayerCase {
    let convolution = ReferenceConv2D(geometry: g, activation: activation)
    let reference: any Reference =
      pool.map { ReferenceChain(first: convolution, second: ReferencePooling(geometry: $0, kind: .largest)) }
      ?? convolution
    return LayerCase(
      "\(g), \(activation), bias \(useBias), pool \(String(describing: pool))", inputCount: g.inputs,
      outputCount: pool?.outputCount ?? g.outputs, reference: reference
    ) { Conv2D(g, activation: activation, useBias: useBias, pool: pool, capacity: $0) }
  }

  /// Strides beyond the kernel leave inputs that no window sees; their gradient is zero.
  @Test(arguments: kernels, strides)
  func everyGeometry(kernel: (Int, Int), strides: (Int, Int)) {
    for same in [false, true] {
      for (number, size) in [(6, 7), (5, 9), (8, 8)].enumerated() {
        let g = ConvolutionGeometry(
          input: (size.0, size.1, [1, 2, 3][number]), filters: [3, 2, 17][number], kernel: kernel, strides: strides,
          same: same)
        let layer = convolution(g, .elementwise(number == 0 ? .relu : .tanh), useBias: number != 1)
        layer.check(samples: 2)
        layer.checkDeterminism(samples: 3)
      }
    }
  }

  @Test(arguments: everyActivationFunction, [false, true])
  func everyActivation(_ activation: ActivationFunction, useBias: Bool) {
    let g = ConvolutionGeometry(input: (5, 6, 2), filters: 4, kernel: (3, 3), strides: (1, 1), same: true)
    convolution(g, activation, useBias: useBias).check(samples: 2)
    convolution(g, activation, useBias: useBias).checkDeterminism(samples: 2)
  }

  @Test(arguments: [1, 7, 33])
  func everyBatchSize(samples: Int) {
    let g = ConvolutionGeometry(input: (5, 5, 2), filters: 3, kernel: (3, 3), strides: (2, 2), same: true)
    convolution(g, .elementwise(.relu)).check(samples: samples)
    convolution(g, .elementwise(.relu)).checkDeterminism(samples: samples)
    let wide = ConvolutionGeometry(input: (17, 16, 1), filters: 32, kernel: (3, 3), strides: (1, 1), same: false)
    convolution(wide, .elementwise(.silu)).checkDeterminism(samples: samples)
  }

  /// Pools without overlap, as the model graph joins them.
  static let pools = [((2, 2), (2, 2)), ((1, 1), (1, 1)), ((2, 3), (2, 3)), ((2, 2), (3, 4)), ((1, 2), (2, 2))]

  @Test(arguments: pools, [ActivationFunction.linear, .elementwise(.relu)])
  func fusedPooling(pool: ((Int, Int), (Int, Int)), activation: ActivationFunction) {
    for (same, useBias) in [(false, true), (true, false)] {
      let g = ConvolutionGeometry(input: (9, 8, 2), filters: 5, kernel: (3, 2), strides: (1, 1), same: same)
      let window = PoolingGeometry(
        input: (g.outputHeight, g.outputWidth, g.filters), pool: pool.0, strides: pool.1, same: false)
      let fused = convolution(g, activation, useBias: useBias, pool: window)
      fused.check(samples: 2)
      for samples in [1, 7, 33] { fused.checkDeterminism(samples: samples) }
    }
  }

  /// One layer for both, or two: not a bit of difference.
  @Test(arguments: pools, [ActivationFunction.linear, .elementwise(.relu)])
  func fusedPoolingEqualsTwoLayers(pool: ((Int, Int), (Int, Int)), activation: ActivationFunction) {
    for strides in [(1, 1), (2, 1)] {
      let g = ConvolutionGeometry(input: (12, 11, 3), filters: 17, kernel: (3, 3), strides: strides, same: true)
      let window = PoolingGeometry(
        input: (g.outputHeight, g.outputWidth, g.filters), pool: pool.0, strides: pool.1, same: false)
      for samples in [1, 19] {
        let fused = convolution(g, activation, pool: window)
        let apart = LayerCase(
          "apart", inputCount: fused.inputCount, outputCount: fused.outputCount, reference: fused.reference
        ) { LayerPair(g, activation, window, useBias: true, capacity: $0) }
        #expect(fused.run(samples: samples) == apart.run(samples: samples), "\(samples) samples, \(window)")
      }
    }
  }

  /// Kernels whose rows are whole vectors have their gradients from the non-zero positions alone.
  @Test(arguments: [(16, (3, 3)), (32, (3, 3)), (8, (3, 2)), (48, (2, 1)), (16, (5, 1))], [false, true])
  func fusedPoolingOfWholeVectors(shape: (channels: Int, kernel: (Int, Int)), same: Bool) {
    for strides in [(1, 1), (2, 1), (3, 3)] {
      for pool in [((2, 2), (2, 2)), ((2, 2), (3, 4)), ((2, 3), (2, 3))] {
        let g = ConvolutionGeometry(
          input: (12, 11, shape.channels), filters: 5, kernel: shape.kernel, strides: strides, same: same)
        guard g.outputHeight >= 2, g.outputWidth >= 3 else { continue }
        let window = PoolingGeometry(
          input: (g.outputHeight, g.outputWidth, g.filters), pool: pool.0, strides: pool.1, same: false)
        let fused = convolution(g, .elementwise(.relu), useBias: !same, pool: window)
        fused.check(samples: 1)
        fused.checkDeterminism(samples: 18)
        let apart = LayerCase(
          "apart", inputCount: fused.inputCount, outputCount: fused.outputCount, reference: fused.reference
        ) { LayerPair(g, .elementwise(.relu), window, useBias: !same, capacity: $0) }
        #expect(fused.run(samples: 18) == apart.run(samples: 18), "\(g), \(window)")
      }
    }
  }

  @Test func parametersAreTheKernelAndTheBias() {
    let g = ConvolutionGeometry(input: (5, 6, 2), filters: 4, kernel: (3, 2), strides: (1, 1), same: false)
    let layer = Conv2D(g, activation: .linear, useBias: true, capacity: 1)
    #expect(layer.parameters.map(\.role) == ["kernel", "bias"])
    #expect(layer.parameters.map(\.shape) == [Shape([3, 2, 2, 4]), Shape([4])])
    #expect(Conv2D(g, activation: .linear, useBias: false, capacity: 1).parameters.count == 1)
  }
}

/// A convolution and a pooling layer, one after the other.
private final class LayerPair: Layer {
  private let convolution: Conv2D
  private let pooling: MaxPooling2D
  private let map: AlignedBuffer<Float>
  private let mapGradient: AlignedBuffer<Float>

  init(
    _ g: ConvolutionGeometry, _ activation: ActivationFunction, _ pool: PoolingGeometry, useBias: Bool, capacity: Int
  ) {
    convolution = Conv2D(g, activation: activation, useBias: useBias, capacity: capacity)
    pooling = MaxPooling2D(pool, capacity: capacity)
    map = AlignedBuffer(capacity * g.outputs)
    mapGradient = AlignedBuffer(capacity * g.outputs)
  }

  var parameters: [Parameter] { convolution.parameters }

  func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    convolution.forward(x, map.pointer, pass)
    pooling.forward(map.readOnly, y, pass)
  }

  func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    pooling.backward(map.readOnly, y, dy, mapGradient.pointer, pass)
    convolution.backward(x, map.readOnly, mapGradient.pointer, dx, pass)
  }
}
