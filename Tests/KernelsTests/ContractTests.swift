import Geometry
import KernelTypes
import Kernels
import Testing

/// `contract` against one scalar chain per output: bit for bit, and not a float is written outside the outputs.
struct ContractTests {
  struct Shape: CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var depth: (outer: Int, middle: Int, inner: Int)
    var bias = false
    var relu = false
    var accumulate = false
    var misalignment = 0

    var testDescription: String {
      "\(rows) × \(columns), depth \(depth), bias \(bias), relu \(relu), accumulate \(accumulate), +\(misalignment)"
    }
  }

  static let columns = [1, 10, 15, 16, 17, 32, 33, 48, 49, 64, 65, 100]
  static let depths = [(1, 1, 0), (1, 0, 3), (0, 2, 2), (1, 1, 1), (1, 1, 7), (1, 3, 5), (2, 3, 4), (1, 1, 33)]

  /// The scalar reference: c[r, n] in order (outer, middle, inner), each step rounded once.
  private static func reference(_ p: Contraction, _ before: [Float], row: Int, column n: Int) -> Float {
    var sum: Float = p.accumulate ? before[p.cOffsets[row] + n] : 0
    for o in 0..<p.depth.outer {
      for m in 0..<p.depth.middle {
        for i in 0..<p.depth.inner {
          let a = p.a[p.aOffsets[row] + o * p.aStrides.outer + m * p.aStrides.middle + i * p.aStrides.inner]
          let b = p.b[o * p.bStrides.outer + m * p.bStrides.middle + i * p.bStrides.inner + n]
          sum.addProduct(a, b)
        }
      }
    }
    if let bias = p.bias { sum += bias[n] }
    return p.relu && sum <= 0 ? 0 : sum
  }

  /// Strides with gaps and no common divisor with the vector's width; rows in no particular order.
  private static func check(_ shape: Shape, _ kernels: any KernelSet) -> Bool {
    var random = SplitMix(UInt64(shape.rows * 1000 + shape.columns))
    let d = shape.depth
    let aStrides = Contraction.Nest(outer: 131, middle: 41, inner: 3)
    let bRow = shape.columns + 5
    let bStrides = Contraction.Nest(outer: bRow * 17 + 1, middle: bRow * 5 + 3, inner: bRow)
    func reach(_ s: Contraction.Nest) -> Int {
      max(0, d.outer - 1) * s.outer + max(0, d.middle - 1) * s.middle + max(0, d.inner - 1) * s.inner
    }
    let aOffsets = (0..<shape.rows).map { ($0 * 5) % shape.rows * 7 + $0 % 2 }
    let cOffsets = (0..<shape.rows).map { ($0 * 3 + 1) % (3 * shape.rows + 1) * (shape.columns + 3) }
    let a = GuardedArray(
      random.floats((aOffsets.max() ?? 0) + reach(aStrides) + 1), misalignment: shape.misalignment)
    let b = GuardedArray(random.floats(reach(bStrides) + shape.columns), misalignment: shape.misalignment + 1)
    let bias = GuardedArray(random.floats(shape.columns), misalignment: shape.misalignment)
    let c = GuardedArray(count: (cOffsets.max() ?? 0) + shape.columns, misalignment: shape.misalignment + 2)
    if shape.accumulate {
      for offset in cOffsets { for n in 0..<shape.columns { c.pointer[offset + n] = random.floats(1)[0] } }
    }
    let before = c.values
    let inputRows = OffsetTable(aOffsets)
    let outputRows = OffsetTable(cOffsets)
    let product = Contraction(
      a: a.readOnly, aStrides: aStrides, aOffsets: inputRows.readOnly, rows: shape.rows,
      b: b.readOnly, bStrides: bStrides, columns: shape.columns,
      depth: .init(outer: d.outer, middle: d.middle, inner: d.inner), c: c.pointer, cOffsets: outputRows.readOnly,
      bias: shape.bias ? bias.readOnly : nil, relu: shape.relu, accumulate: shape.accumulate)
    kernels.contract(product)
    var expected = before.map(\.bitPattern)
    for row in 0..<shape.rows {
      for n in 0..<shape.columns {
        expected[cOffsets[row] + n] = reference(product, before, row: row, column: n).bitPattern
      }
    }
    return c.bits == expected && c.canariesLive()
  }

  @Test(arguments: InstructionSet.supported, 1...14)
  func everyTileEqualsTheScalarChain(_ set: InstructionSet, rows: Int) {
    for columns in Self.columns {
      for (index, depth) in Self.depths.enumerated() {
        for flags in 0..<8 {
          let shape = Shape(
            rows: rows, columns: columns, depth: depth, bias: flags & 1 != 0, relu: flags & 2 != 0,
            accumulate: flags & 4 != 0, misalignment: (index + flags) % 4)
          guard Self.check(shape, set.kernels) else {
            Issue.record("\(shape.testDescription)")
            return
          }
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func noRowsAndNoColumnsWriteNothing(_ set: InstructionSet) {
    for (rows, columns) in [(0, 0), (0, 16), (3, 0)] {
      let c = GuardedArray(count: 64)
      let a = GuardedArray([1, 2, 3])
      let b = GuardedArray([Float](repeating: 1, count: 64))
      let offsets = OffsetTable([0, 1, 2])
      set.kernels.contract(
        Contraction(
          a: a.readOnly, aStrides: .init(inner: 1), aOffsets: offsets.readOnly, rows: rows, b: b.readOnly,
          bStrides: .init(inner: 16), columns: columns, depth: .init(inner: 1), c: c.pointer,
          cOffsets: offsets.readOnly))
      #expect(c.canariesLive(after: 0), "\(rows) × \(columns)")
    }
  }

  /// Sums so long that they are cut into blocks: bias and ReLU come after the last one alone.
  @Test(arguments: InstructionSet.supported, [(1, 1, 129), (1, 1, 1100), (1, 7, 50), (1, 2, 600), (2, 3, 60)])
  func longSums(_ set: InstructionSet, depth: (Int, Int, Int)) {
    // Few rows are not cut into blocks.
    for rows in [13, 37] {
      for columns in [10, 16, 64, 70] {
        for flags in 0..<8 {
          let shape = Shape(
            rows: rows, columns: columns, depth: depth, bias: flags & 1 != 0, relu: flags & 2 != 0,
            accumulate: flags & 4 != 0)
          #expect(Self.check(shape, set.kernels), "\(shape.testDescription)")
        }
      }
    }
  }

  /// Shapes larger than a tile in both directions, as layers have them.
  @Test(arguments: InstructionSet.supported)
  func manyTiles(_ set: InstructionSet) {
    for rows in [31, 97] {
      for columns in [200, 257] {
        for accumulate in [false, true] {
          let shape = Shape(rows: rows, columns: columns, depth: (1, 2, 9), bias: true, accumulate: accumulate)
          #expect(Self.check(shape, set.kernels), "\(shape.testDescription)")
        }
      }
    }
  }
}
