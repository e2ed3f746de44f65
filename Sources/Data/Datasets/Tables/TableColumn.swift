import Catalog

/// The cells of a column, row after row, as numbers or as texts.
struct TableColumn {
  /// What the cells are to be.
  enum Reading {
    case nothing
    /// Numbers as long as every cell is one, otherwise texts.
    case guessed
    case numbers
    case texts
  }

  let name: String
  private let reading: Reading
  /// NaN for a missing cell; empty if the cells are texts.
  private(set) var numbers: [Double] = []
  /// The number of each cell's text, −1 for a missing cell; empty if the cells are numbers.
  private(set) var codes: [Int32] = []
  private var distinct = DistinctCells()
  private(set) var areNumbers: Bool
  /// The first row whose cell is no number, if numbers were read before it: then they have to be read again, as texts.
  private(set) var isMixed = false
  /// How many cells are missing, and the first row of which one is.
  private(set) var missing = (count: 0, first: 0)

  init(_ name: String, _ reading: Reading) {
    (self.name, self.reading) = (name, reading)
    areNumbers = reading == .guessed || reading == .numbers
  }

  var count: Int { areNumbers ? numbers.count : codes.count }

  /// The different texts of the cells, by number.
  var texts: [String] { distinct.texts }
  /// How many different ones there are.
  var distinctCount: Int { areNumbers ? Set(numbers.lazy.filter { !$0.isNaN }).count : distinct.count }

  var summary: ColumnSummary {
    let present = numbers.filter { !$0.isNaN }
    let range = present.min().flatMap { least in present.max().map { least...$0 } }
    return ColumnSummary(name: name, missing: missing.count, range: range, words: areNumbers ? nil : distinct.count)
  }

  /// - Returns: false for a cell that is no number where one has to be.
  mutating func append(_ cell: CSVRecords.Cell, in bytes: UnsafeBufferPointer<UInt8>, _ dialect: CellDialect) -> Bool {
    if reading == .nothing { return true }
    if dialect.isMissing(cell, bytes) {
      appendMissing()
      return true
    }
    if areNumbers {
      if !cell.hasQuotes, let number = CellNumber.read(bytes, cell.start, cell.end, decimal: dialect.decimal) {
        numbers.append(number)
        return true
      }
      if reading == .numbers { return false }
      becomeTexts()
    }
    codes.append(code(of: cell, bytes))
    return true
  }

  private mutating func appendMissing() {
    if missing.count == 0 { missing.first = count }
    missing.count += 1
    if areNumbers { numbers.append(.nan) } else { codes.append(-1) }
  }

  private mutating func becomeTexts() {
    isMixed = numbers.count > missing.count
    codes = Array(repeating: -1, count: numbers.count)
    (numbers, areNumbers) = ([], false)
  }

  private mutating func code(of cell: CSVRecords.Cell, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard cell.hasQuotes else {
      return distinct.number(of: UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end]))
    }
    return Array(TableFile.text(bytes, cell).utf8).withUnsafeBufferPointer { distinct.number(of: $0) }
  }
}

/// How cells are read.
struct CellDialect {
  let decimal: UInt8
  private let missing: [[UInt8]]
  private let isEmptyMissing: Bool

  init(_ dialect: TablePreparation.Dialect) {
    decimal = dialect.decimal.byte
    missing = dialect.missingValues.filter { !$0.isEmpty }.map { Array($0.utf8) }
    isEmptyMissing = dialect.missingValues.contains("")
  }

  func isMissing(_ cell: CSVRecords.Cell, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if cell.isEmpty { return isEmptyMissing }
    return missing.contains { $0.count == cell.end - cell.start && bytes[cell.start..<cell.end].elementsEqual($0) }
  }
}
