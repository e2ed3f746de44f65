import KernelTypes

func columnSums(
  _ x: UnsafePointer<Float>, _ rows: Int, _ rowStride: Int, _ columns: Int, _ y: UnsafeMutablePointer<Float>,
  _ accumulate: Bool
) {
  for column in stride(from: 0, to: columns, by: vectorWidth) {
    var sum = accumulate ? load(y, column) : Vector()
    for row in 0..<rows { sum += load(x, row &* rowStride &+ column) }
    storeUpTo(columns - column, sum, y, column)
  }
}

func sumParts(
  _ x: UnsafePointer<Float>, _ parts: Int, _ stride: Int, _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  for index in Swift.stride(from: 0, to: count, by: vectorWidth) {
    var sum = load(x, index)
    for part in 1..<max(parts, 1) { sum += load(x, part &* stride &+ index) }
    storeUpTo(count - index, sum, y, index)
  }
}

/// The lanes that exist: all sixteen, or the first `count` of the last vector.
@inline(__always)
private func storeUpTo(_ count: Int, _ vector: Vector, _ y: UnsafeMutablePointer<Float>, _ index: Int) {
  if count >= vectorWidth { store(vector, y, index) } else { storePartial(vector, y, index, count: count) }
}

func transpose(
  _ x: UnsafePointer<Float>, _ rows: Int, _ columns: Int, _ xStride: Int, _ y: UnsafeMutablePointer<Float>,
  _ yStride: Int
) {
  // Blocks of 16 × 16 keep both sides' cache lines in the first-level cache.
  for rowBlock in stride(from: 0, to: rows, by: 16) {
    let rowEnd = min(rows, rowBlock + 16)
    for columnBlock in stride(from: 0, to: columns, by: 16) {
      for column in columnBlock..<min(columns, columnBlock + 16) {
        for row in rowBlock..<rowEnd { y[column &* yStride &+ row] = x[row &* xStride &+ column] }
      }
    }
  }
}

func unitPixels(_ x: UnsafePointer<UInt8>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var index = 0
  let full = Vector(repeating: 255)
  while index &+ vectorWidth <= count {
    let bytes = UnsafeRawPointer(x + index).loadUnaligned(as: SIMD16<UInt8>.self)
    store(floats(bytes) / full, y, index)
    index &+= vectorWidth
  }
  while index < count {
    y[index] = Float(x[index]) / 255
    index &+= 1
  }
}
