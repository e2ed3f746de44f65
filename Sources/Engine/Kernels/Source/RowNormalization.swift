import KernelTypes

// A row's sums are one chain each, columns in order. Sixteen rows are transposed tile by tile, so that their chains run in lanes side
// by side; the last sixteen may overlap those before them, and of fewer than sixteen rows each fills all lanes alone. Everything else
// is in vectors along the rows.

extension CompiledKernels {
  func rowMoments(_ x: Input, rows: Int, columns: Int, epsilon: Float, mean: Output, inverse: Output) {
    RowTile.with { tile in
      forEachRowBlock(rows) { first, stride, count in
        let x = x + first &* columns
        var sum = Vector()
        tile.forEachColumn(x, stride &* columns, columns) { _, value in sum += value }
        let center = sum / Float(columns)
        var squares = Vector()
        tile.forEachColumn(x, stride &* columns, columns) { _, value in
          squares = fma(value - center, value - center, squares)
        }
        storeUpTo(count, center, mean, first)
        storeUpTo(count, Vector(repeating: 1) / squareRoot(squares / Float(columns) + epsilon), inverse, first)
      }
    }
  }

  func normalizeRows(_ x: Input, _ normalization: RowNormalization, y: Output) {
    let n = normalization
    for row in 0..<n.rows {
      let (mean, inverse) = (Vector(repeating: n.mean[row]), Vector(repeating: n.inverse[row]))
      forEachVector(n.columns, period: n.columns) { column, _, lanes in
        let scale = load(n.gamma, column) * inverse
        let shift = load(n.beta, column) - mean * scale
        let place = row &* n.columns &+ column
        storeUpTo(lanes, fma(loadUpTo(lanes, x, place), scale, shift), y, place)
      }
    }
  }

  func rowGradientMeans(_ x: Input, dy: Input, _ normalization: RowNormalization, means: Output, products: Output) {
    let n = normalization
    RowTile.with { tile in
      RowTile.with { other in
        forEachRowBlock(n.rows) { first, stride, count in
          let (mean, inverse) =
            stride == 0
            ? (Vector(repeating: n.mean[first]), Vector(repeating: n.inverse[first]))
            : (load(n.mean, first), load(n.inverse, first))
          let (x, dy) = (x + first &* n.columns, dy + first &* n.columns)
          var (sum, product) = (Vector(), Vector())
          for column in Swift.stride(from: 0, to: n.columns, by: vectorWidth) {
            let width = min(vectorWidth, n.columns &- column)
            tile.gather(x + column, stride &* n.columns, width)
            other.gather(dy + column, stride &* n.columns, width)
            for c in 0..<width {
              let g = other[c] * n.gamma[column &+ c]
              sum += g
              product = fma(g, (tile[c] - mean) * inverse, product)
            }
          }
          storeUpTo(count, sum / Float(n.columns), means, first)
          storeUpTo(count, product / Float(n.columns), products, first)
        }
      }
    }
  }

  func rowNormalizationGradient(
    _ x: Input, dy: Input, _ normalization: RowNormalization, means: Input, products: Input, dx: Output
  ) {
    let n = normalization
    for row in 0..<n.rows {
      let (mean, inverse) = (Vector(repeating: n.mean[row]), Vector(repeating: n.inverse[row]))
      let (sum, product) = (Vector(repeating: means[row]), Vector(repeating: products[row]))
      forEachVector(n.columns, period: n.columns) { column, _, lanes in
        let place = row &* n.columns &+ column
        let normalized = (loadUpTo(lanes, x, place) - mean) * inverse
        let g = loadUpTo(lanes, dy, place) * load(n.gamma, column)
        storeUpTo(lanes, inverse * fma(-normalized, product, g - sum), dx, place)
      }
    }
  }

  func rowNormalizationSums(_ x: Input, dy: Input, _ normalization: RowNormalization, sums: Output, products: Output) {
    let n = normalization
    for column in stride(from: 0, to: n.columns, by: vectorWidth) {
      var (sum, product) = (Vector(), Vector())
      for row in 0..<n.rows {
        let place = row &* n.columns &+ column
        let g = load(dy, place)
        sum += g
        product = fma(g, (load(x, place) - n.mean[row]) * n.inverse[row], product)
      }
      storeUpTo(n.columns &- column, sum, sums, column)
      storeUpTo(n.columns &- column, product, products, column)
    }
  }
}

/// Calls `body` for sixteen rows at a time, `stride` rows apart, with how many of them count: for fewer than sixteen with each alone,
/// sixteen times.
@inline(__always)
private func forEachRowBlock(_ rows: Int, _ body: (_ first: Int, _ stride: Int, _ count: Int) -> Void) {
  guard rows >= vectorWidth else {
    for row in 0..<rows { body(row, 0, 1) }
    return
  }
  for start in stride(from: 0, to: rows, by: vectorWidth) { body(min(start, rows &- vectorWidth), 1, vectorWidth) }
}

/// Sixteen columns of sixteen rows: one vector for each column, with a row in each lane.
private struct RowTile {
  private let vectors: UnsafeMutablePointer<Float>

  /// 1,024 bytes: more, or a stricter alignment, would be taken from the heap.
  @inline(__always)
  static func with(_ body: (RowTile) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { bytes in
      // It is not empty.
      body(RowTile(vectors: bytes.baseAddress!.assumingMemoryBound(to: Float.self)))
    }
  }

  @inline(__always)
  subscript(column: Int) -> Vector { load(vectors, column &* vectorWidth) }

  /// A function of its own, because a transposition takes all registers.
  @inline(never)
  func gather(_ x: UnsafePointer<Float>, _ stride: Int, _ columns: Int) {
    transposeBlock(x, stride, columns: columns, vectors, vectorWidth)
  }

  @inline(__always)
  func forEachColumn(_ x: UnsafePointer<Float>, _ stride: Int, _ columns: Int, _ body: (Int, Vector) -> Void) {
    for column in Swift.stride(from: 0, to: columns, by: vectorWidth) {
      let width = min(vectorWidth, columns &- column)
      gather(x + column, stride, width)
      for c in 0..<width { body(column &+ c, self[c]) }
    }
  }
}
