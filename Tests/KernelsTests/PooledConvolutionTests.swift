import Geometry
import KernelTypes
import Kernels
import Testing

/// The kernels of a pooled convolution with few taps against `contract`, `maxPool` and `maxPoolGradient`, bit for bit,
/// on images that are mostly zero.
struct PooledConvolutionTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var height: Int
    var width: Int
    var channels = 1
    var filters: Int
    var kernel: (height: Int, width: Int) = (3, 3)
    var strides: (height: Int, width: Int) = (1, 1)
    var poolStrides: (height: Int, width: Int) = (2, 2)
    var testDescription: String {
      "\(height) × \(width) × \(channels), \(kernel) by \(strides) → \(filters), pool by \(poolStrides)"
    }

    var mapHeight: Int {
      ((height - kernel.height) / strides.height + 1 - 2) / poolStrides.height * poolStrides.height + 2
    }
    var mapWidth: Int { ((width - kernel.width) / strides.width + 1 - 2) / poolStrides.width * poolStrides.width + 2 }
    var taps: [Int] {
      (0..<kernel.height * kernel.width * channels).map {
        $0 / (kernel.width * channels) * width * channels + $0 % (kernel.width * channels)
      }
    }
    var pool: PoolingGeometry {
      PoolingGeometry(
        inputHeight: mapHeight, inputWidth: mapWidth, channels: filters,
        outputHeight: (mapHeight - 2) / poolStrides.height + 1, outputWidth: (mapWidth - 2) / poolStrides.width + 1,
        poolHeight: 2, poolWidth: 2, strideHeight: poolStrides.height, strideWidth: poolStrides.width, padTop: 0,
        padLeft: 0)
    }
  }

  static let shapes = [
    Shape(height: 12, width: 12, filters: 32), Shape(height: 9, width: 11, filters: 5),
    Shape(height: 10, width: 10, filters: 17, kernel: (5, 5)), Shape(height: 12, width: 9, channels: 2, filters: 16),
    Shape(height: 12, width: 12, channels: 3, filters: 33, kernel: (2, 3), strides: (2, 1)),
    Shape(height: 13, width: 14, filters: 48, kernel: (1, 2), poolStrides: (3, 4)),
    Shape(height: 12, width: 12, filters: 40, kernel: (4, 7)),
  ]

  private struct Inputs {
    let image: GuardedArray
    let kernel: GuardedArray
    let bias: GuardedArray
    let taps: OffsetTable
    let positions = UnsafeMutablePointer<PooledPosition>.allocate(capacity: 1000)

    /// Half of the image is zero, in stripes.
    init(_ shape: Shape, misalignment: Int) {
      var random = SplitMix(UInt64(shape.filters))
      let count = shape.height * shape.width * shape.channels
      let pixels = random.floats(count).enumerated().map {
        $0 / (5 * shape.channels) % 2 == 0 || $0 > count / 2 ? 0 : $1
      }
      image = GuardedArray(pixels, misalignment: misalignment)
      kernel = GuardedArray(random.floats(shape.taps.count * shape.filters), misalignment: misalignment)
      bias = GuardedArray(random.floats(shape.filters), misalignment: misalignment)
      taps = OffsetTable(shape.taps)
    }

    func convolution(_ shape: Shape) -> PooledConvolution {
      PooledConvolution(
        image: image.readOnly, rowStep: shape.strides.height * shape.width * shape.channels,
        columnStep: shape.strides.width * shape.channels, taps: taps.readOnly, tapCount: shape.taps.count,
        filters: shape.filters, pool: shape.pool, strideHeight: shape.strides.height, kernelHeight: shape.kernel.height,
        run: shape.kernel.width * shape.channels, rowStride: shape.width * shape.channels, positions: positions)
    }

    /// Where each output's window begins.
    func starts(_ shape: Shape) -> [Int] {
      (0..<shape.mapHeight * shape.mapWidth).map {
        $0 / shape.mapWidth * shape.strides.height * shape.width * shape.channels
          + $0 % shape.mapWidth * shape.strides.width * shape.channels
      }
    }
  }

  @Test(arguments: InstructionSet.supported, shapes)
  func convolvesAndPools(_ set: InstructionSet, _ shape: Shape) {
    let pool = shape.pool
    for flags in 0..<4 {
      let inputs = Inputs(shape, misalignment: flags)
      defer { inputs.positions.deallocate() }
      let (relu, bias) = (flags & 1 != 0, flags & 2 != 0 ? inputs.bias.readOnly : nil)
      let starts = inputs.starts(shape)
      let map = GuardedArray(count: pool.inputCount)
      let windows = OffsetTable(starts)
      let rows = OffsetTable(starts.indices.map { $0 * shape.filters })
      let run = shape.kernel.width * shape.channels
      set.kernels.contract(
        Contraction(
          a: inputs.image.readOnly, aStrides: .init(middle: shape.width * shape.channels, inner: 1),
          aOffsets: windows.readOnly, rows: starts.count, b: inputs.kernel.readOnly,
          bStrides: .init(middle: run * shape.filters, inner: shape.filters), columns: shape.filters,
          depth: .init(middle: shape.kernel.height, inner: run), c: map.pointer, cOffsets: rows.readOnly, bias: bias,
          relu: relu))
      let expected = (y: GuardedArray(count: pool.outputCount), positions: GuardedArray(count: pool.outputCount))
      set.kernels.maxPool(pool, x: map.readOnly, y: expected.y.pointer, positions: expected.positions.pointer)
      let y = GuardedArray(count: pool.outputCount, misalignment: flags)
      let positions = GuardedArray(count: pool.outputCount, misalignment: flags + 1)
      set.kernels.convolveAndPool(
        inputs.convolution(shape), kernel: inputs.kernel.readOnly, bias: bias, relu: relu, y: y.pointer,
        positions: positions.pointer)
      #expect(y.bits == expected.y.bits, "flags \(flags)")
      #expect(positions.bits == expected.positions.bits, "flags \(flags)")
      #expect(y.canariesLive() && positions.canariesLive(), "flags \(flags)")
    }
  }

  @Test(arguments: InstructionSet.supported, shapes)
  func addsTheGradients(_ set: InstructionSet, _ shape: Shape) {
    let pool = shape.pool
    let inputs = Inputs(shape, misalignment: 3)
    defer { inputs.positions.deallocate() }
    var random = SplitMix(9)
    let dz = GuardedArray(random.floats(pool.outputCount).map { $0 < -1 ? 0 : $0 }, misalignment: 1)
    let places = GuardedArray((0..<pool.outputCount).map { _ in Float(Int.random(in: 0..<4, using: &random)) })
    let map = GuardedArray(count: pool.inputCount)
    set.kernels.maxPoolGradient(pool, dy: dz.readOnly, positions: places.readOnly, dx: map.pointer)
    let kernelBefore = random.floats(shape.taps.count * shape.filters)
    let biasBefore = random.floats(shape.filters)
    var expectedKernel = kernelBefore
    var expectedBias = biasBefore
    for (position, start) in inputs.starts(shape).enumerated() {
      for filter in 0..<shape.filters {
        let gradient = map.pointer[position * shape.filters + filter]
        expectedBias[filter] += gradient
        for (tap, offset) in shape.taps.enumerated() {
          expectedKernel[tap * shape.filters + filter].addProduct(inputs.image.pointer[start + offset], gradient)
        }
      }
    }
    let kernel = GuardedArray(kernelBefore, misalignment: 2)
    set.kernels.addPooledKernelGradient(
      inputs.convolution(shape), dz: dz.readOnly, positions: places.readOnly, c: kernel.pointer)
    #expect(kernel.bits == expectedKernel.map(\.bitPattern))
    #expect(kernel.canariesLive())
    let bias = GuardedArray(biasBefore, misalignment: 1)
    set.kernels.addPooledBiasGradient(pool, dz: dz.readOnly, positions: places.readOnly, db: bias.pointer)
    #expect(bias.bits == expectedBias.map(\.bitPattern))
    #expect(bias.canariesLive())
  }
}
