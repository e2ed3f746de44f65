import Glibc
import KernelTypes

// What one would write if only speed counted and sums could have any order. Compiled for AVX2, using as many of its
// sixteen registers as the kernels do: a vector of sixteen floats takes two.

private typealias Vector = SIMD16<Float>

@inline(__always)
private func load(_ pointer: UnsafePointer<Float>, _ index: Int = 0) -> Vector {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: Vector.self)
}

/// `contract` with each sum split in two chains (a single row's in four): 3 × 2 accumulators in place of 6 × 1.
func contractSplit(_ product: Contraction) {
  for column in stride(from: 0, to: product.columns, by: vectorWidth) {
    var row = 0
    while row < product.rows {
      switch product.rows - row {
      case 4, 2:
        SplitTile<2, 2>.compute(product, row, column)
        row += 2
      case 1:
        SplitTile<1, 4>.compute(product, row, column)
        row += 1
      default:
        SplitTile<3, 2>.compute(product, row, column)
        row += 3
      }
    }
  }
}

/// `rows` sums of sixteen columns each, every sum in `parts` chains.
private enum SplitTile<let rows: Int, let parts: Int> {
  @inline(__always)
  static func compute(_ product: Contraction, _ row: Int, _ column: Int) {
    var sums = InlineArray<parts, InlineArray<rows, Vector>>(repeating: .init(repeating: .zero))
    let aStride = product.aStrides.inner
    for middle in 0..<product.depth.middle {
      let start = product.a + middle &* product.aStrides.middle
      var a = InlineArray<rows, UnsafePointer<Float>>(repeating: start)
      for r in 0..<rows { a[r] = start + product.aOffsets[row &+ r] }
      var b = product.b + (middle &* product.bStrides.middle &+ column)
      var offset = 0
      for _ in 0..<product.depth.inner / parts {
        for p in 0..<parts {
          let bRow = load(b, p &* product.bStrides.inner)
          for r in 0..<rows {
            sums[p][r] = sums[p][r].addingProduct(Vector(repeating: a[r][offset &+ p &* aStride]), bRow)
          }
        }
        b += parts &* product.bStrides.inner
        offset &+= parts &* aStride
      }
      for _ in 0..<product.depth.inner % parts {
        let bRow = load(b)
        for r in 0..<rows { sums[0][r] = sums[0][r].addingProduct(Vector(repeating: a[r][offset]), bRow) }
        b += product.bStrides.inner
        offset &+= aStride
      }
    }
    for r in 0..<rows {
      var sum = sums[0][r]
      for p in 1..<parts { sum += sums[p][r] }
      let c = product.c + (product.cOffsets[row &+ r] &+ column)
      if product.columns &- column >= vectorWidth {
        UnsafeMutableRawPointer(c).storeBytes(of: sum, as: Vector.self)
      } else {
        for lane in 0..<product.columns &- column { c[lane] = sum[lane] }
      }
    }
  }
}

/// y [samples, units] = x·Wᵀ with vectors along the sum, for W [units, inputs]: an option where units are few, if the
/// order is free. Tiles of 2 samples × 5 units; `inputs` is a multiple of 8, `samples` of 2, `units` of 5.
func multiplyAlongSum(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, samples: Int, inputs: Int,
  units: Int
) {
  for sample in stride(from: 0, to: samples, by: 2) {
    for unit in stride(from: 0, to: units, by: 5) {
      var sums = InlineArray<2, InlineArray<5, SIMD8<Float>>>(repeating: .init(repeating: .zero))
      for input in stride(from: 0, to: inputs, by: 8) {
        var rows = InlineArray<2, SIMD8<Float>>(repeating: .zero)
        for s in 0..<2 { rows[s] = eight(x + ((sample &+ s) &* inputs &+ input)) }
        for u in 0..<5 {
          let weights = eight(w + ((unit &+ u) &* inputs &+ input))
          for s in 0..<2 { sums[s][u] = sums[s][u].addingProduct(rows[s], weights) }
        }
      }
      for s in 0..<2 {
        for u in 0..<5 { y[(sample &+ s) &* units &+ unit &+ u] = sum(sums[s][u]) }
      }
    }
  }
}

@inline(__always)
private func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

/// The sum of the lanes, by halves.
@inline(__always)
private func sum(_ vector: SIMD8<Float>) -> Float {
  let four = vector.lowHalf + vector.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// `columnSums` with four chains for each column. `columns` are whole vectors, `rows` a multiple of four.
func columnSumsSplit(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, _ y: UnsafeMutablePointer<Float>
) {
  for column in stride(from: 0, to: columns, by: vectorWidth) {
    var sums = InlineArray<4, Vector>(repeating: .zero)
    for row in stride(from: 0, to: rows, by: 4) {
      for p in 0..<4 { sums[p] += load(x, (row &+ p) &* columns &+ column) }
    }
    let sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
    UnsafeMutableRawPointer(y + column).storeBytes(of: sum, as: Vector.self)
  }
}

/// The sum of each row as `softmax` computes it: in one chain.
func rowSums(_ x: UnsafePointer<Float>, rows: Int, columns: Int, _ y: UnsafeMutablePointer<Float>) {
  for row in 0..<rows {
    var sum: Float = 0
    for column in 0..<columns { sum += x[row &* columns &+ column] }
    y[row] = sum
  }
}

/// The same in eight lanes, then the rest.
func rowSumsInLanes(_ x: UnsafePointer<Float>, rows: Int, columns: Int, _ y: UnsafeMutablePointer<Float>) {
  for row in 0..<rows {
    let start = x + row &* columns
    var lanes = SIMD8<Float>()
    for column in stride(from: 0, to: columns &- 7, by: 8) { lanes += eight(start + column) }
    var total = sum(lanes)
    for column in columns &- columns % 8..<columns { total += start[column] }
    y[row] = total
  }
}

/// With the C library's exponential, element by element.
func sigmoidOfLibrary(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { y[index] = 1 / (1 + expf(-x[index])) }
}

func tanhOfLibrary(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { y[index] = tanhf(x[index]) }
}
