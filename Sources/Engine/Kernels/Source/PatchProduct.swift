import CVector
import Geometry
import KernelTypes

extension CompiledKernels {
  func addPatches(_ product: PatchProduct) {
    #if AVX512
      // The whole patch of a 3 × 3 kernel over 16 or 32 channels stays in registers.
      if product.rows == 3 && !product.targetsOverlap {
        if product.run == 6 * vectorWidth { return Patch<3, 6>.add(product, 0, 0) }
        if product.run == 3 * vectorWidth { return Patch<3, 3>.add(product, 0, 0) }
      }
    #endif
    // Run by run: the runs of all filters, from which a gradient is computed, then fit into a first-level cache. From the last
    // part of the last run to the first, so that elements where targets overlap are added to in order.
    for row in stride(from: product.rows - 1, through: 0, by: -1) {
      var end = product.run
      while end > 0 {
        switch end / vectorWidth {
        #if !PORTABLE
          case 6...: end -= Patch<1, 6>.addPart(product, row, end)
          case 4...: end -= Patch<1, 4>.addPart(product, row, end)
          case 3: end -= Patch<1, 3>.addPart(product, row, end)
        #endif
        case 2...: end -= Patch<1, 2>.addPart(product, row, end)
        default: end -= Patch<1, 1>.addPart(product, row, end)
        }
      }
    }
  }
}

/// `rows` × `vectors` accumulators: the part of every patch that begins at a row and column.
private enum Patch<let rows: Int, let vectors: Int> {
  /// The part that ends before column `end`. Returns its number of floats.
  @inline(__always)
  static func addPart(_ product: PatchProduct, _ row: Int, _ end: Int) -> Int {
    add(product, row, end &- vectors &* vectorWidth)
    return vectors &* vectorWidth
  }

  @inline(never)
  static func add(_ product: PatchProduct, _ row: Int, _ column: Int) {
    let source = product.source + (row &* product.sourceStride &+ column)
    for index in 0..<product.count {
      let entries = product.counts[index]
      if entries == 0 { continue }
      let target = product.target + (product.targets[index] &+ row &* product.targetStride &+ column)
      var sums = InlineArray<rows, InlineArray<vectors, Vector>>(repeating: .init(repeating: .zero))
      for r in 0..<rows {
        for v in 0..<vectors { sums[r][v] = load(target, r &* product.targetStride &+ v &* vectorWidth) }
      }
      let first = index &* product.listStride
      for entry in first..<first &+ entries {
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
}

extension CompiledKernels {
  func listPooledGradients(
    _ geometry: PoolingGeometry, dy: Input, positions: Input, listStride: Int, channels: UnsafeMutablePointer<UInt32>,
    values: Output, counts: UnsafeMutablePointer<Int>
  ) {
    counts.update(repeating: 0, count: geometry.inputHeight &* geometry.inputWidth)
    for row in 0..<geometry.outputHeight {
      for column in 0..<geometry.outputWidth {
        let window = (row &* geometry.outputWidth &+ column) &* geometry.channels
        let corner = row &* geometry.strideHeight &* geometry.inputWidth &+ column &* geometry.strideWidth
        #if AVX512 || AVX2
          for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
            let left = geometry.channels &- channel
            let gradient =
              left >= vectorWidth ? load(dy, window &+ channel) : loadPartial(dy, window &+ channel, count: left)
            let place = load(positions, window &+ channel)
            var here: Float = 0
            for poolRow in 0..<geometry.poolHeight {
              for poolColumn in 0..<geometry.poolWidth {
                let position = corner &+ poolRow &* geometry.inputWidth &+ poolColumn
                let entry = position &* listStride &+ counts[position]
                let mine = select(place .== Vector(repeating: here), gradient, Vector())
                counts[position] &+= Int(
                  vector_list_nonzeros(
                    mine, Int32(truncatingIfNeeded: channel), channels + entry, values + entry))
                here += 1
              }
            }
          }
        #else
          for channel in 0..<geometry.channels {
            let place = Int(positions[window &+ channel])
            // A 2 × 2 window needs no division.
            let position =
              geometry.poolWidth == 2
              ? corner &+ (place &>> 1) &* geometry.inputWidth &+ (place & 1)
              : corner &+ place / geometry.poolWidth &* geometry.inputWidth &+ place % geometry.poolWidth
            let gradient = dy[window &+ channel]
            let entry = position &* listStride &+ counts[position]
            channels[entry] = UInt32(truncatingIfNeeded: channel)
            values[entry] = gradient
            counts[position] &+= gradient != 0 ? 1 : 0
          }
        #endif
      }
    }
  }
}
