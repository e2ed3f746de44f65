import Geometry
import Kernels
import Testing

/// Sums of windows, repeated pixels and the gradient of a global maximum against plain loops, bit for bit.
struct ShapeKernelTests {
  @Test(arguments: InstructionSet.supported, [1, 3, 15, 16, 17, 33])
  func windowSumsAndRepeatedPixels(_ set: InstructionSet, channels: Int) {
    for (number, (height, width)) in [(1, 1), (2, 2), (3, 1), (1, 4)].enumerated() {
      let g = PoolingGeometry(
        inputHeight: 2 * height, inputWidth: 3 * width, channels: channels, outputHeight: 2, outputWidth: 3,
        poolHeight: height, poolWidth: width, strideHeight: height, strideWidth: width, padTop: 0, padLeft: 0)
      var random = SplitMix(UInt64(number))
      let image = GuardedArray(random.floats(g.inputCount), misalignment: number)
      let pixels = GuardedArray(random.floats(g.outputCount), misalignment: number + 1)
      let sums = GuardedArray(count: g.outputCount, misalignment: 1)
      let repeated = GuardedArray(count: g.inputCount, misalignment: 2)
      set.kernels.sumPool(g, x: image.readOnly, y: sums.pointer)
      set.kernels.repeatPixels(g, x: pixels.readOnly, y: repeated.pointer)

      var expectedSums = [Float](repeating: 0, count: g.outputCount)
      var expectedPixels = [UInt32](repeating: 0, count: g.inputCount)
      for index in 0..<g.inputCount {
        let (row, column, channel) = (
          index / (g.inputWidth * channels), index / channels % g.inputWidth, index % channels
        )
        let pixel = (row / height * 3 + column / width) * channels + channel
        expectedSums[pixel] += image.pointer[index]
        expectedPixels[index] = pixels.pointer[pixel].bitPattern
      }
      #expect(sums.bits == expectedSums.map(\.bitPattern), "\(g)")
      #expect(repeated.bits == expectedPixels, "\(g)")
      #expect(sums.canariesLive() && repeated.canariesLive(), "\(g)")
    }
  }

  @Test(arguments: InstructionSet.supported, [1, 3, 15, 16, 17, 33])
  func globalMaximum(_ set: InstructionSet, channels: Int) {
    for positions in [1, 2, 9] {
      var random = SplitMix(UInt64(positions))
      // Few values, so that there are ties.
      let x = GuardedArray(
        (0..<positions * channels).map { _ in Float(Int.random(in: 0...2, using: &random)) }, misalignment: 1)
      let y = GuardedArray(
        (0..<channels).map { channel in
          (0..<positions).map { x.pointer[$0 * channels + channel] }.max() ?? .nan
        })
      let dy = GuardedArray(random.floats(channels), misalignment: 3)
      let dx = GuardedArray(count: positions * channels, misalignment: 2)
      set.kernels.globalMaxPoolGradient(
        x.readOnly, y: y.readOnly, dy: dy.readOnly, dx: dx.pointer, positions: positions, channels: channels)
      let expected = (0..<positions * channels).map { index -> Float in
        let channel = index % channels
        let count = (0..<positions).count { x.pointer[$0 * channels + channel] == y.pointer[channel] }
        return x.pointer[index] == y.pointer[channel] ? dy.pointer[channel] / Float(count) : 0
      }
      #expect(dx.bits == expected.map(\.bitPattern), "\(positions) positions")
      #expect(dx.canariesLive(), "\(positions) positions")
    }
  }
}
