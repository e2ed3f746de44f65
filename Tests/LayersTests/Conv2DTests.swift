import Geometry
import Kernels
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

  /// Strides larger than the kernel leave inputs that no window covers; their gradient is zero.
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

  /// Pools without overlap, which the model graph fuses with the convolution.
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

  /// One fused layer or two separate ones: not a bit of difference.
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

  /// Kernels whose rows are whole vectors compute their gradients from the non-zero positions alone.
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

  /// Convolutions computed by Winograd's tiles: odd and even outputs, borders, and pools that coincide with tiles or do
  /// not.
  @Test(arguments: [((6, 6), 16, 16), ((7, 9), 16, 32), ((14, 12), 32, 16)], [false, true])
  func winograd(shape: (size: (Int, Int), channels: Int, filters: Int), same: Bool) {
    let g = ConvolutionGeometry(
      input: (shape.size.0, shape.size.1, shape.channels), filters: shape.filters, kernel: (3, 3), strides: (1, 1),
      same: same)
    convolution(g, .elementwise(.tanh)).check(samples: 1)
    for samples in [1, 7, 19] { convolution(g, .elementwise(.relu), useBias: same).checkDeterminism(samples: samples) }
    for pool in [((2, 2), (2, 2)), ((2, 2), (3, 2)), ((3, 2), (3, 2))] {
      let window = PoolingGeometry(
        input: (g.outputHeight, g.outputWidth, g.filters), pool: pool.0, strides: pool.1, same: false)
      let fused = convolution(g, .elementwise(.relu), pool: window)
      fused.check(samples: 1)
      fused.checkDeterminism(samples: 18)
      let apart = LayerCase(
        "apart", inputCount: fused.inputCount, outputCount: fused.outputCount, reference: fused.reference
      ) { LayerPair(g, .elementwise(.relu), window, useBias: true, capacity: $0) }
      // The gradients over the whole map sum other terms than those of its non-zero positions.
      let isSame = fused.run(samples: 18).y == apart.run(samples: 18).y
      #expect(isSame, "\(g), \(window)")
    }
  }

  /// A first layer: mostly zero pixels, few taps, and no input gradient needed.
  @Test(arguments: [((3, 3), 32), ((5, 5), 6), ((3, 2), 17)])
  func imagesThatArePooled(shape: (kernel: (Int, Int), filters: Int)) {
    let g = ConvolutionGeometry(
      input: (14, 15, 1), filters: shape.filters, kernel: shape.kernel, strides: (1, 1), same: false)
    let window = PoolingGeometry(
      input: (g.outputHeight, g.outputWidth, g.filters), pool: (2, 2), strides: (2, 2), same: false)
    var random = SplitMix(4)
    let pixels = AlignedBuffer(random.floats(18 * g.inputs).map { $0 < 0.6 ? 0 : $0 })
    let weights = random.floats(g.kernelCount)
    let upstream = random.floats(18 * window.outputCount)
    func run(_ layer: any Layer, wantsInputGradient: Bool, workers: Int, _ set: InstructionSet) -> [[UInt32]] {
      layer.parameters[0].setValues(rowMajor: weights)
      let y = AlignedBuffer<Float>(18 * window.outputCount)
      let dy = AlignedBuffer(upstream)
      let dx = AlignedBuffer<Float>(18 * g.inputs)
      let pass = Pass(
        compute: .init(instructionSet: set, parallelism: .init(workers: workers)), samples: 18, isTraining: true)
      return withExtendedLifetime((pixels, y, dy, dx)) {
        layer.forward(pixels.readOnly, y.pointer, pass)
        layer.backward(pixels.readOnly, y.readOnly, dy.pointer, wantsInputGradient ? dx.pointer : nil, pass)
        return [y.array.map(\.bitPattern)] + layer.parameters.map { $0.rowMajorGradient.map(\.bitPattern) }
      }
    }
    let apart = LayerPair(g, .elementwise(.relu), window, useBias: true, capacity: 18)
    let expected = run(apart, wantsInputGradient: true, workers: 1, .portable)
    for set in InstructionSet.supported {
      for workers in [1, 3] {
        let fused = Conv2D(
          g, activation: .elementwise(.relu), useBias: true, pool: window, wantsInputGradient: false, capacity: 18)
        let isSame = run(fused, wantsInputGradient: false, workers: workers, set) == expected
        #expect(isSame, "\(g), \(set), \(workers) workers")
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
