import CVector
import KernelTypes

extension CompiledKernels {
  func listNonzeros(_ x: Input, columns: Int, pairs: Range<Int>, lists: SparsePairs) {
    for pair in pairs {
      let upper = x + (Int(lists.members[2 &* pair]) &- lists.origin) &* columns
      let lower = x + (Int(lists.members[2 &* pair &+ 1]) &- lists.origin) &* columns
      let indices = lists.indices + pair &* lists.stride
      let values = lists.values + 2 &* pair &* lists.stride
      let starts = lists.starts + pair &* lists.startStride
      var found = 0
      var block = 0
      func list(_ x: Vector, _ y: Vector, _ column: Int) {
        found &+= listLanes(x, y, column, indices + found, values + found, values + (lists.stride &+ found))
      }
      for start in stride(from: 0, to: columns, by: lists.blockLength) {
        starts[block] = UInt32(truncatingIfNeeded: found)
        block &+= 1
        let end = min(columns, start &+ lists.blockLength)
        var column = start
        while column &+ vectorWidth <= end {
          list(load(upper, column), load(lower, column), column)
          column &+= vectorWidth
        }
        if column < end {
          let count = end &- column
          list(loadPartial(upper, column, count: count), loadPartial(lower, column, count: count), column)
        }
      }
      starts[block] = UInt32(truncatingIfNeeded: found)
    }
  }
}

/// Lists the lanes where x or y is not zero, and returns their number; all three lists need room for sixteen.
@inline(__always)
private func listLanes(
  _ x: Vector, _ y: Vector, _ first: Int, _ indices: UnsafeMutablePointer<UInt32>, _ xs: UnsafeMutablePointer<Float>,
  _ ys: UnsafeMutablePointer<Float>
) -> Int {
  #if AVX2 || AVX512
    return Int(vector_list_either(x, y, Int32(truncatingIfNeeded: first), indices, xs, ys))
  #else
    // Most of an image is zero; the sign is ignored.
    let pairs = unsafeBitCast(bits(x) | bits(y), to: SIMD8<UInt64>.self)
    let four = pairs.lowHalf | pairs.highHalf
    let two = four.lowHalf | four.highHalf
    guard (two[0] | two[1]) & 0x7fff_ffff_7fff_ffff != 0 else { return 0 }
    // Branch-free: the edges of a digit's strokes are unpredictable.
    var found = 0
    for lane in 0..<vectorWidth {
      indices[found] = UInt32(truncatingIfNeeded: first &+ lane)
      xs[found] = x[lane]
      ys[found] = y[lane]
      found &+= x[lane] != 0 || y[lane] != 0 ? 1 : 0
    }
    return found
  #endif
}

extension CompiledKernels {
  func pairRows(
    _ x: Input, columns: Int, rows: Range<Int>, signatures: UnsafeMutablePointer<UInt64>,
    members: UnsafeMutablePointer<UInt32>
  ) {
    for row in rows {
      signatures[row] = signature(x + row &* columns, columns)
      members[row] = UInt32(truncatingIfNeeded: row)
    }
    for first in stride(from: rows.lowerBound, to: rows.upperBound &- 1, by: 2) {
      var best = first &+ 1
      var least = Int.max
      for row in first &+ 1..<rows.upperBound {
        let distance = (signatures[first] ^ signatures[row]).nonzeroBitCount
        best = distance < least ? row : best
        least = min(distance, least)
      }
      (members[first &+ 1], members[best]) = (members[best], members[first &+ 1])
      (signatures[first &+ 1], signatures[best]) = (signatures[best], signatures[first &+ 1])
    }
    if rows.count & 1 != 0 { members[rows.upperBound] = members[rows.upperBound &- 1] }
  }
}

/// Whether each of 64 elements is zero: four vectors at equal distances.
@inline(__always)
private func signature(_ x: UnsafePointer<Float>, _ columns: Int) -> UInt64 {
  guard columns >= vectorWidth else { return nonzeroLanes(loadPartial(x, 0, count: columns)) }
  var bits: UInt64 = 0
  for part in 0..<4 {
    bits = bits &<< 16 | nonzeroLanes(load(x, (part &+ 1) &* (columns &- vectorWidth) / 5))
  }
  return bits
}

/// A bit for each lane that is not zero.
@inline(__always)
private func nonzeroLanes(_ x: Vector) -> UInt64 {
  #if AVX2 || AVX512
    return UInt64(vector_nonzero_lanes(x))
  #else
    var bits: UInt64 = 0
    for lane in 0..<vectorWidth { bits |= x[lane] != 0 ? 1 &<< UInt64(lane) : 0 }
    return bits
  #endif
}
