import KernelTypes

func addPatches(_ product: PatchProduct) {
  #if AVX512
    // The whole patch of a 3 × 3 kernel over 16 or 32 channels stays in registers.
    if product.rows == 3 && product.run == 6 * vectorWidth {
      return Patch<3, 6>.add(product, 0, 0)
    }
    if product.rows == 3 && product.run == 3 * vectorWidth {
      return Patch<3, 3>.add(product, 0, 0)
    }
  #endif
  for row in 0..<product.rows {
    var column = 0
    while column < product.run {
      let left = (product.run - column) / vectorWidth
      #if AVX512
        if left >= 12 {
          Patch<1, 12>.add(product, row, column)
          column += 12 * vectorWidth
          continue
        }
      #endif
      #if !PORTABLE
        if left >= 4 {
          Patch<1, 4>.add(product, row, column)
          column += 4 * vectorWidth
          continue
        }
      #endif
      if left >= 2 {
        Patch<1, 2>.add(product, row, column)
        column += 2 * vectorWidth
      } else {
        Patch<1, 1>.add(product, row, column)
        column += vectorWidth
      }
    }
  }
}

/// `rows` × `vectors` accumulators: the part of a patch that begins at a row and column.
private enum Patch<let rows: Int, let vectors: Int> {
  @inline(__always)
  static func add(_ product: PatchProduct, _ row: Int, _ column: Int) {
    let target = product.target + (row &* product.targetStride &+ column)
    let source = product.source + (row &* product.sourceStride &+ column)
    var sums = InlineArray<rows, InlineArray<vectors, Vector>>(repeating: .init(repeating: .zero))
    for r in 0..<rows {
      for v in 0..<vectors { sums[r][v] = load(target, r &* product.targetStride &+ v &* vectorWidth) }
    }
    for entry in 0..<product.count {
      let value = Vector(repeating: product.values[entry])
      let patch = source + Int(product.offsets[entry]) &* product.scale
      for r in 0..<rows {
        let run = patch + r &* product.sourceStride
        for v in 0..<vectors { sums[r][v] = fma(value, load(run, v &* vectorWidth), sums[r][v]) }
      }
    }
    for r in 0..<rows {
      for v in 0..<vectors { store(sums[r][v], target, r &* product.targetStride &+ v &* vectorWidth) }
    }
  }
}

/// Lists a pooled map's non-zero gradients by the position that they came from, channels in order.
///
/// `positions` are the windows' places, as `maxPool` leaves them; windows do not overlap. Position p's entries begin at
/// p · channels in `channels` and `values`, and there are `counts[p]` of them.
func listPooledGradients(
  _ geometry: PoolingGeometry, _ dy: UnsafePointer<Float>, _ positions: UnsafePointer<Float>,
  _ channels: UnsafeMutablePointer<UInt32>, _ values: UnsafeMutablePointer<Float>, _ counts: UnsafeMutablePointer<Int>
) {
  counts.update(repeating: 0, count: geometry.inputHeight &* geometry.inputWidth)
  for row in 0..<geometry.outputHeight {
    for column in 0..<geometry.outputWidth {
      let window = (row &* geometry.outputWidth &+ column) &* geometry.channels
      let corner = row &* geometry.strideHeight &* geometry.inputWidth &+ column &* geometry.strideWidth
      for channel in 0..<geometry.channels {
        let place = Int(positions[window &+ channel])
        // A 2 × 2 window needs no division.
        let position =
          geometry.poolWidth == 2
          ? corner &+ (place &>> 1) &* geometry.inputWidth &+ (place & 1)
          : corner &+ place / geometry.poolWidth &* geometry.inputWidth &+ place % geometry.poolWidth
        let gradient = dy[window &+ channel]
        let entry = position &* geometry.channels &+ counts[position]
        channels[entry] = UInt32(truncatingIfNeeded: channel)
        values[entry] = gradient
        counts[position] &+= gradient != 0 ? 1 : 0
      }
    }
  }
}
