import CVector
import KernelTypes

// A row of c is a few accumulators, with one load of b for each multiply-add, while a dense tile uses each load several times.
// From a second-level cache that is at best half the dense rate (Zen 4 loads 32 bytes per cycle where a multiply-add needs 64),
// so the rows of b are processed in blocks that partly fit a first-level cache, and c's chains are stored between blocks.

extension CompiledKernels {
  func multiplySparse(_ product: SparseProduct) {
    var panel = 0
    #if AVX512
      while panel &+ 2 <= product.panels {
        SparseTile<2, 4>.compute(product, panel, 0)
        panel &+= 2
      }
    #endif
    while panel < product.panels {
      var column = 0
      while column < product.columns {
        #if !PORTABLE
          if product.columns - column > 2 * vectorWidth {
            SparseTile<1, 4>.compute(product, panel, column)
            column &+= 4 * vectorWidth
            continue
          }
        #endif
        if product.columns - column > vectorWidth {
          SparseTile<1, 2>.compute(product, panel, column)
          column &+= 2 * vectorWidth
        } else {
          SparseTile<1, 1>.compute(product, panel, column)
          column &+= vectorWidth
        }
      }
      panel &+= 1
    }
  }
}

/// `panels` × `vectors` accumulators, of which at most the last extends beyond the last column.
private enum SparseTile<let panels: Int, let vectors: Int> {
  typealias Accumulators = InlineArray<panels, InlineArray<vectors, Vector>>

  @inline(__always)
  static func compute(_ product: SparseProduct, _ panel: Int, _ column: Int) {
    let a = product.a
    let b = product.b + (panel &* product.bPanelStride &+ column)
    let isRagged = column &+ vectors &* vectorWidth > product.columns
    for block in 0..<product.blocks {
      let isLast = block &+ 1 == product.blocks
      for row in product.rows {
        let starts = a.starts + (row &* a.startStride &+ block)
        let first = Int(starts[0])
        let end = Int(starts[1])
        let isUnchanged = first == end && (block > 0 || product.accumulate)
        if isUnchanged && !isLast { continue }
        let c = product.c + (row &* product.cRowStride &+ panel &* product.cPanelStride &+ column)
        var sums = Accumulators(repeating: .init(repeating: .zero))
        if block > 0 || product.accumulate {
          for p in 0..<panels {
            for v in 0..<vectors { sums[p][v] = load(c, p &* product.cPanelStride &+ v &* vectorWidth) }
          }
        }
        let list = row &* a.stride
        for entry in list &+ first..<list &+ end {
          let value = Vector(repeating: a.values[entry])
          let bRow = b + Int(a.indices[entry]) &* product.bRowStride
          for p in 0..<panels {
            for v in 0..<vectors {
              sums[p][v] = fma(value, load(bRow, p &* product.bPanelStride &+ v &* vectorWidth), sums[p][v])
            }
          }
        }
        if isLast { finish(&sums, product, panel, column) }
        if isRagged {
          storeRagged(sums, c, product.columns &- column)
        } else {
          for p in 0..<panels {
            for v in 0..<vectors { store(sums[p][v], c, p &* product.cPanelStride &+ v &* vectorWidth) }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func finish(_ sums: inout Accumulators, _ product: SparseProduct, _ panel: Int, _ column: Int) {
    if let bias = product.bias {
      for p in 0..<panels {
        let start = (panel &+ p) &* 64 &+ column
        for v in 0..<vectors { sums[p][v] += load(bias, start &+ v &* vectorWidth) }
      }
    }
    if product.relu {
      for p in 0..<panels { for v in 0..<vectors { sums[p][v] = relu(sums[p][v]) } }
    }
  }

  /// The existing columns of a single panel whose last vector extends beyond them.
  @inline(__always)
  private static func storeRagged(_ sums: Accumulators, _ c: UnsafeMutablePointer<Float>, _ count: Int) {
    var copy = Accumulators(repeating: .init(repeating: .zero))
    for p in 0..<panels { for v in 0..<vectors { copy[p][v] = sums[p][v] } }
    withUnsafeBytes(of: &copy) { bytes in
      // Vectors are contiguous, so they are floats in a row.
      c.update(from: bytes.baseAddress!.assumingMemoryBound(to: Float.self), count: count)
    }
  }
}

extension CompiledKernels {
  func listNonzeros(_ x: Input, columns: Int, rows: Range<Int>, lists: SparseRows) {
    for row in rows {
      let x = x + row &* columns
      let indices = lists.indices + row &* lists.stride
      let values = lists.values + row &* lists.stride
      let starts = lists.starts + row &* lists.startStride
      var found = 0
      var block = 0
      for start in stride(from: 0, to: columns, by: lists.blockLength) {
        starts[block] = UInt32(truncatingIfNeeded: found)
        block &+= 1
        let end = min(columns, start &+ lists.blockLength)
        var column = start
        while column &+ vectorWidth <= end {
          found &+= listLanes(load(x, column), column, indices + found, values + found)
          column &+= vectorWidth
        }
        if column < end {
          let rest = loadPartial(x, column, count: end &- column)
          found &+= listLanes(rest, column, indices + found, values + found)
        }
      }
      starts[block] = UInt32(truncatingIfNeeded: found)
    }
  }
}

/// Lists the non-zero lanes of x, and returns their number; both lists need room for sixteen.
@inline(__always)
private func listLanes(
  _ x: Vector, _ first: Int, _ indices: UnsafeMutablePointer<UInt32>, _ values: UnsafeMutablePointer<Float>
) -> Int {
  #if AVX2 || AVX512
    return Int(vector_list_nonzeros(x, Int32(truncatingIfNeeded: first), indices, values))
  #else
    // Most of an image is zero; the sign is ignored.
    let pairs = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let four = pairs.lowHalf | pairs.highHalf
    let two = four.lowHalf | four.highHalf
    guard (two[0] | two[1]) & 0x7fff_ffff_7fff_ffff != 0 else { return 0 }
    // Branch-free: the edges of a digit's strokes are unpredictable.
    var found = 0
    for lane in 0..<vectorWidth {
      indices[found] = UInt32(truncatingIfNeeded: first &+ lane)
      values[found] = x[lane]
      found &+= x[lane] != 0 ? 1 : 0
    }
    return found
  #endif
}
