import Geometry
import Kernels
import Testing

/// Pooling over every kind of geometry against plain loops: windows that overlap, leave gaps or reach beyond the input,
/// and many channel counts. All sums are in order, so the comparison is bit for bit.
struct PoolingTests {
  /// Output size and padding before the input, as Keras has them.
  private static func axis(_ size: Int, _ window: Int, _ stride: Int, same: Bool) -> (output: Int, pad: Int) {
    guard same else { return ((size - window) / stride + 1, 0) }
    let output = (size + stride - 1) / stride
    return (output, max(0, (output - 1) * stride + window - size) / 2)
  }

  static let geometries: [PoolingGeometry] = {
    var all: [PoolingGeometry] = []
    for (height, width) in [(5, 7), (8, 8), (6, 9)] {
      for (poolHeight, poolWidth) in [(1, 1), (2, 2), (3, 3), (2, 3), (5, 1)] {
        for (strideHeight, strideWidth) in [(1, 1), (2, 2), (1, 2), (3, 3), (4, 3)] {
          for same in [false, true] {
            let vertical = axis(height, poolHeight, strideHeight, same: same)
            let horizontal = axis(width, poolWidth, strideWidth, same: same)
            all.append(
              PoolingGeometry(
                inputHeight: height, inputWidth: width, channels: 1, outputHeight: vertical.output,
                outputWidth: horizontal.output, poolHeight: poolHeight, poolWidth: poolWidth,
                strideHeight: strideHeight, strideWidth: strideWidth, padTop: vertical.pad, padLeft: horizontal.pad))
          }
        }
      }
    }
    return all
  }()

  /// The positions of a window that lie in the input, in row-major order: index in the input, index in the window.
  private static func window(_ g: PoolingGeometry, _ row: Int, _ column: Int, _ channel: Int) -> [(Int, Int)] {
    (0..<g.poolHeight * g.poolWidth).compactMap { place in
      let y = row * g.strideHeight - g.padTop + place / g.poolWidth
      let x = column * g.strideWidth - g.padLeft + place % g.poolWidth
      guard (0..<g.inputHeight).contains(y), (0..<g.inputWidth).contains(x) else { return nil }
      return ((y * g.inputWidth + x) * g.channels + channel, place)
    }
  }

  private static func forEachOutput(
    _ g: PoolingGeometry, _ body: (_ output: Int, _ window: [(index: Int, place: Int)]) -> Void
  ) {
    for row in 0..<g.outputHeight {
      for column in 0..<g.outputWidth {
        for channel in 0..<g.channels {
          body(
            (row * g.outputWidth + column) * g.channels + channel,
            window(g, row, column, channel).map { (index: $0.0, place: $0.1) })
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported, [1, 3, 15, 16, 17, 33])
  func largest(_ set: InstructionSet, channels: Int) {
    for (number, shape) in Self.geometries.enumerated() {
      var g = shape
      g.channels = channels
      // Few different values, so that there are ties; also negative ones, so that padding would show.
      var random = SplitMix(UInt64(number))
      let misalignment = number % 4
      let x = GuardedArray(
        (0..<g.inputCount).map { _ in Float(Int.random(in: -9 ... -1, using: &random)) }, misalignment: misalignment)
      let y = GuardedArray(count: g.outputCount, misalignment: misalignment + 1)
      var positions = [Float](repeating: 0xdead, count: g.outputCount + 32)
      set.kernels.maxPool(g, x: x.readOnly, y: y.pointer, positions: &positions)
      let slopes = GuardedArray(random.floats(g.outputCount), misalignment: misalignment)
      let dx = GuardedArray(count: g.inputCount, misalignment: misalignment + 1)
      set.kernels.maxPoolGradient(g, dy: slopes.readOnly, positions: positions, dx: dx.pointer)

      var gradient = [Float](repeating: 0, count: g.inputCount)
      var largest = [Float](repeating: 0, count: g.outputCount)
      var places = [Float](repeating: 0xdead, count: g.outputCount + 32)
      Self.forEachOutput(g) { output, window in
        var best = window[0]
        for other in window where x.pointer[other.index] > x.pointer[best.index] { best = other }
        largest[output] = x.pointer[best.index]
        places[output] = Float(best.place)
        gradient[best.index] += slopes.pointer[output]
      }
      #expect(y.values == largest, "\(g)")
      #expect(positions == places, "\(g)")
      #expect(dx.bits == gradient.map(\.bitPattern), "\(g)")
      #expect(y.canariesLive() && dx.canariesLive(), "\(g)")
      set.kernels.maxPool(g, x: x.readOnly, y: y.pointer, positions: nil)
      #expect(y.values == largest, "\(g), no positions")
    }
  }

  @Test(arguments: InstructionSet.supported, [1, 3, 15, 16, 17, 33])
  func mean(_ set: InstructionSet, channels: Int) {
    for (number, shape) in Self.geometries.enumerated() {
      var g = shape
      g.channels = channels
      var random = SplitMix(UInt64(number))
      let misalignment = number % 4
      let x = GuardedArray(random.floats(g.inputCount), misalignment: misalignment)
      let y = GuardedArray(count: g.outputCount, misalignment: misalignment + 1)
      set.kernels.averagePool(g, x: x.readOnly, y: y.pointer)
      let slopes = GuardedArray(random.floats(g.outputCount), misalignment: misalignment)
      let dx = GuardedArray(count: g.inputCount, misalignment: misalignment + 1)
      set.kernels.averagePoolGradient(g, dy: slopes.readOnly, dx: dx.pointer)

      var gradient = [Float](repeating: 0, count: g.inputCount)
      var means = [Float](repeating: 0, count: g.outputCount)
      Self.forEachOutput(g) { output, window in
        let size = Float(window.count)
        means[output] = window.reduce(Float(0)) { $0 + x.pointer[$1.index] } / size
        for (index, _) in window { gradient[index] += slopes.pointer[output] / size }
      }
      #expect(y.bits == means.map(\.bitPattern), "\(g)")
      #expect(dx.bits == gradient.map(\.bitPattern), "\(g)")
      #expect(y.canariesLive() && dx.canariesLive(), "\(g)")
    }
  }
}
