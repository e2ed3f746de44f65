import KernelTypes

// A row of c is a few accumulators and one load of b for each multiply-add, while a dense tile uses each load several
// times. From a second-level cache that gives 64 bytes a cycle this runs at half the dense rate at best.

func multiplySparseRow(_ row: SparseRow) {
  var column = 0
  while column < row.columns {
    let left = wholeVectors(row.columns - column) / vectorWidth
    #if AVX512
      if left >= 16 {
        column += Panel<16>.compute(row, column)
        continue
      }
      if left >= 8 {
        column += Panel<8>.compute(row, column)
        continue
      }
    #endif
    #if !PORTABLE
      if left >= 4 {
        column += Panel<4>.compute(row, column)
        continue
      }
    #endif
    column +=
      left >= 2
      ? Panel<2>.compute(row, column)
      : Panel<1>.compute(row, column)
  }
}

/// A column panel of `vectors` accumulators, at most the last of which goes beyond the last column. Returns its columns.
private enum Panel<let vectors: Int> {
  @inline(__always)
  static func compute(_ row: SparseRow, _ column: Int) -> Int {
    var sums = InlineArray<vectors, Vector>(repeating: .zero)
    let b = row.b + column
    for element in 0..<row.count {
      let value = Vector(repeating: row.values[element])
      let bRow = b + Int(row.indices[element]) &* row.bRowStride
      for v in 0..<vectors { sums[v] = fma(value, load(bRow, v &* vectorWidth), sums[v]) }
    }
    if let bias = row.bias {
      for v in 0..<vectors { sums[v] += load(bias, column &+ v &* vectorWidth) }
    }
    if row.relu {
      for v in 0..<vectors { sums[v] = relu(sums[v]) }
    }
    let end = column &+ vectors &* vectorWidth
    if end <= row.columns {
      for v in 0..<vectors { store(sums[v], row.c, column &+ v &* vectorWidth) }
    } else {
      var copy = InlineArray<vectors, Vector>(repeating: .zero)
      for v in 0..<vectors { copy[v] = sums[v] }
      withUnsafeBytes(of: &copy) { bytes in
        // Vectors lie without gaps, so they are floats in a row.
        (row.c + column).update(
          from: bytes.baseAddress!.assumingMemoryBound(to: Float.self), count: row.columns - column)
      }
    }
    return vectors &* vectorWidth
  }
}

func listNonzeros(
  _ x: UnsafePointer<Float>, _ start: Int, _ end: Int, _ indices: UnsafeMutablePointer<UInt32>,
  _ values: UnsafeMutablePointer<Float>
) -> Int {
  // Without a branch: strokes of a digit begin and end at unforeseeable places.
  var found = 0
  for index in start..<end {
    indices[found] = UInt32(truncatingIfNeeded: index)
    values[found] = x[index]
    found &+= x[index] != 0 ? 1 : 0
  }
  return found
}
