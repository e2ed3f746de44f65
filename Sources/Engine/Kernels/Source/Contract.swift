import KernelTypes

// The register tile: `rows` × `vectors` accumulators stay in registers for the whole reduction; each step loads `vectors`
// vectors of b and broadcasts one element of a for each row.
//
// `kernel-bench` compares the result with the peak. With 512-bit registers a tile has 6 × 4 accumulators. 6 × 1 vectors of
// sixteen take twelve of the sixteen 256-bit registers; 3 × 2 take as many, but leave none for b, and were much slower.

extension CompiledKernels {
  func contract(_ product: Contraction) {
    #if AVX2
      forEachDepthBlock(of: product, contractTiles)
    #else
      contractTiles(product)
    #endif
  }

  private func contractTiles(_ product: Contraction) {
    var column = 0
    while column < product.columns {
      #if AVX512
        switch product.columns - column {
        case 49...: column += Panel<4>.compute(product, column, tileRows: 6)
        case 33...: column += Panel<3>.compute(product, column, tileRows: 8)
        case 17...: column += Panel<2>.compute(product, column, tileRows: 8)
        default: column += Panel<1>.compute(product, column, tileRows: 8)
        }
      #elseif PORTABLE
        column += Panel<1>.compute(product, column, tileRows: 2)
      #else
        column += Panel<1>.compute(product, column, tileRows: 6)
      #endif
    }
  }
}

/// All rows of `vectors` vectors of columns.
private enum Panel<let vectors: Int> {
  /// In tiles of at most `tileRows` rows. Returns the number of columns.
  @inline(__always)
  static func compute(_ product: Contraction, _ column: Int, tileRows: Int) -> Int {
    #if AVX2
      var lookahead = Lookahead(product, column: column)
    #endif
    forEachTile(of: product.rows, atMost: tileRows) { row, rows in
      #if AVX2
        lookahead.ask(upTo: row &+ rows)
      #endif
      switch rows {
      #if AVX512
        case 8: Tile<8, vectors>.compute(product, row, column)
        case 7: Tile<7, vectors>.compute(product, row, column)
      #endif
      #if !PORTABLE
        case 6: Tile<6, vectors>.compute(product, row, column)
        case 5: Tile<5, vectors>.compute(product, row, column)
        case 4: Tile<4, vectors>.compute(product, row, column)
        case 3: Tile<3, vectors>.compute(product, row, column)
      #endif
      case 2: Tile<2, vectors>.compute(product, row, column)
      default: Tile<1, vectors>.compute(product, row, column)
      }
    }
    return vectors &* vectorWidth
  }
}

/// Splits `rows` evenly into tiles of at most `most`: nine rows are 5 + 4, not 8 + 1.
@inline(__always)
func forEachTile(of rows: Int, atMost most: Int, _ body: (_ row: Int, _ rows: Int) -> Void) {
  let tiles = (rows + most - 1) / most
  var row = 0
  for tile in 0..<tiles {
    let count = (rows - row) / (tiles - tile)
    // The remainder goes to the last tiles, so every size is ⌊rows/tiles⌋ or one more.
    body(row, count)
    row += count
  }
}

/// A register tile of `rows` × `vectors` accumulators.
private enum Tile<let rows: Int, let vectors: Int> {
  typealias Accumulators = InlineArray<rows, InlineArray<vectors, Vector>>

  @inline(__always)
  static func compute(_ product: Contraction, _ row: Int, _ column: Int) {
    var sums = Accumulators(repeating: .init(repeating: .zero))
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
    // Each loop below is small enough to be unrolled: an index that is not a constant would force the accumulators into memory,
    // and the loop above would store every one of them in every step.
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
      var copy = Accumulators(repeating: .init(repeating: .zero))
      for r in 0..<rows { for v in 0..<vectors { copy[r][v] = sums[r][v] } }
      withUnsafeBytes(of: &copy) { bytes in
        // The address of the first of rows × vectors contiguous vectors.
        storeRagged(bytes.baseAddress!.assumingMemoryBound(to: Float.self), vectors, product, row, rows, column)
      }
    }
  }
}

/// Stores the existing columns of a tile whose last vector extends beyond them.
@inline(never)
private func storeRagged(
  _ tile: UnsafePointer<Float>, _ vectors: Int, _ product: Contraction, _ row: Int, _ rows: Int, _ column: Int
) {
  for r in 0..<rows {
    (product.c + (product.cOffsets[row + r] + column)).update(
      from: tile + r * vectors * vectorWidth, count: product.columns - column)
  }
}
