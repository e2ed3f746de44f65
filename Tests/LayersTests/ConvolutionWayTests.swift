import Geometry
import Layers
import Testing

/// Tests each condition in `ConvolutionWay`'s table from both sides.
struct ConvolutionWayTests {
  private func way(
    _ input: (Int, Int, Int), filters: Int = 32, kernel: (Int, Int) = (3, 3), strides: (Int, Int) = (1, 1),
    same: Bool = false, pool: (Int, Int)? = nil, poolStrides: (Int, Int)? = nil, wantsInputGradient: Bool = true
  ) -> ConvolutionWay {
    let g = ConvolutionGeometry(input: input, filters: filters, kernel: kernel, strides: strides, same: same)
    let window = pool.map {
      PoolingGeometry(
        input: (g.outputHeight, g.outputWidth, filters), pool: $0, strides: poolStrides ?? $0, same: false)
    }
    return ConvolutionWay(g, pool: window, wantsInputGradient: wantsInputGradient)
  }

  @Test func aFirstLayerIsPooledWindowByWindow() {
    #expect(way((28, 28, 1), pool: (2, 2)).forward == .windowByWindow)
    #expect(way((28, 28, 2), kernel: (4, 4), pool: (2, 2), poolStrides: (3, 2)).forward == .windowByWindow)
    #expect(way((28, 28, 1), kernel: (3, 11), pool: (2, 2)).forward == .direct)
    #expect(way((28, 28, 1), pool: (2, 3)).forward == .direct)
    #expect(way((28, 28, 1)).forward == .direct)
  }

  @Test func winogradTakesWholeVectorsAndFewProducts() {
    #expect(way((8, 8, 16), filters: 16).forward == .winograd)
    #expect(way((8, 8, 15), filters: 16).forward == .direct)
    #expect(way((8, 8, 16), filters: 17).forward == .direct)
    #expect(way((8, 8, 16), kernel: (3, 5)).forward == .direct)
    #expect(way((8, 8, 16), strides: (1, 2)).forward == .direct)
    // 3 × 3 outputs take four tiles, whose 64 products are more than three quarters of 9 · 9.
    #expect(way((5, 5, 16)).forward == .direct)
    #expect(way((5, 6, 16)).forward == .winograd)
  }

  @Test func winogradPoolsTilesThatAreWindows() {
    #expect(way((8, 8, 16), pool: (2, 2)).forward == .winogradPooled)
    #expect(way((8, 8, 16), pool: (2, 2), poolStrides: (2, 3)).forward == .winograd)
    #expect(way((8, 8, 16), pool: (3, 2)).forward == .winograd)
    #expect(way((9, 8, 16), pool: (2, 2)).forward == .winograd)
  }

  @Test func gradientsOfPooledMapsAreThoseOfTheirNonzeros() {
    #expect(way((8, 8, 16), pool: (2, 2)).gradients == .fromNonzeros)
    #expect(way((8, 8, 16), pool: (2, 2), wantsInputGradient: false).gradients == .fromNonzeros)
    #expect(way((8, 8, 8), kernel: (3, 2), pool: (4, 1)).gradients == .fromNonzeros)
    #expect(way((8, 8, 16), same: true, pool: (3, 1)).gradients == .fromMap(kernel: .winograd, input: .winograd))
    #expect(way((8, 8, 8), pool: (2, 2)).gradients == .fromMap(kernel: .direct, input: .direct))
    #expect(way((8, 8, 16), same: true).gradients == .fromMap(kernel: .winograd, input: .winograd))
  }

  @Test func aFirstLayersGradientComesFromItsPositions() {
    #expect(way((28, 28, 1), pool: (2, 2), wantsInputGradient: false).gradients == .fromPositions)
    #expect(way((28, 28, 1), pool: (3, 1), wantsInputGradient: false).gradients == .fromPositions)
    #expect(way((28, 28, 1), pool: (2, 2)).gradients == .fromMap(kernel: .direct, input: .direct))
    #expect(
      way((28, 28, 1), kernel: (3, 11), pool: (2, 2), wantsInputGradient: false).gradients
        == .fromMap(kernel: .direct, input: nil))
    #expect(way((28, 28, 1), wantsInputGradient: false).gradients == .fromMap(kernel: .direct, input: nil))
  }

  /// The input's gradient is a convolution of its own: products with the zeros of a border do not count towards its
  /// direct sum.
  @Test func eitherGradientMayBeWinograds() {
    // 8 × 8 inputs take 16 tiles, whose 16 products each are more than three quarters of 36 · 9, but not of 22 · 22 with `same`.
    #expect(way((8, 8, 16)).gradients == .fromMap(kernel: .winograd, input: .direct))
    #expect(way((8, 8, 16), same: true).gradients == .fromMap(kernel: .winograd, input: .winograd))
    #expect(way((5, 5, 16), same: true).gradients == .fromMap(kernel: .winograd, input: .direct))
    #expect(way((8, 8, 16), strides: (2, 2), same: true).gradients == .fromMap(kernel: .direct, input: .direct))
    #expect(way((8, 8, 16), same: true, wantsInputGradient: false).gradients == .fromMap(kernel: .winograd, input: nil))
  }
}
