import KernelTypes

// A single row of c would need one load of b for each multiply-add, where the processor has at most as many loads as multiply-adds.
// So two rows share each load, over all elements where either is not zero: a fifth more multiply-adds for neighbouring inputs of
// MNIST, three tenths more for similar samples, and all of them near the peak. b's rows are processed in blocks that fit a
// first-level cache, and c's chains are stored between blocks.

extension CompiledKernels {
  var sparseBlockLength: Int {
    #if AVX512
      96
    #else
      128
    #endif
  }

  func multiplySparse(_ product: SparseProduct) {
    let vectors = product.panels &* vectorsOfPanel(product)
    var vector = 0
    #if AVX512
      while vector &+ 8 <= vectors {
        PairTile<2, 4>.compute(product, vector)
        vector &+= 8
      }
      if vector &+ 4 <= vectors {
        PairTile<1, 4>.compute(product, vector)
        vector &+= 4
      }
    #endif
    #if PORTABLE
      let most = 1
    #else
      let most = 3
    #endif
    forEachTile(of: vectors &- vector, atMost: most) { first, count in
      switch count {
      #if !PORTABLE
        case 3: PairTile<3, 1>.compute(product, vector &+ first)
        case 2: PairTile<2, 1>.compute(product, vector &+ first)
      #endif
      default: PairTile<1, 1>.compute(product, vector &+ first)
      }
    }
  }
}

@inline(__always)
private func vectorsOfPanel(_ product: SparseProduct) -> Int {
  (product.columns &+ vectorWidth &- 1) / vectorWidth
}

/// Two rows of `parts` × `width` accumulators. A part is vectors side by side in one panel; the next part may be in another.
private enum PairTile<let parts: Int, let width: Int> {
  typealias Row = InlineArray<parts, InlineArray<width, Vector>>

  /// All pairs of rows; `vector` counts through the panels.
  @inline(never)
  static func compute(_ product: SparseProduct, _ vector: Int) {
    let a = product.a
    var b = InlineArray<parts, UnsafePointer<Float>>(repeating: product.b)
    var c = InlineArray<parts, Int>(repeating: 0)
    var bias = InlineArray<parts, Int>(repeating: 0)
    var columns = product.columns
    for part in 0..<parts {
      let (panel, place) = (vector &+ part &* width).quotientAndRemainder(dividingBy: vectorsOfPanel(product))
      let column = place &* vectorWidth
      b[part] += panel &* product.bPanelStride &+ column
      c[part] = panel &* product.cPanelStride &+ column
      bias[part] = panel &* 64 &+ column
      // Of the last part, which alone may extend beyond the last column.
      columns = product.columns &- column
    }
    for block in 0..<product.blocks {
      let isLast = block &+ 1 == product.blocks
      let continues = block > 0 || product.accumulate
      for pair in product.pairs {
        let starts = a.starts + (pair &* a.startStride &+ block)
        let first = Int(starts[0])
        let end = Int(starts[1])
        if first == end && continues && !isLast { continue }
        let upper = product.c + (Int(a.members[2 &* pair]) &- a.origin) &* product.cRowStride
        let lower = product.c + (Int(a.members[2 &* pair &+ 1]) &- a.origin) &* product.cRowStride
        var sums = Row(repeating: .init(repeating: .zero))
        var others = Row(repeating: .init(repeating: .zero))
        if continues {
          for p in 0..<parts {
            for v in 0..<width {
              sums[p][v] = load(upper, c[p] &+ v &* vectorWidth)
              others[p][v] = load(lower, c[p] &+ v &* vectorWidth)
            }
          }
        }
        let indices = a.indices + pair &* a.stride
        let values = a.values + 2 &* pair &* a.stride
        let otherValues = values + a.stride
        for entry in first..<end {
          let value = Vector(repeating: values[entry])
          let other = Vector(repeating: otherValues[entry])
          let row = Int(indices[entry]) &* product.bRowStride
          for p in 0..<parts {
            for v in 0..<width {
              let factor = load(b[p], row &+ v &* vectorWidth)
              sums[p][v] = fma(value, factor, sums[p][v])
              others[p][v] = fma(other, factor, others[p][v])
            }
          }
        }
        if isLast {
          finish(&sums, product, bias)
          finish(&others, product, bias)
        }
        write(sums, upper, c, columns)
        write(others, lower, c, columns)
      }
    }
  }

  @inline(__always)
  private static func finish(_ sums: inout Row, _ product: SparseProduct, _ bias: InlineArray<parts, Int>) {
    // Makes −0 +0: the only trace of zeros that were listed, or were not.
    for p in 0..<parts { for v in 0..<width { sums[p][v] += Vector() } }
    if let addends = product.bias {
      for p in 0..<parts { for v in 0..<width { sums[p][v] += load(addends, bias[p] &+ v &* vectorWidth) } }
    }
    if product.relu {
      for p in 0..<parts { for v in 0..<width { sums[p][v] = relu(sums[p][v]) } }
    }
  }

  /// `columns` are left from the last part on.
  @inline(__always)
  private static func write(
    _ sums: Row, _ row: UnsafeMutablePointer<Float>, _ c: InlineArray<parts, Int>, _ columns: Int
  ) {
    for p in 0..<parts {
      for v in 0..<width {
        let left = columns &- v &* vectorWidth
        if p &+ 1 == parts && left < vectorWidth {
          storePartial(sums[p][v], row, c[p] &+ v &* vectorWidth, count: left)
        } else {
          store(sums[p][v], row, c[p] &+ v &* vectorWidth)
        }
      }
    }
  }
}
