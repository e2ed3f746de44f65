import Threads

/// The numbers of a block's rows as whole numbers of 32 bits and each column's decimals, as nearly all tables have them: half of the
/// memory of a `Double`.
struct PackedNumbers: Sendable {
  /// By name, each column's place in a row. All blocks of a layout share it.
  private let places: [String: Int]
  private let rows: Int
  /// Row after row.
  private let pages: MemoryPages
  /// By column: what the whole numbers are divided by.
  private let powers: [Double]

  /// - Returns: nil if a number is not exactly its packed form, or without memory for them.
  init?(_ block: BlockRows, _ layout: RowLayout) {
    let columns = layout.numbers.count
    guard let numbers = block.numbers.start, let pages = MemoryPages(4 * columns * block.count) else { return nil }
    var powers = [Double](repeating: 1, count: columns)
    let packed = pages.start.assumingMemoryBound(to: Int32.self)
    for row in 0..<block.count {
      for column in 0..<columns {
        let number = numbers[row * columns + column]
        var whole = Self.pack(number, powers[column])
        while whole == nil, powers[column] < Self.greatestPower {
          powers[column] *= 10
          whole = Self.pack(number, powers[column])
          // Those before have to be packed anew: a multiple of each, if it still has 32 bits.
          if whole != nil, !Self.repack(packed, numbers, column, columns, rows: row, powers[column]) { return nil }
        }
        guard let whole else { return nil }
        packed[row * columns + column] = whole
      }
    }
    (places, rows, self.pages, self.powers) = (layout.numberPlaces, block.count, pages, powers)
  }

  /// 10⁹: with more decimals only numbers below 1 would have 32 bits.
  private static let greatestPower = 1e9
  private static let missing = Int32.min

  /// - Returns: nil if the number is not the nearest to a whole number of 32 bits divided by the power.
  @inline(__always)
  private static func pack(_ number: Double, _ power: Double) -> Int32? {
    if number.isNaN { return missing }
    let scaled = (number * power).rounded()
    guard scaled.magnitude < 0x1p31 else { return nil }
    let whole = Int32(scaled)
    // The sign of a zero would be lost.
    return (Double(whole) / power).bitPattern == number.bitPattern ? whole : nil
  }

  private static func repack(
    _ packed: UnsafeMutablePointer<Int32>, _ numbers: UnsafeMutablePointer<Double>, _ column: Int, _ columns: Int,
    rows: Int, _ power: Double
  ) -> Bool {
    for row in 0..<rows {
      guard let whole = pack(numbers[row * columns + column], power) else { return false }
      packed[row * columns + column] = whole
    }
    return true
  }

  /// Fills rows with some of the columns, as their file would.
  ///
  /// - Returns: false if another column is wanted, or without memory.
  func unpack(into block: BlockRows, _ layout: RowLayout) -> Bool {
    let places = layout.numbers.compactMap { self.places[$0] }
    guard layout.texts.isEmpty, places.count == layout.numbers.count, block.makeRoom(rows: rows, layout),
      let numbers = block.numbers.start
    else { return false }
    let packed = pages.start.assumingMemoryBound(to: Int32.self)
    let powers = places.map { self.powers[$0] }
    for row in 0..<rows {
      for (column, place) in places.enumerated() {
        let whole = packed[row * self.places.count + place]
        numbers[row * places.count + column] = whole == Self.missing ? .nan : Double(whole) / powers[column]
      }
    }
    block.count = rows
    return true
  }
}

/// The packed numbers of a table's blocks, as long as they are there.
final class PackedBlocks: Sendable {
  private let blocks: Lock<[PackedNumbers?]>

  init(_ blocks: [PackedNumbers?]) { self.blocks = Lock(blocks) }

  subscript(block: Int) -> PackedNumbers? { blocks.withLock { $0.isEmpty ? nil : $0[block] } }

  func forget() { blocks.withLock { $0 = [] } }
}
