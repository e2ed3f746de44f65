// The elements of a row are independent and are processed in vectors; the row's largest element and its sum are one chain in
// index order, as everywhere.

extension CompiledKernels {
  func softmax(_ x: Input, y: Output, rows: Int, columns: Int) {
    for row in 0..<rows { _ = softmaxRow(x + row * columns, y + row * columns, columns) }
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

  func crossEntropy(
    _ x: Input, labels: UnsafePointer<Int32>, y: Output, losses: Output, dx: Output?, scale: Float, rows: Int,
    columns: Int
  ) {
    for row in 0..<rows {
      let y = y + row * columns
      let label = Int(labels[row])
      let labelLogit = x[row * columns + label]
      let (largest, sum) = softmaxRow(x + row * columns, y, columns)
      losses[row] = log(Vector(repeating: sum))[0] + (largest - labelLogit)
      guard let dx = dx.map({ $0 + row * columns }) else { continue }
      for column in 0..<columns { dx[column] = (column == label ? y[column] - 1 : y[column]) * scale }
    }
  }
}
