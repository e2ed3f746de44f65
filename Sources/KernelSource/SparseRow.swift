import KernelTypes

// A row of c is a few accumulators and one load of b for each multiply-add, so it is bound by the second-level cache's
// 64 bytes a cycle: half the dense tile's rate, which pays as soon as more than half of the elements are zero.

func multiplySparseRow(_ row: SparseRow) {
  var column = 0
  while column < row.columns {
    let left = wholeVectors(row.columns - column) / vectorWidth
    #if AVX512
      if left >= 16 {
        column += panel(row, column, InlineArray<16, Vector>(repeating: .zero))
        continue
      }
      if left >= 8 {
        column += panel(row, column, InlineArray<8, Vector>(repeating: .zero))
        continue
      }
    #endif
    #if !PORTABLE
      if left >= 4 {
        column += panel(row, column, InlineArray<4, Vector>(repeating: .zero))
        continue
      }
    #endif
    column +=
      left >= 2
      ? panel(row, column, InlineArray<2, Vector>(repeating: .zero))
      : panel(row, column, InlineArray<1, Vector>(repeating: .zero))
  }
}

/// One column panel, at most the last vector of which goes beyond the last column.
@inline(__always)
private func panel<let vectors: Int>(
  _ row: SparseRow, _ column: Int, _ zeros: InlineArray<vectors, Vector>
) -> Int {
  var sums = zeros
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
    var copy = zeros
    for v in 0..<vectors { copy[v] = sums[v] }
    withUnsafeBytes(of: &copy) { bytes in
      // Vectors lie without gaps, so they are floats in a row.
      (row.c + column).update(
        from: bytes.baseAddress!.assumingMemoryBound(to: Float.self), count: row.columns - column)
    }
  }
  return vectors &* vectorWidth
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
