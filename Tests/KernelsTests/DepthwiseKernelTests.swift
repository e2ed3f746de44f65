import Geometry
import KernelTypes
import Kernels
import Testing

/// Depthwise sums against plain chains of fused multiply-adds, bit for bit.
struct DepthwiseKernelTests {
  struct Axis: Sendable {
    var outputs: Int
    var inputs: Int
    var taps: Int
    var first: Int
    var stride = 1
    var step = 1

    var axis: DepthwiseAxis {
      DepthwiseAxis(outputs: outputs, inputs: inputs, taps: taps, first: first, stride: stride, step: step)
    }

    /// What tap t of output i reads.
    func input(_ output: Int, _ tap: Int) -> Int? {
      let input = first + output * stride + tap * step
      return (0..<inputs).contains(input) ? input : nil
    }
  }

  /// Forward with and without padding, strides and dilation; backward, where taps go down; outputs without any tap.
  static let axes = [
    (Axis(outputs: 4, inputs: 4, taps: 3, first: -1), Axis(outputs: 21, inputs: 21, taps: 3, first: -1)),
    (Axis(outputs: 2, inputs: 4, taps: 3, first: 0), Axis(outputs: 9, inputs: 10, taps: 2, first: 0)),
    (
      Axis(outputs: 3, inputs: 5, taps: 3, first: -1, stride: 2),
      Axis(outputs: 3, inputs: 9, taps: 4, first: -1, stride: 3)
    ),
    (
      Axis(outputs: 5, inputs: 5, taps: 3, first: -2, step: 2), Axis(outputs: 6, inputs: 6, taps: 2, first: -3, step: 5)
    ),
    (
      Axis(outputs: 4, inputs: 4, taps: 3, first: 1, step: -1),
      Axis(outputs: 13, inputs: 11, taps: 3, first: 0, step: -1)
    ),
    (Axis(outputs: 3, inputs: 3, taps: 5, first: -2), Axis(outputs: 2, inputs: 2, taps: 7, first: -3)),
    (Axis(outputs: 2, inputs: 3, taps: 0, first: 0), Axis(outputs: 3, inputs: 3, taps: 1, first: 0)),
    (Axis(outputs: 3, inputs: 4, taps: 5, first: -2), Axis(outputs: 8, inputs: 8, taps: 5, first: -2)),
  ]

  private func convolution(_ rows: Axis, _ columns: Axis, channels: Int, planes: Int) -> DepthwiseConvolution {
    let pixel = channels * planes
    return DepthwiseConvolution(
      rows: rows.axis, columns: columns.axis, channels: channels, planes: planes, xRow: columns.inputs * pixel,
      xColumn: pixel, wRow: columns.taps * pixel, wColumn: pixel, yRow: columns.outputs * (channels + 1),
      yColumn: channels + 1)
  }

  @Test(arguments: InstructionSet.supported, [1, 15, 16, 17, 70]) func sums(_ set: InstructionSet, channels: Int) {
    for (number, (rows, columns)) in Self.axes.enumerated() {
      for planes in [1, 2] {
        let c = convolution(rows, columns, channels: channels, planes: planes)
        var random = SplitMix(UInt64(number))
        let x = GuardedArray(random.floats(rows.inputs * c.xRow), misalignment: 1)
        let w = GuardedArray(random.floats(rows.taps * c.wRow), misalignment: 2)
        let bias = GuardedArray(random.floats(channels), misalignment: 3)
        let y = GuardedArray(count: rows.outputs * c.yRow, misalignment: 1)
        let usesBias = number % 2 == 0
        set.kernels.convolveDepthwise(
          c, rows: 0..<rows.outputs, x: x.readOnly, w: w.readOnly, bias: usesBias ? bias.readOnly : nil,
          relu: usesBias, y: y.pointer)
        for index in 0..<y.count {
          let (row, column, channel) = (index / c.yRow, index % c.yRow / c.yColumn, index % c.yColumn)
          guard channel < channels else {
            #expect(y.pointer[index].bitPattern == GuardedArray.canary, "\(c), between pixels")
            continue
          }
          var sum: Float = 0
          for (u, v) in taps(rows, columns) {
            guard let r = rows.input(row, u), let s = columns.input(column, v) else { continue }
            for plane in 0..<planes {
              let place = plane * channels + channel
              sum.addProduct(
                x.pointer[r * c.xRow + s * c.xColumn + place], w.pointer[u * c.wRow + v * c.wColumn + place])
            }
          }
          if usesBias { sum = max(0, sum + bias.pointer[channel]) }
          guard y.pointer[index].bitPattern == sum.bitPattern else {
            return #expect(
              Bool(false), "\(set), \(c): y[\(row), \(column), \(channel)] \(y.pointer[index]), not \(sum)")
          }
        }
      }
    }
  }

  private func taps(_ rows: Axis, _ columns: Axis) -> [(Int, Int)] {
    (0..<rows.taps).flatMap { u in (0..<columns.taps).map { (u, $0) } }
  }

  @Test(arguments: InstructionSet.supported, [1, 15, 16, 17, 70])
  func kernelGradient(_ set: InstructionSet, channels: Int) {
    for (number, (rows, columns)) in Self.axes.enumerated() {
      let c = convolution(rows, columns, channels: channels, planes: 1)
      var random = SplitMix(UInt64(number))
      let x = GuardedArray(random.floats(rows.inputs * c.xRow), misalignment: 1)
      let dy = GuardedArray(random.floats(rows.outputs * c.yRow), misalignment: 2)
      let start = random.floats(rows.taps * c.wRow)
      let dw = GuardedArray(start, misalignment: 3)
      set.kernels.addDepthwiseKernelGradient(c, x: x.readOnly, dy: dy.readOnly, dw: dw.pointer)
      var expected = start
      for (u, v) in taps(rows, columns) {
        for channel in 0..<channels {
          let place = u * c.wRow + v * c.wColumn + channel
          for row in 0..<rows.outputs {
            for column in 0..<columns.outputs {
              guard let r = rows.input(row, u), let s = columns.input(column, v) else { continue }
              expected[place].addProduct(
                x.pointer[r * c.xRow + s * c.xColumn + channel], dy.pointer[row * c.yRow + column * c.yColumn + channel]
              )
            }
          }
        }
      }
      #expect(dw.bits == expected.map(\.bitPattern), "\(c)")
      #expect(dw.canariesLive(), "\(c)")
    }
  }
}
