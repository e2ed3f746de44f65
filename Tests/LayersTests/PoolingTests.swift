import Geometry
import Layers
import Testing

struct PoolingTests {
  static let pools = [(1, 1), (2, 2), (3, 3), (2, 3), (5, 2)]
  static let strides = [(1, 1), (2, 2), (1, 2), (3, 3), (4, 3)]

  @Test(arguments: pools, strides)
  func largestAndMean(pool: (Int, Int), strides: (Int, Int)) {
    for same in [false, true] {
      for (height, width, channels) in [(5, 7, 1), (8, 6, 3), (6, 6, 17)] {
        let g = PoolingGeometry(input: (height, width, channels), pool: pool, strides: strides, same: same)
        // All different, a hundredth apart: no ties, and no finite difference changes which is the largest.
        func inputs(_ samples: Int) -> [Float] {
          var random = SplitMix(4)
          return (0..<samples * g.inputCount).map { Float($0 - 50) / 100 }.shuffled(using: &random)
        }
        let largest = LayerCase(
          "max \(g)", inputCount: g.inputCount, outputCount: g.outputCount,
          reference: ReferencePooling(geometry: g, kind: .largest), inputs: inputs
        ) { MaxPooling2D(g, capacity: $0) }
        let mean = LayerCase(
          "mean \(g)", inputCount: g.inputCount, outputCount: g.outputCount,
          reference: ReferencePooling(geometry: g, kind: .mean)
        ) { _ in AveragePooling2D(g) }
        for layer in [largest, mean] {
          layer.check(samples: 2)
          for samples in [1, 7, 33] { layer.checkDeterminism(samples: samples) }
        }
      }
    }
  }
}
