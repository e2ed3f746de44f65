import KernelTypes

// The register tile: `rows` × `vectors` accumulators stay in registers for the whole reduction, each step loads
// `vectors` vectors of b and broadcasts one element of a for each row.
//
// Measured on one Zen 5 core (512-bit registers): 6 × 4 accumulators reach 235 GFLOPS. With 16 registers of 256 bits
// 6 × 1 vectors of sixteen (12 accumulators) is the most that does not spill: 3 × 2 reached 56 where 6 × 1 reaches 110.

func contract(_ product: Contraction) {
  #if AVX512
    var column = 0
    while column < product.columns {
      switch product.columns - column {
      case 49...: column += panel4(product, column)
      case 33...: column += panel3(product, column)
      case 17...: column += panel2(product, column)
      default: column += panel1(product, column)
      }
    }
  #else
    for column in stride(from: 0, to: product.columns, by: vectorWidth) { panel1(product, column) }
  #endif
}

#if AVX512
  private func panel4(_ product: Contraction, _ column: Int) -> Int {
    forEachTile(of: product.rows, atMost: 6) { row, rows in
      switch rows {
      case 6: tile(product, row, column, InlineArray<6, InlineArray<4, Vector>>(repeating: .init(repeating: .zero)))
      case 5: tile(product, row, column, InlineArray<5, InlineArray<4, Vector>>(repeating: .init(repeating: .zero)))
      case 4: tile(product, row, column, InlineArray<4, InlineArray<4, Vector>>(repeating: .init(repeating: .zero)))
      case 3: tile(product, row, column, InlineArray<3, InlineArray<4, Vector>>(repeating: .init(repeating: .zero)))
      case 2: tile(product, row, column, InlineArray<2, InlineArray<4, Vector>>(repeating: .init(repeating: .zero)))
      default: tile(product, row, column, InlineArray<1, InlineArray<4, Vector>>(repeating: .init(repeating: .zero)))
      }
    }
    return 4 * vectorWidth
  }

  private func panel3(_ product: Contraction, _ column: Int) -> Int {
    forEachTile(of: product.rows, atMost: 8) { row, rows in
      switch rows {
      case 8: tile(product, row, column, InlineArray<8, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      case 7: tile(product, row, column, InlineArray<7, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      case 6: tile(product, row, column, InlineArray<6, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      case 5: tile(product, row, column, InlineArray<5, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      case 4: tile(product, row, column, InlineArray<4, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      case 3: tile(product, row, column, InlineArray<3, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      case 2: tile(product, row, column, InlineArray<2, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      default: tile(product, row, column, InlineArray<1, InlineArray<3, Vector>>(repeating: .init(repeating: .zero)))
      }
    }
    return 3 * vectorWidth
  }

  private func panel2(_ product: Contraction, _ column: Int) -> Int {
    forEachTile(of: product.rows, atMost: 8) { row, rows in
      switch rows {
      case 8: tile(product, row, column, InlineArray<8, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      case 7: tile(product, row, column, InlineArray<7, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      case 6: tile(product, row, column, InlineArray<6, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      case 5: tile(product, row, column, InlineArray<5, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      case 4: tile(product, row, column, InlineArray<4, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      case 3: tile(product, row, column, InlineArray<3, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      case 2: tile(product, row, column, InlineArray<2, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      default: tile(product, row, column, InlineArray<1, InlineArray<2, Vector>>(repeating: .init(repeating: .zero)))
      }
    }
    return 2 * vectorWidth
  }
#endif

@discardableResult
private func panel1(_ product: Contraction, _ column: Int) -> Int {
  #if AVX512
    let most = 8
  #elseif PORTABLE
    let most = 2
  #else
    let most = 6
  #endif
  forEachTile(of: product.rows, atMost: most) { row, rows in
    switch rows {
    #if AVX512
      case 8: tile(product, row, column, InlineArray<8, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
      case 7: tile(product, row, column, InlineArray<7, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
    #endif
    #if !PORTABLE
      case 6: tile(product, row, column, InlineArray<6, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
      case 5: tile(product, row, column, InlineArray<5, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
      case 4: tile(product, row, column, InlineArray<4, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
      case 3: tile(product, row, column, InlineArray<3, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
    #endif
    case 2: tile(product, row, column, InlineArray<2, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
    default: tile(product, row, column, InlineArray<1, InlineArray<1, Vector>>(repeating: .init(repeating: .zero)))
    }
  }
  return vectorWidth
}

/// Splits `rows` evenly into tiles of at most `most`: nine rows are 5 + 4, not 8 + 1.
@inline(__always)
private func forEachTile(of rows: Int, atMost most: Int, _ body: (_ row: Int, _ rows: Int) -> Void) {
  let tiles = (rows + most - 1) / most
  var row = 0
  for tile in 0..<tiles {
    let count = (rows - row) / (tiles - tile)
    // The rest of the division goes to the last tiles, so every size is ⌊rows/tiles⌋ or one more.
    body(row, count)
    row += count
  }
}

@inline(__always)
private func tile<let rows: Int, let vectors: Int>(
  _ product: Contraction, _ row: Int, _ column: Int, _ zeros: InlineArray<rows, InlineArray<vectors, Vector>>
) {
  var sums = zeros
  if product.accumulate {
    for r in 0..<rows {
      let c = UnsafePointer(product.c + product.cOffsets[row &+ r])
      for v in 0..<vectors { sums[r][v] = load(c, column &+ v &* vectorWidth) }
    }
  }
  let inner = product.depth.inner
  let aStride = product.aStrides.inner
  let bStride = product.bStrides.inner &* 4
  for outer in 0..<product.depth.outer {
    for middle in 0..<product.depth.middle {
      let aStart = product.a + (outer &* product.aStrides.outer &+ middle &* product.aStrides.middle)
      let bStart = product.b + (outer &* product.bStrides.outer &+ middle &* product.bStrides.middle &+ column)
      var aRows = InlineArray<rows, UnsafePointer<Float>>(repeating: aStart)
      for r in 0..<rows { aRows[r] = aStart + product.aOffsets[row &+ r] }
      var b = UnsafeRawPointer(bStart)
      var offset = 0
      for _ in 0..<inner {
        var bRow = InlineArray<vectors, Vector>(repeating: .zero)
        for v in 0..<vectors { bRow[v] = b.loadUnaligned(fromByteOffset: v &* 64, as: Vector.self) }
        for r in 0..<rows {
          let a = Vector(repeating: aRows[r][offset])
          for v in 0..<vectors { sums[r][v] = fma(a, bRow[v], sums[r][v]) }
        }
        b += bStride
        offset &+= aStride
      }
    }
  }
  // Each loop below is small enough to be unrolled: an index that is not a constant would force the accumulators
  // into memory, and the loop above would store every one of them in every step (seen: half the speed).
  if let bias = product.bias {
    for v in 0..<vectors {
      let addend = load(bias, column &+ v &* vectorWidth)
      for r in 0..<rows { sums[r][v] += addend }
    }
  }
  if product.relu {
    for r in 0..<rows { for v in 0..<vectors { sums[r][v] = relu(sums[r][v]) } }
  }
  if column &+ vectors &* vectorWidth <= product.columns {
    for r in 0..<rows {
      let c = product.c + (product.cOffsets[row &+ r] &+ column)
      for v in 0..<vectors { store(sums[r][v], c, v &* vectorWidth) }
    }
  } else {
    var copy = zeros
    for r in 0..<rows { for v in 0..<vectors { copy[r][v] = sums[r][v] } }
    withUnsafeBytes(of: &copy) { bytes in
      // The address of the first of rows × vectors vectors, which lie without gaps.
      storeRagged(bytes.baseAddress!.assumingMemoryBound(to: Float.self), vectors, product, row, rows, column)
    }
  }
}

/// Stores the columns that exist of a tile whose last vector goes beyond them.
@inline(never)
private func storeRagged(
  _ tile: UnsafePointer<Float>, _ vectors: Int, _ product: Contraction, _ row: Int, _ rows: Int, _ column: Int
) {
  for r in 0..<rows {
    (product.c + (product.cOffsets[row + r] + column)).update(
      from: tile + r * vectors * vectorWidth, count: product.columns - column)
  }
}
