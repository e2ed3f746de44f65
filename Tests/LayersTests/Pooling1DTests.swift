import Catalog
import Geometry
import Kernels
import Layers
import Tensors
import Testing

/// Pooling and dropout over the steps of a sequence.
struct Pooling1DTests {
  private static func pooling(_ steps: Int, _ channels: Int, _ pool: Int, _ stride: Int, same: Bool) -> PoolingGeometry
  {
    PoolingGeometry(input: (1, steps, channels), pool: (1, pool), strides: (1, stride), same: same)
  }

  /// All different, a hundredth apart: no ties, and no finite difference changes which is the largest.
  private static func different(_ count: Int) -> (Int) -> [Float] {
    { samples in
      var random = SplitMix(4)
      return (0..<samples * count).map { Float($0 - 50) / 100 }.shuffled(using: &random)
    }
  }

  private func check(_ layer: LayerCase) {
    layer.check(samples: 2)
    for samples in [1, 33] { layer.checkDeterminism(samples: samples) }
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 2), (4, 1), (2, 5)], [1, 3, 17])
  func largestAndMean(_ window: (size: Int, stride: Int), channels: Int) throws {
    for (padding, steps) in [(PaddingSpec.valid, 8), (.same, 8), (.same, 3), (.valid, 11)] {
      let g = Self.pooling(steps, channels, window.size, window.stride, same: padding == .same)
      guard steps >= window.size || padding == .same else { continue }
      let windows = Pooling1DSpec(poolSize: window.size, strides: window.stride, padding: padding)
      check(
        try LayerCase(
          MaxPooling1DSpec(windows), input: [steps, channels], reference: ReferencePooling(geometry: g, kind: .largest),
          inputs: Self.different(g.inputCount)))
      check(
        try LayerCase(
          AveragePooling1DSpec(windows), input: [steps, channels], reference: ReferencePooling(geometry: g, kind: .mean)
        ))
    }
  }

  @Test(arguments: [[7, 3], [1, 2], [20, 17]]) func globalPooling(_ input: [Int]) throws {
    let g = Self.pooling(input[0], input[1], input[0], 1, same: false)
    for keepsDimensions in [false, true] {
      var (largest, mean) = (GlobalMaxPooling1DSpec(), GlobalAveragePooling1DSpec())
      largest.keepsDimensions = Flag(keepsDimensions)
      mean.keepsDimensions = Flag(keepsDimensions)
      check(
        try LayerCase(
          largest, input: input, reference: ReferencePooling(geometry: g, kind: .largest),
          inputs: Self.different(g.inputCount)))
      check(try LayerCase(mean, input: input, reference: ReferencePooling(geometry: g, kind: .mean)))
    }
  }

  /// One draw a sample and channel, those of a dropout over [samples, channels].
  @Test(arguments: [3, 16, 21]) func aChannelIsDroppedAsAWhole(channels: Int) throws {
    let (samples, steps) = (40, 6)
    let ones = [Float](repeating: 1, count: samples * steps * channels)
    let layer = try LayerCase(
      SpatialDropout1DSpec(rate: 0.4), input: [steps, channels],
      reference: ReferencePositions(positions: 1, layer: ReferenceDense(inputs: 1, units: 1, activation: .linear)),
      inputs: { _ in ones })
    let y = layer.run(samples: samples).y.map(Float.init(bitPattern:))
    let dropout = Dropout(rate: 0.4, layer: 2, count: channels)
    let pass = Pass(
      compute: Compute(parallelism: Parallelism()), samples: samples, isTraining: true, seed: 3, epoch: 1, step: 2)
    let (x, masks) = (AlignedBuffer(ones), AlignedBuffer<Float>(samples * channels))
    dropout.forward(x.readOnly, masks.pointer, pass)
    #expect(y == (0..<y.count).map { masks.pointer[$0 / (steps * channels) * channels + $0 % channels] })
    #expect(y.contains(0) && y.contains(Float(1 / 0.6)))
    layer.checkDeterminism(samples: samples - 3)
  }
}
