import KernelTypes

// Sixteen rows of at most sixteen columns are computed in lanes of their own, so that all lanes work and the chains of sixteen rows
// run at once; other rows one by one, in vectors along the row. The largest element and the sum of a row are one chain in
// index order either way.

extension CompiledKernels {
  func softmax(_ x: Input, y: Output, rows: Int, columns: Int) {
    let inLanes = forEachBlock(rows: rows, columns: columns) { row, block in
      block.gather(x + row * columns)
      _ = block.softmax()
      block.scatter(y + row * columns)
    }
    for row in inLanes..<rows { _ = softmaxRow(x + row * columns, y + row * columns, columns) }
  }

  func logSoftmax(_ x: Input, y: Output, rows: Int, columns: Int) {
    let inLanes = forEachBlock(rows: rows, columns: columns) { row, block in
      block.gather(x + row * columns)
      block.logSoftmax()
      block.scatter(y + row * columns)
    }
    for row in inLanes..<rows { logSoftmaxRow(x + row * columns, y + row * columns, columns) }
  }

  /// Calls `body` with the first row of each block that fits into lanes. Returns how many rows these are.
  @inline(__always)
  private func forEachBlock(rows: Int, columns: Int, _ body: (_ row: Int, _ block: LaneBlock) -> Void) -> Int {
    guard columns <= vectorWidth else { return 0 }
    let count = rows / vectorWidth * vectorWidth
    LaneBlock.withMemory(columns: columns) { block in
      for row in stride(from: 0, to: count, by: vectorWidth) { body(row, block) }
    }
    return count
  }
}

/// y = softmax(x); returns the row's largest element and Σ exp(x − largest).
@inline(__always)
private func softmaxRow(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ columns: Int
) -> (largest: Float, sum: Float) {
  var largest = x[0]
  for column in 1..<max(columns, 1) { largest = x[column] > largest ? x[column] : largest }
  let shift = Vector(repeating: largest)
  mapVectors(x, y, columns) { exp($0 - shift) }
  var sum: Float = 0
  for column in 0..<columns { sum += y[column] }
  let divisor = Vector(repeating: sum)
  mapVectors(y, y, columns) { $0 / divisor }
  return (largest, sum)
}

/// y = x − largest − ln Σ exp(x − largest)
@inline(__always)
private func logSoftmaxRow(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ columns: Int) {
  var largest = x[0]
  for column in 1..<max(columns, 1) { largest = x[column] > largest ? x[column] : largest }
  let shift = Vector(repeating: largest)
  // exp in vectors as in `softmaxRow`, but y may be x, which is still needed: the sum takes one vector at a time.
  var sum: Float = 0
  for column in stride(from: 0, to: columns, by: vectorWidth) {
    let lanes = min(vectorWidth, columns &- column)
    let exponentials = exp(loadUpTo(lanes, x, column) - shift)
    for lane in 0..<lanes { sum += exponentials[lane] }
  }
  let logarithm = log(Vector(repeating: sum))
  mapVectors(x, y, columns) { $0 - shift - logarithm }
}

/// Sixteen rows: one vector for each column, with a row in each lane.
private struct LaneBlock {
  private let vectors: UnsafeMutablePointer<Float>
  /// The same in rows, on the way back.
  private let rows: UnsafeMutablePointer<Float>
  let columns: Int

  /// Two blocks of 1,024 bytes: more, or a stricter alignment, would be taken from the heap.
  @inline(__always)
  static func withMemory(columns: Int, _ body: (LaneBlock) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { vectors in
      withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { rows in
        // Neither is empty.
        body(
          LaneBlock(
            vectors: vectors.baseAddress!.assumingMemoryBound(to: Float.self),
            rows: rows.baseAddress!.assumingMemoryBound(to: Float.self), columns: columns))
      }
    }
  }

  @inline(__always)
  subscript(column: Int) -> Vector {
    get { load(vectors, column &* vectorWidth) }
    nonmutating set { store(newValue, vectors, column &* vectorWidth) }
  }

  /// Reads nothing beyond the sixteen rows: what follows them may be another thread's. Like `scatter` a function of its own, because
  /// a transposition takes all registers: within `crossEntropy` it made that 5 % slower.
  @inline(never)
  func gather(_ x: UnsafePointer<Float>) {
    transposeBlock(x, columns, columns: columns, vectors, vectorWidth)
  }

  @inline(never)
  func scatter(_ y: UnsafeMutablePointer<Float>) {
    transposeBlock(vectors, vectorWidth, columns: vectorWidth, rows, vectorWidth)
    for row in 0..<vectorWidth {
      let place = row &* columns
      // A whole vector may reach into the next rows, which are written after it.
      if place &+ vectorWidth <= columns &* vectorWidth {
        store(load(rows, row &* vectorWidth), y, place)
      } else {
        storePartial(load(rows, row &* vectorWidth), y, place, count: columns)
      }
    }
  }

  /// `softmaxRow` in each lane.
  @inline(__always)
  func softmax() -> (largest: Vector, sum: Vector) {
    var largest = self[0]
    for column in 1..<max(columns, 1) { largest = select(self[column] .> largest, self[column], largest) }
    var sum = Vector()
    for column in 0..<columns {
      self[column] = exp(self[column] - largest)
      sum += self[column]
    }
    for column in 0..<columns { self[column] = self[column] / sum }
    return (largest, sum)
  }

  /// `logSoftmaxRow` in each lane.
  @inline(__always)
  func logSoftmax() {
    var largest = self[0]
    for column in 1..<max(columns, 1) { largest = select(self[column] .> largest, self[column], largest) }
    var sum = Vector()
    for column in 0..<columns { sum += exp(self[column] - largest) }
    let logarithm = log(sum)
    for column in 0..<columns { self[column] = self[column] - largest - logarithm }
  }
}

extension CompiledKernels {
  func softmaxGradient(y: Input, dy: Input, dx: Output, rows: Int, columns: Int) {
    for row in 0..<rows {
      let y = y + row * columns
      let dy = dy + row * columns
      var dot: Float = 0
      for column in 0..<columns { dot += dy[column] * y[column] }
      let shift = Vector(repeating: dot)
      mapVectors(y, dy, dx + row * columns, columns) { y, dy in y * (dy - shift) }
    }
  }

  func logSoftmaxGradient(y: Input, dy: Input, dx: Output, rows: Int, columns: Int) {
    for row in 0..<rows {
      let dy = dy + row * columns
      var total: Float = 0
      for column in 0..<columns { total += dy[column] }
      let factor = Vector(repeating: total)
      mapVectors(y + row * columns, dy, dx + row * columns, columns) { y, dy in dy - exp(y) * factor }
    }
  }

  func crossEntropy(
    _ x: Input, labels: UnsafePointer<Int32>, y: Output, losses: Output, dx: Output?, scale: Float, rows: Int,
    columns: Int
  ) {
    let inLanes = forEachBlock(rows: rows, columns: columns) { row, block in
      block.gather(x + row * columns)
      let labels = UnsafeRawPointer(labels + row).loadUnaligned(as: SIMD16<Int32>.self)
      func isLabel(_ column: Int) -> Mask { labels .== SIMD16<Int32>(repeating: Int32(truncatingIfNeeded: column)) }
      var labelLogit = Vector()
      for column in 0..<columns { labelLogit = select(isLabel(column), block[column], labelLogit) }
      let (largest, sum) = block.softmax()
      store(log(sum) + (largest - labelLogit), losses, row)
      block.scatter(y + row * columns)
      guard let dx else { return }
      for column in 0..<columns {
        block[column] = select(isLabel(column), block[column] - 1, block[column]) * scale
      }
      block.scatter(dx + row * columns)
    }
    for row in inLanes..<rows {
      let y = y + row * columns
      let label = Int(labels[row])
      let labelLogit = x[row * columns + label]
      let (largest, sum) = softmaxRow(x + row * columns, y, columns)
      losses[row] = log(Vector(repeating: sum))[0] + (largest - labelLogit)
      guard let dx = dx.map({ $0 + row * columns }) else { continue }
      for column in 0..<columns { dx[column] = (column == label ? y[column] - 1 : y[column]) * scale }
    }
  }
  func crossEntropy(
    _ x: Input, smoothed t: Input, y: Output, losses: Output, dx: Output?, scale: Float, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let first = row * columns
      let (x, t, y) = (x + first, t + first, y + first)
      let (largest, sum) = softmaxRow(x, y, columns)
      let logarithm = log(Vector(repeating: sum))[0]
      var loss: Float = 0
      for column in 0..<columns { loss += t[column] * (logarithm + (largest - x[column])) }
      losses[row] = loss
      guard let dx else { continue }
      mapVectors(y, t, dx + first, columns) { y, t in (y - t) * scale }
    }
  }
}
