import Geometry
import KernelTypes
import Kernels
import Testing

/// Winograd's convolution against the direct sum in Double, within a stated bound, and the same bits from all instruction sets.
struct WinogradTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var height: Int
    var width: Int
    var channels = 16
    var filters = 16
    var testDescription: String { "\(height) × \(width) × \(channels) → \(filters)" }
  }

  static let shapes = [
    Shape(height: 6, width: 6), Shape(height: 7, width: 9), Shape(height: 8, width: 5, channels: 32, filters: 48),
    Shape(height: 13, width: 13, channels: 32, filters: 64), Shape(height: 5, width: 16, channels: 48, filters: 16),
  ]

  /// One convolution, its tiles in bands of `bandRows` rows: y, and the sums m of all bands.
  private struct Result {
    var y: [UInt32]
    var pooled: [UInt32]
    var positions: [UInt32]
    var isInBounds: Bool
  }

  private static func inputs(_ shape: Shape) -> (image: [Float], kernel: [Float], bias: [Float]) {
    var random = SplitMix(UInt64(shape.height * 100 + shape.filters))
    return (
      random.floats(shape.height * shape.width * shape.channels),
      random.floats(9 * shape.channels * shape.filters, in: -0.5...0.5), random.floats(shape.filters)
    )
  }

  private static func run(
    _ shape: Shape, _ set: InstructionSet, bandRows: Int, relu: Bool, useBias: Bool, misalignment: Int
  ) -> Result {
    let kernels = set.kernels
    let (image, kernel, bias) = inputs(shape)
    let x = GuardedArray(image, misalignment: misalignment)
    let w = GuardedArray(kernel, misalignment: misalignment)
    let b = GuardedArray(bias, misalignment: misalignment)
    let (outputHeight, outputWidth) = (shape.height - 2, shape.width - 2)
    let u = GuardedArray(count: 16 * shape.channels * shape.filters, misalignment: misalignment)
    for channels in [0..<3, 3..<shape.channels] {
      kernels.winogradKernel(
        w.readOnly, channels: channels, channelCount: shape.channels, filters: shape.filters, u: u.pointer)
    }
    let y = GuardedArray(count: outputHeight * outputWidth * shape.filters, misalignment: misalignment)
    let isEven = outputHeight % 2 == 0 && outputWidth % 2 == 0
    let windows = outputHeight / 2 * (outputWidth / 2) * shape.filters
    let pooled = GuardedArray(count: isEven ? windows : 0, misalignment: misalignment)
    let positions = GuardedArray(count: isEven ? windows : 0)
    var isInBounds = true
    for first in stride(from: 0, to: (outputHeight + 1) / 2, by: bandRows) {
      let tiles = WinogradTiles(
        height: shape.height, width: shape.width, channels: shape.channels, padTop: 0, padLeft: 0,
        outputHeight: outputHeight, outputWidth: outputWidth, filters: shape.filters,
        rows: first..<min((outputHeight + 1) / 2, first + bandRows))
      let v = GuardedArray(count: 16 * tiles.count * shape.channels, misalignment: misalignment)
      let m = GuardedArray(count: 16 * tiles.count * shape.filters, misalignment: misalignment)
      kernels.winogradInput(tiles, image: x.readOnly, v: v.pointer)
      let inputRows = OffsetTable((0..<tiles.count).map { $0 * shape.channels })
      let outputRows = OffsetTable((0..<tiles.count).map { $0 * shape.filters })
      for element in 0..<16 {
        kernels.contract(
          Contraction(
            a: v.readOnly + element * tiles.count * shape.channels, aStrides: .init(inner: 1),
            aOffsets: inputRows.readOnly, rows: tiles.count, b: u.readOnly + element * shape.channels * shape.filters,
            bStrides: .init(inner: shape.filters), columns: shape.filters, depth: .init(inner: shape.channels),
            c: m.pointer + element * tiles.count * shape.filters, cOffsets: outputRows.readOnly))
      }
      kernels.winogradOutput(tiles, m: m.readOnly, bias: useBias ? b.readOnly : nil, relu: relu, y: y.pointer)
      if isEven {
        kernels.winogradPooledOutput(
          tiles, m: m.readOnly, bias: useBias ? b.readOnly : nil, relu: relu, y: pooled.pointer,
          positions: positions.pointer)
      }
      isInBounds = isInBounds && v.canariesLive() && m.canariesLive()
    }
    isInBounds = isInBounds && y.canariesLive() && pooled.canariesLive() && positions.canariesLive()
    return Result(y: y.bits, pooled: pooled.bits, positions: positions.bits, isInBounds: isInBounds)
  }

  /// |y − exact| ≤ 24·2⁻²⁴·Σ|x·w|: the direct sum's own bound is 9·channels·2⁻²⁴ times the same. An input's transform has four
  /// terms, a kernel's four times nine quarters, an output's nine products; a random error is far smaller.
  @Test(arguments: InstructionSet.supported, shapes)
  func isTheConvolution(_ set: InstructionSet, _ shape: Shape) {
    let result = Self.run(shape, set, bandRows: 2, relu: false, useBias: true, misalignment: 1)
    #expect(result.isInBounds)
    let (image, kernel, bias) = Self.inputs(shape)
    let (outputHeight, outputWidth) = (shape.height - 2, shape.width - 2)
    var worst = 0.0
    for (index, bits) in result.y.enumerated() {
      let (position, filter) = (index / shape.filters, index % shape.filters)
      let (row, column) = (position / outputWidth, position % outputWidth)
      var exact = Double(bias[filter])
      var size = exact.magnitude
      for tap in 0..<9 {
        for channel in 0..<shape.channels {
          let x = image[((row + tap / 3) * shape.width + column + tap % 3) * shape.channels + channel]
          let product = Double(x) * Double(kernel[(tap * shape.channels + channel) * shape.filters + filter])
          exact += product
          size += product.magnitude
        }
      }
      let error = (Double(Float(bitPattern: bits)) - exact).magnitude / (size * 0x1p-24)
      guard error <= 24 else {
        Issue.record("output \(index) of \(outputHeight) × \(outputWidth) is off by \(error) units")
        return
      }
      worst = max(worst, error)
    }
    // Some results must be inexact, or nothing was compared.
    #expect(worst > 0.01)
  }

  @Test(arguments: shapes)
  func allInstructionSetsAndBandsGiveTheSameBits(_ shape: Shape) {
    for flags in 0..<4 {
      let (relu, useBias) = (flags & 1 != 0, flags & 2 != 0)
      let expected = Self.run(shape, .portable, bandRows: 100, relu: relu, useBias: useBias, misalignment: 0)
      for set in InstructionSet.supported {
        for bandRows in [1, 2, 3] {
          let result = Self.run(shape, set, bandRows: bandRows, relu: relu, useBias: useBias, misalignment: flags)
          #expect(result.isInBounds)
          #expect(result.y == expected.y, "\(set), bands of \(bandRows)")
          #expect(result.pooled == expected.pooled, "\(set), bands of \(bandRows)")
          #expect(result.positions == expected.positions, "\(set), bands of \(bandRows)")
        }
      }
    }
  }

  /// Z = A dy Aᵀ and dg = Gᵀ dU G against their matrices in Double, and the same bits from all instruction sets.
  @Test(arguments: InstructionSet.supported)
  func gradientsAreTheirMatrices(_ set: InstructionSet) {
    let a: [[Double]] = [[1, 0], [1, 1], [1, -1], [0, -1]]
    let g: [[Double]] = [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]
    var random = SplitMix(31)
    let (height, width, filters) = (5, 4, 32)
    let tiles = WinogradTiles(
      height: height, width: width, channels: 16, padTop: 1, padLeft: 1, outputHeight: height, outputWidth: width,
      filters: filters, rows: 1..<3)
    let dy = GuardedArray(random.floats(height * width * filters), misalignment: 1)
    let z = GuardedArray(count: 16 * tiles.count * filters, misalignment: 2)
    set.kernels.winogradOutputGradient(tiles, dy: dy.readOnly, z: z.pointer)
    #expect(z.canariesLive())
    for (index, value) in z.values.enumerated() {
      let (element, place) = (index / (tiles.count * filters), index % (tiles.count * filters))
      let (tile, filter) = (place / filters, place % filters)
      var exact = 0.0
      for row in 0..<2 {
        for column in 0..<2 {
          let (y, x) = (2 * (1 + tile / 2) + row, 2 * (tile % 2) + column)
          guard y < height, x < width else { continue }
          exact += a[element / 4][row] * a[element % 4][column] * Double(dy.pointer[(y * width + x) * filters + filter])
        }
      }
      #expect(isClose(Double(value), exact, within: 1e-6), "element \(element) of tile \(tile)")
    }
    let channels = 16
    let u = GuardedArray(random.floats(16 * channels * filters), misalignment: 1)
    let gradient = GuardedArray(count: 9 * channels * filters, misalignment: 3)
    for part in [0..<5, 5..<16] {
      set.kernels.winogradKernelGradient(
        u.readOnly, channels: part, channelCount: channels, filters: filters, gradient: gradient.pointer)
    }
    #expect(gradient.canariesLive())
    for (index, value) in gradient.values.enumerated() {
      let (tap, place) = (index / (channels * filters), index % (channels * filters))
      var exact = 0.0
      for element in 0..<16 {
        exact +=
          g[element / 4][tap / 3] * g[element % 4][tap % 3] * Double(u.pointer[element * channels * filters + place])
      }
      #expect(isClose(Double(value), exact, within: 4e-6), "tap \(tap)")
    }
  }

  /// Zero padding around an image, which is not in memory.
  @Test(arguments: InstructionSet.supported)
  func tilesBeyondTheImageAreZero(_ set: InstructionSet) {
    var random = SplitMix(5)
    let image = GuardedArray(random.floats(5 * 7 * 16))
    let padded = GuardedArray([Float](repeating: 0, count: 9 * 11 * 16))
    for row in 0..<5 {
      for place in 0..<7 * 16 {
        padded.pointer[((row + 2) * 11 + 2) * 16 + place] = image.pointer[row * 7 * 16 + place]
      }
    }
    func transformed(_ x: GuardedArray, height: Int, width: Int, pad: Int) -> [UInt32] {
      let tiles = WinogradTiles(
        height: height, width: width, channels: 16, padTop: pad, padLeft: pad, outputHeight: 7, outputWidth: 9,
        filters: 16, rows: 0..<4)
      let v = GuardedArray(count: 16 * tiles.count * 16)
      set.kernels.winogradInput(tiles, image: x.readOnly, v: v.pointer)
      return v.bits
    }
    #expect(
      transformed(image, height: 5, width: 7, pad: 2) == transformed(padded, height: 9, width: 11, pad: 0))
  }

  /// Pooling tile by tile gives what `maxPool` gives after the outputs.
  @Test(arguments: InstructionSet.supported)
  func poolingTheTilesIsPoolingTheMap(_ set: InstructionSet) {
    let shape = Shape(height: 12, width: 10, filters: 32)
    let result = Self.run(shape, set, bandRows: 2, relu: true, useBias: true, misalignment: 0)
    let g = PoolingGeometry(
      inputHeight: 10, inputWidth: 8, channels: 32, outputHeight: 5, outputWidth: 4, poolHeight: 2, poolWidth: 2,
      strideHeight: 2, strideWidth: 2, padTop: 0, padLeft: 0)
    let map = GuardedArray(result.y.map { Float(bitPattern: $0) })
    let y = GuardedArray(count: g.outputCount)
    let positions = GuardedArray(count: g.outputCount)
    set.kernels.maxPool(g, x: map.readOnly, y: y.pointer, positions: positions.pointer)
    #expect(result.pooled == y.bits)
    #expect(result.positions == positions.bits)
  }
}
