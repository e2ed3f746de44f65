import KernelTypes
import Kernels
import Testing

/// A product that skips its zeros against the scalar chains, and the lists of non-zero elements.
struct SparseProductTests {
  /// Lists in memory of their own, with room for what the kernels write past their end.
  final class Lists {
    let members: UnsafeMutablePointer<UInt32>
    let indices: UnsafeMutablePointer<UInt32>
    let values: UnsafeMutablePointer<Float>
    let starts: UnsafeMutablePointer<UInt32>
    let pairs: SparsePairs

    /// `rows`: the members of each pair.
    init(rows: [Int], columns: Int, blockLength: Int) {
      let count = rows.count / 2
      let stride = columns + 17
      let blocks = (columns + blockLength - 1) / blockLength
      members = .allocate(capacity: 2 * count)
      indices = .allocate(capacity: count * stride)
      values = .allocate(capacity: 2 * count * stride)
      starts = .allocate(capacity: count * (blocks + 1))
      for (place, row) in rows.enumerated() { (members + place).initialize(to: UInt32(row)) }
      indices.initialize(repeating: 99_999, count: count * stride)
      values.initialize(repeating: .nan, count: 2 * count * stride)
      starts.initialize(repeating: 99_999, count: count * (blocks + 1))
      pairs = SparsePairs(
        members: members, indices: indices, values: values, stride: stride, starts: starts, startStride: blocks + 1,
        blockLength: blockLength)
    }

    deinit {
      members.deallocate()
      indices.deallocate()
      values.deallocate()
      starts.deallocate()
    }

    struct Entry: Equatable {
      var place: Int
      var bits: UInt32
      var otherBits: UInt32
    }

    /// A pair's entries, block by block.
    func entries(_ pair: Int, blocks: Int) -> [[Entry]] {
      (0..<blocks).map { block in
        let start = starts + pair * pairs.startStride + block
        return (Int(start[0])..<Int(start[1])).map { entry in
          let value = values + 2 * pair * pairs.stride + entry
          return Entry(
            place: Int(indices[pair * pairs.stride + entry]), bits: value[0].bitPattern,
            otherBits: value[pairs.stride].bitPattern)
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
    // Row 0 is in no pair, row 5 in one of its own.
    let (rows, members) = (6, [3, 1, 2, 4, 5, 5])
    for (depth, blockLength) in [(1, 1), (7, 3), (33, 16), (40, 64)] {
      for flags in 0..<8 {
        var random = SplitMix(UInt64(shape.columns * 100 + depth))
        let x = Self.matrix(rows: rows, columns: depth, &random)
        let lists = Lists(rows: members, columns: depth, blockLength: blockLength)
        set.kernels.listNonzeros(x, columns: depth, pairs: 0..<3, lists: lists.pairs)
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
            a: lists.pairs, pairs: 0..<3, blocks: (depth + blockLength - 1) / blockLength, b: b.readOnly,
            bRowStride: bRow, bPanelStride: bPanel, panels: shape.panels, columns: shape.columns, c: c.pointer,
            cRowStride: cRow, cPanelStride: shape.columns, bias: flags & 1 != 0 ? bias.readOnly : nil,
            relu: flags & 2 != 0, accumulate: accumulates))
        #expect(c.bits == expected, "depth \(depth) in \(blockLength), flags \(flags)")
        #expect(c.canariesLive(), "depth \(depth) in \(blockLength), flags \(flags)")
      }
    }
  }

  /// What underflows to −0, or continues from it, is +0 at the end, whether or not a partner's elements follow: so the bits do
  /// not depend on which rows are paired.
  @Test(arguments: InstructionSet.supported)
  func aZeroIsPositive(_ set: InstructionSet) {
    let x: [Float] = [0x1p-100, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    let b = GuardedArray([Float](repeating: -0x1p-60, count: 3 * 16))
    for members in [[0, 1, 2, 3], [0, 2, 1, 3]] {
      let lists = Lists(rows: members, columns: 3, blockLength: 2)
      set.kernels.listNonzeros(x, columns: 3, pairs: 0..<2, lists: lists.pairs)
      let c = GuardedArray([Float](repeating: -0.0, count: 4 * 16))
      set.kernels.multiplySparse(
        SparseProduct(
          a: lists.pairs, pairs: 0..<2, blocks: 2, b: b.readOnly, bRowStride: 16, columns: 16, c: c.pointer,
          cRowStride: 16, accumulate: true))
      let rows = (0..<4).map { Set(c.bits[16 * $0..<16 * $0 + 16]) }
      #expect(rows == [[0], [(-0x1p-60 as Float).bitPattern], [0], [0]], "pairs \(members)")
    }
  }

  @Test(arguments: InstructionSet.supported, [1, 3, 16, 17, 64])
  func listsWhatIsNotZero(_ set: InstructionSet, blockLength: Int) {
    let some: [Float] = [0, 1, -0.0, 0x1p-149, .nan, 0, 0, -3, .infinity, 0]
    for columns in [1, 8, 10, 15, 16, 17, 33, 60] {
      let x = (0..<5 * columns).map { $0 / columns < 2 && columns > 10 ? 0 : some[$0 * 7 % 10] }
      let members = [1, 0, 2, 4, 3, 3]
      let lists = Lists(rows: members, columns: columns, blockLength: blockLength)
      set.kernels.listNonzeros(x, columns: columns, pairs: 0..<3, lists: lists.pairs)
      let blocks = (columns + blockLength - 1) / blockLength
      for pair in 0..<3 {
        let entries = lists.entries(pair, blocks: blocks)
        for block in 0..<blocks {
          let expected = (block * blockLength..<min(columns, (block + 1) * blockLength)).compactMap { place in
            let (value, other) = (x[members[2 * pair] * columns + place], x[members[2 * pair + 1] * columns + place])
            return value != 0 || other != 0
              ? Lists.Entry(place: place, bits: value.bitPattern, otherBits: other.bitPattern) : nil
          }
          #expect(entries[block] == expected, "pair \(pair) of \(columns)")
        }
      }
    }
  }

  /// Lists from a pair on belong to matrices that begin with its first row.
  @Test(arguments: InstructionSet.supported)
  func listsBeginAtAnyPair(_ set: InstructionSet) {
    let x: [Float] = [1, 0, 0, 2, 3, 0, 0, 4]
    let b = GuardedArray([Float](repeating: 1, count: 16) + [Float](repeating: 10, count: 16))
    let lists = Lists(rows: [0, 1, 2, 3, 4, 5], columns: 2, blockLength: 2)
    let rest = lists.pairs.from(pair: 1)
    set.kernels.listNonzeros(x, columns: 2, pairs: 0..<2, lists: rest)
    let c = GuardedArray(count: 4)
    set.kernels.multiplySparse(
      SparseProduct(
        a: rest, pairs: 0..<2, blocks: 1, b: b.readOnly, bRowStride: 16, columns: 1, c: c.pointer, cRowStride: 1))
    #expect(c.values == [1, 20, 3, 40])
    #expect(c.canariesLive())
  }

  /// Each row in turn gets the nearest of those that are left, the first among equals.
  @Test(arguments: InstructionSet.supported)
  func pairsSimilarRows(_ set: InstructionSet) {
    // Rows 2, 5 and 8 are zero but in column 0, the others everywhere.
    let images = (0..<9).map { row in (0..<100).map { $0 == 0 || row % 3 != 2 ? Float(1) : 0 } }
    for (rows, expected) in [
      (0..<9, [0, 1, 2, 5, 4, 3, 6, 7, 8, 8]), (0..<1, [0, 0]), (2..<6, [2, 5, 4, 3]), (4..<4, []),
    ] {
      var signatures = [UInt64](repeating: 0, count: 9)
      var members = [UInt32](repeating: 99, count: 10)
      set.kernels.pairRows(images.flatMap { $0 }, columns: 100, rows: rows, signatures: &signatures, members: &members)
      #expect(members[rows.lowerBound..<rows.lowerBound + expected.count].map(Int.init) == expected, "\(rows)")
      #expect(members.count { $0 == 99 } == 10 - expected.count, "\(rows)")
    }
  }

  /// Whatever the rows are: the same pairs from every instruction set, and each row once.
  @Test(arguments: InstructionSet.supported, [1, 5, 15, 16, 17, 63, 784])
  func pairsAlike(_ set: InstructionSet, columns: Int) {
    var random = SplitMix(UInt64(columns))
    let x = Self.matrix(rows: 64, columns: columns, &random) + [Float](repeating: .nan, count: 16)
    func pairs(_ set: InstructionSet) -> [UInt32] {
      var signatures = [UInt64](repeating: 0, count: 64)
      var members = [UInt32](repeating: 99, count: 64)
      set.kernels.pairRows(x, columns: columns, rows: 0..<64, signatures: &signatures, members: &members)
      return members
    }
    #expect(pairs(set) == pairs(.portable))
    #expect(pairs(set).sorted() == (0..<64).map { UInt32($0) })
  }
}
