import KernelTypes

// Sums are one chain for each channel, rows in order, lanes across channels, like those of `columnSums`. A block of several vectors has
// as many chains at once, which hides an addition's latency.

extension CompiledKernels {
  func squaredDeviationSums(_ x: Input, mean: Input, rows: Int, channels: Int, y: Output) {
    var channel = 0
    while channel &+ 4 &* vectorWidth <= channels {
      Block<4>.squaredDeviations(x, mean, rows, channels, from: channel, y)
      channel &+= 4 &* vectorWidth
    }
    while channel < channels {
      Block<1>.squaredDeviations(x, mean, rows, channels, from: channel, y)
      channel &+= vectorWidth
    }
  }

  func normalize(_ x: Input, _ normalization: ChannelNormalization, y: Output, count: Int) {
    let (scale, shift) = (normalization.scale, normalization.shift)
    if normalization.relu {
      forEachVector(count, period: normalization.period) { index, place, lanes in
        storeUpTo(lanes, relu(fma(loadUpTo(lanes, x, index), load(scale, place), load(shift, place))), y, index)
      }
    } else {
      forEachVector(count, period: normalization.period) { index, place, lanes in
        storeUpTo(lanes, fma(loadUpTo(lanes, x, index), load(scale, place), load(shift, place)), y, index)
      }
    }
  }

  func normalizationGradientSums(
    _ x: Input, dy: Input, _ normalization: ChannelNormalization, rows: Int, sums: Output, products: Output
  ) {
    var channel = 0
    while channel &+ 2 &* vectorWidth <= normalization.channels {
      Block<2>.gradientSums(x, dy, normalization, rows, from: channel, sums, products)
      channel &+= 2 &* vectorWidth
    }
    while channel < normalization.channels {
      Block<1>.gradientSums(x, dy, normalization, rows, from: channel, sums, products)
      channel &+= vectorWidth
    }
  }

  func normalizationGradient(
    _ x: Input, dy: Input, _ normalization: ChannelNormalization, sum: Input, product: Input, dx: Output, count: Int
  ) {
    let n = normalization
    if n.relu {
      forEachVector(count, period: n.period) { index, place, lanes in
        let x = loadUpTo(lanes, x, index)
        let isPositive = fma(x, load(n.scale, place), load(n.shift, place)) .> Vector()
        let g = select(isPositive, loadUpTo(lanes, dy, index), Vector())
        storeUpTo(lanes, inputGradient(x, g, n, sum, product, place), dx, index)
      }
    } else {
      forEachVector(count, period: n.period) { index, place, lanes in
        let (x, g) = (loadUpTo(lanes, x, index), loadUpTo(lanes, dy, index))
        storeUpTo(lanes, inputGradient(x, g, n, sum, product, place), dx, index)
      }
    }
  }
}

@inline(__always)
private func inputGradient(
  _ x: Vector, _ g: Vector, _ n: ChannelNormalization, _ sum: UnsafePointer<Float>, _ product: UnsafePointer<Float>,
  _ place: Int
) -> Vector {
  let normalized = (x - load(n.mean, place)) * load(n.inverse, place)
  return load(n.scale, place) * fma(-normalized, load(product, place), g - load(sum, place))
}

/// The channels of so many vectors.
private enum Block<let vectors: Int> {
  typealias Vectors = InlineArray<vectors, Vector>

  @inline(__always)
  private static func loadAll(_ x: UnsafePointer<Float>, _ index: Int) -> Vectors {
    var all = Vectors(repeating: .zero)
    for v in 0..<vectors { all[v] = load(x, index &+ v &* vectorWidth) }
    return all
  }

  /// A block of several vectors is whole.
  @inline(__always)
  private static func storeAll(_ all: Vectors, _ y: UnsafeMutablePointer<Float>, _ index: Int, of channels: Int) {
    for v in 0..<vectors { storeUpTo(channels &- index &- v &* vectorWidth, all[v], y, index &+ v &* vectorWidth) }
  }

  @inline(__always)
  static func squaredDeviations(
    _ x: UnsafePointer<Float>, _ mean: UnsafePointer<Float>, _ rows: Int, _ channels: Int, from channel: Int,
    _ y: UnsafeMutablePointer<Float>
  ) {
    let mean = loadAll(mean, channel)
    var sums = Vectors(repeating: .zero)
    for row in 0..<rows {
      for v in 0..<vectors {
        let deviation = load(x, row &* channels &+ channel &+ v &* vectorWidth) - mean[v]
        sums[v] = fma(deviation, deviation, sums[v])
      }
    }
    storeAll(sums, y, channel, of: channels)
  }

  @inline(__always)
  static func gradientSums(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ n: ChannelNormalization, _ rows: Int, from channel: Int,
    _ sums: UnsafeMutablePointer<Float>, _ products: UnsafeMutablePointer<Float>
  ) {
    let (scale, shift) = (loadAll(n.scale, channel), loadAll(n.shift, channel))
    if n.relu {
      addGradients(x, dy, n, rows, from: channel, sums, products) { v, x, dy in
        select(fma(x, scale[v], shift[v]) .> Vector(), dy, Vector())
      }
    } else {
      addGradients(x, dy, n, rows, from: channel, sums, products) { _, _, dy in dy }
    }
  }

  @inline(__always)
  private static func addGradients(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ n: ChannelNormalization, _ rows: Int, from channel: Int,
    _ sums: UnsafeMutablePointer<Float>, _ products: UnsafeMutablePointer<Float>,
    _ passed: (_ v: Int, _ x: Vector, _ dy: Vector) -> Vector
  ) {
    let (mean, inverse) = (loadAll(n.mean, channel), loadAll(n.inverse, channel))
    var ofGradients = Vectors(repeating: .zero)
    var ofProducts = Vectors(repeating: .zero)
    for row in 0..<rows {
      let start = row &* n.channels &+ channel
      for v in 0..<vectors {
        let value = load(x, start &+ v &* vectorWidth)
        let g = passed(v, value, load(dy, start &+ v &* vectorWidth))
        ofGradients[v] += g
        ofProducts[v] = fma(g, (value - mean[v]) * inverse[v], ofProducts[v])
      }
    }
    storeAll(ofGradients, sums, channel, of: n.channels)
    storeAll(ofProducts, products, channel, of: n.channels)
  }
}
