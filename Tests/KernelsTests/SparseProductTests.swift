import KernelTypes
import Kernels
import Testing

/// A product that skips its zeros against the scalar chains, and the lists of non-zero elements.
struct SparseProductTests {
  /// Lists in memory of their own, with room for what the kernels write past their end.
  final class Lists {
    let indices: UnsafeMutablePointer<UInt32>
    let values: UnsafeMutablePointer<Float>
    let starts: UnsafeMutablePointer<UInt32>
    let rows: SparseRows

    init(rows count: Int, columns: Int, blockLength: Int) {
      let stride = columns + 17
      let blocks = (columns + blockLength - 1) / blockLength
      indices = .allocate(capacity: count * stride)
      values = .allocate(capacity: count * stride)
      starts = .allocate(capacity: count * (blocks + 1))
      indices.initialize(repeating: 99_999, count: count * stride)
      values.initialize(repeating: .nan, count: count * stride)
      starts.initialize(repeating: 99_999, count: count * (blocks + 1))
      rows = SparseRows(
        indices: indices, values: values, stride: stride, starts: starts, startStride: blocks + 1,
        blockLength: blockLength)
    }

    deinit {
      indices.deallocate()
      values.deallocate()
      starts.deallocate()
    }

    /// A row's entries, block by block.
    func entries(_ row: Int, blocks: Int) -> [[(place: Int, bits: UInt32)]] {
      (0..<blocks).map { block in
        let start = starts + row * rows.startStride + block
        return (Int(start[0])..<Int(start[1])).map { entry in
          (Int(indices[row * rows.stride + entry]), values[row * rows.stride + entry].bitPattern)
        }
      }
    }
  }

  /// A matrix of which a third is non-zero; its second row is empty, its third full.
  private static func matrix(rows: Int, columns: Int, _ random: inout SplitMix) -> [Float] {
    (0..<rows * columns).map { place in
      let value = random.floats(1)[0]
      let isZero = random.next() % 3 != 0
      return place / columns == 1 || (isZero && place / columns != 2) ? 0 : value
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var columns: Int
    var panels = 1
    var testDescription: String { "\(panels) × \(columns)" }
  }

  static let cases =
    [1, 15, 16, 17, 31, 32, 33, 48, 63, 64].map { Case(columns: $0) } + [2, 3, 4].map { Case(columns: 64, panels: $0) }

  @Test(arguments: InstructionSet.supported, cases)
  func equalsTheScalarChains(_ set: InstructionSet, _ shape: Case) {
    let rows = 5
    for (depth, blockLength) in [(1, 1), (7, 3), (33, 16), (40, 64)] {
      for flags in 0..<8 {
        var random = SplitMix(UInt64(shape.columns * 100 + depth))
        let x = Self.matrix(rows: rows, columns: depth, &random)
        let lists = Lists(rows: rows, columns: depth, blockLength: blockLength)
        set.kernels.listNonzeros(x, columns: depth, rows: 0..<rows, lists: lists.rows)
        let bRow = shape.columns + flags % 3
        let bPanel = depth * bRow + 5
        let b = GuardedArray(random.floats(shape.panels * bPanel), misalignment: flags)
        let bias = GuardedArray(random.floats(shape.panels * 64), misalignment: 1)
        let cRow = shape.panels * shape.columns + 3
        let c = GuardedArray(count: rows * cRow, misalignment: flags + 1)
        let accumulates = flags & 4 != 0
        if accumulates {
          for row in 0..<rows { for n in 0..<cRow - 3 { c.pointer[row * cRow + n] = random.floats(1)[0] } }
        }
        var expected = c.bits
        for row in 1..<rows {
          for panel in 0..<shape.panels {
            for n in 0..<shape.columns {
              let place = row * cRow + panel * shape.columns + n
              var sum: Float = accumulates ? c.pointer[place] : 0
              for i in 0..<depth where x[row * depth + i] != 0 {
                sum.addProduct(x[row * depth + i], b.pointer[panel * bPanel + i * bRow + n])
              }
              if flags & 1 != 0 { sum += bias.pointer[panel * 64 + n] }
              expected[place] = (flags & 2 != 0 && sum <= 0 ? 0 : sum).bitPattern
            }
          }
        }
        set.kernels.multiplySparse(
          SparseProduct(
            a: lists.rows, rows: 1..<rows, blocks: (depth + blockLength - 1) / blockLength, b: b.readOnly,
            bRowStride: bRow, bPanelStride: bPanel, panels: shape.panels, columns: shape.columns, c: c.pointer,
            cRowStride: cRow, cPanelStride: shape.columns, bias: flags & 1 != 0 ? bias.readOnly : nil,
            relu: flags & 2 != 0, accumulate: accumulates))
        #expect(c.bits == expected, "depth \(depth) in \(blockLength), flags \(flags)")
        #expect(c.canariesLive(), "depth \(depth) in \(blockLength), flags \(flags)")
      }
    }
  }

  @Test(arguments: InstructionSet.supported, [1, 3, 16, 17, 64])
  func listsWhatIsNotZero(_ set: InstructionSet, blockLength: Int) {
    let some: [Float] = [0, 1, -0.0, 0x1p-149, .nan, 0, 0, -3, .infinity, 0]
    for columns in [1, 8, 10, 15, 16, 17, 33, 60] {
      let x = (0..<3 * columns).map { $0 / columns == 1 && columns > 10 ? 0 : some[$0 * 7 % 10] }
      let lists = Lists(rows: 3, columns: columns, blockLength: blockLength)
      set.kernels.listNonzeros(x, columns: columns, rows: 0..<3, lists: lists.rows)
      let blocks = (columns + blockLength - 1) / blockLength
      for row in 0..<3 {
        let entries = lists.entries(row, blocks: blocks)
        for block in 0..<blocks {
          let places = (block * blockLength..<min(columns, (block + 1) * blockLength)).filter {
            x[row * columns + $0] != 0
          }
          #expect(entries[block].map(\.place) == places, "row \(row) of \(columns)")
          #expect(
            entries[block].map(\.bits) == places.map { x[row * columns + $0].bitPattern }, "row \(row) of \(columns)")
        }
      }
    }
  }
}
