import CVector
import KernelTypes

extension CompiledKernels {
  func columnSums(_ x: Input, rows: Int, rowStride: Int, columns: Int, y: Output, accumulate: Bool) {
    for column in stride(from: 0, to: columns, by: vectorWidth) {
      var sum = accumulate ? load(y, column) : Vector()
      for row in 0..<rows { sum += load(x, row &* rowStride &+ column) }
      storeUpTo(columns - column, sum, y, column)
    }
  }

  func sumParts(_ x: Input, parts: Int, stride: Int, y: Output, count: Int) {
    for index in Swift.stride(from: 0, to: count, by: vectorWidth) {
      var sum = load(x, index)
      for part in 1..<max(parts, 1) { sum += load(x, part &* stride &+ index) }
      storeUpTo(count - index, sum, y, index)
    }
  }
}

extension CompiledKernels {
  func transpose(_ x: Input, rows: Int, columns: Int, xStride: Int, y: Output, yStride: Int) {
    for row in stride(from: 0, to: rows, by: 16) {
      for column in stride(from: 0, to: columns, by: 16) {
        let from = x + (row &* xStride &+ column)
        let to = y + (column &* yStride &+ row)
        if row &+ 16 <= rows && column &+ 16 <= columns {
          transposeBlock(from, xStride, columns: 16, to, yStride)
        } else {
          for c in 0..<min(16, columns &- column) {
            for r in 0..<min(16, rows &- row) { to[c &* yStride &+ r] = from[r &* xStride &+ c] }
          }
        }
      }
    }
  }
}

/// Transposes sixteen rows of 1 to 16 columns, and reads no others. All sixteen rows of `y` may be written.
@inline(__always)
func transposeBlock(
  _ x: UnsafePointer<Float>, _ xStride: Int, columns: Int, _ y: UnsafeMutablePointer<Float>, _ yStride: Int
) {
  #if AVX512
    // Interleaving rows r and r + 8 rotates the eight bits of an element's position (row, lane) by one, and four rotations
    // exchange row and column. Written out, because the standard library's `InlineArray(repeating:)` of sixteen is not inlined,
    // and would be one function for all instruction sets (`Scripts/check-isa.sh` looks for it).
    func row(_ r: Int) -> Vector { loadPartial(x, r &* xStride, count: columns) }
    var rows: InlineArray<16, Vector> = [
      row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7), row(8), row(9), row(10), row(11), row(12),
      row(13),
      row(14), row(15),
    ]
    for _ in 0..<4 {
      let before = rows
      for r in 0..<8 {
        rows[2 &* r] = interleaveLow(before[r], before[r &+ 8])
        rows[2 &* r &+ 1] = interleaveHigh(before[r], before[r &+ 8])
      }
    }
    for r in 0..<16 { store(rows[r], y, r &* yStride) }
  #else
    // Sixteen rows of sixteen lanes would need twice as many registers as there are.
    for row in stride(from: 0, to: 16, by: 8) {
      let (from, to) = (x + row &* xStride, y + row)
      if columns < 8 {
        vector_transpose8(from, xStride, Int32(truncatingIfNeeded: columns), to, yStride)
      } else {
        vector_transpose8(from, xStride, 8, to, yStride)
        // Of fewer than sixteen columns, some are transposed twice.
        let last = columns &- 8
        vector_transpose8(from + last, xStride, 8, to + last &* yStride, yStride)
      }
    }
  #endif
}

extension CompiledKernels {
  func unitPixels(_ x: UnsafePointer<UInt8>, y: Output, count: Int) {
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
}
