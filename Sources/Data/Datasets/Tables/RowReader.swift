import Catalog

/// Reads the rows of a block.
///
/// Rows without quotes whose cells are what they have to be are read in one go over their bytes. All others, and so all that
/// have a mistake, are read cell by cell.
struct RowReader {
  /// What keeps a row from being read. Its line is counted from the record that begins at a place in the block.
  struct Problem: Error {
    enum Kind {
      case record(CSVRecords.Problem)
      case memory
      case ragged(cells: Int)
      /// Cells of these columns of the file are no numbers.
      case words([(column: Int, text: String)])
    }

    var kind: Kind
    var line: Int
    var place: Int
  }

  private let layout: RowLayout
  private let dialect: CellDialect
  private let rows: BlockRows
  /// Zeros follow them, more than are read at a time.
  private let bytes: UnsafeBufferPointer<UInt8>
  private let endOfText: UnsafePointer<UInt8>?
  private let numbers: UnsafeMutablePointer<Double>?
  private let codes: UnsafeMutablePointer<Int32>?
  private var texts: [DistinctCells]
  private var incomplete: [Int] = []
  private var count = 0
  private var cells: [CSVRecords.Cell] = []

  /// Fills rows with all that their text has.
  static func read(_ rows: BlockRows, _ layout: RowLayout, _ dialect: CellDialect) throws(Problem) {
    guard rows.makeRoom(layout) else { throw Problem(kind: .memory, line: 0, place: 0) }
    var reader = RowReader(rows, layout, dialect)
    try reader.readAll()
    (rows.count, rows.texts, rows.incomplete) = (reader.count, reader.texts, reader.incomplete)
  }

  private init(_ rows: BlockRows, _ layout: RowLayout, _ dialect: CellDialect) {
    (self.rows, self.layout, self.dialect) = (rows, layout, dialect)
    (bytes, numbers, codes) = (rows.text.bytes, rows.numbers.start, rows.codes.start)
    endOfText = bytes.baseAddress.map { [bytes] in $0 + bytes.count }
    texts = layout.texts.map { _ in DistinctCells() }
  }

  private mutating func readAll() throws(Problem) {
    guard let start = bytes.baseAddress else { return }
    var next = start
    while next < start + bytes.count {
      if let end = readAtOnce(next) {
        next = end
        count += 1
      } else {
        next = start + (try readCells(next - start))
      }
    }
  }

  // MARK: In one go

  /// - Returns: where the next row begins; nil if this one has to be read cell by cell.
  private mutating func readAtOnce(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var next = start
    var isIncomplete = false
    let last = layout.cells.count - 1
    for index in 0...last {
      let use = layout.cells[index]
      let cell = next
      var number = use.number < 0 ? nil : CellNumber.scan(&next, decimal: dialect.decimal)
      var end = number == nil ? nil : afterCell(next, isLast: index == last)
      if end == nil {
        (next, number) = (cell, nil)
        next = dialect.end(of: next)
        end = afterCell(next, isLast: index == last)
      }
      guard let end else { return nil }
      let bytes = UnsafeBufferPointer(start: cell, count: next - cell)
      let isMissing = dialect.isMissing(bytes)
      if use.number >= 0 {
        let known = isMissing ? .nan : number ?? CellNumber.read(bytes, decimal: dialect.decimal)
        guard let known else { return nil }
        numbers?[count * layout.numbers.count + use.number] = known
      }
      if use.text >= 0 {
        codes?[count * layout.texts.count + use.text] = isMissing ? -1 : texts[use.text].number(of: bytes)
      }
      if isMissing, use.isRequired { isIncomplete = true }
      next = end
    }
    if isIncomplete { incomplete.append(count) }
    return next
  }

  /// Past the separator or the line's end that ends a cell; nil if anything else follows it.
  @inline(__always)
  private func afterCell(_ end: UnsafePointer<UInt8>, isLast: Bool) -> UnsafePointer<UInt8>? {
    if !isLast { return end.pointee == dialect.separator ? end + 1 : nil }
    switch end.pointee {
    case UInt8(ascii: "\n"): return end + 1
    case UInt8(ascii: "\r"): return end[1] == UInt8(ascii: "\n") ? end + 2 : nil
    case 0: return end == endOfText ? end : nil
    default: return nil
    }
  }

  // MARK: Cell by cell

  /// - Returns: the place at which the next row begins.
  private mutating func readCells(_ place: Int) throws(Problem) -> Int {
    var records = CSVRecords(bytes, from: place, separator: dialect.separator)
    records.isSkippingEmptyLines = layout.cells.count != 1
    do throws(CSVRecords.Problem) {
      guard try records.next(into: &cells) else { return bytes.count }
    } catch { throw Problem(kind: .record(error), line: error.line, place: place) }
    guard cells.count == layout.cells.count else {
      throw Problem(kind: .ragged(cells: cells.count), line: records.line, place: place)
    }
    var words: [(column: Int, text: String)] = []
    var isIncomplete = false
    for (index, use) in layout.cells.enumerated() {
      let cell = cells[index]
      let raw = UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
      let isMissing = dialect.isMissing(raw)
      if isMissing, use.isRequired { isIncomplete = true }
      if use.number >= 0 {
        let number = isMissing ? .nan : cell.hasQuotes ? nil : CellNumber.read(raw, decimal: dialect.decimal)
        if number == nil { words.append((index, TableFile.text(bytes, cell))) }
        numbers?[count * layout.numbers.count + use.number] = number ?? .nan
      }
      if use.text >= 0 {
        codes?[count * layout.texts.count + use.text] = isMissing ? -1 : code(of: cell, use.text)
      }
    }
    guard words.isEmpty else { throw Problem(kind: .words(words), line: records.line, place: place) }
    if isIncomplete { incomplete.append(count) }
    count += 1
    return records.position
  }

  private mutating func code(of cell: CSVRecords.Cell, _ text: Int) -> Int32 {
    guard cell.hasQuotes else {
      return texts[text].number(of: UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end]))
    }
    return Array(TableFile.text(bytes, cell).utf8).withUnsafeBufferPointer { texts[text].number(of: $0) }
  }
}

/// How cells are read.
struct CellDialect: Sendable {
  let separator: UInt8
  let decimal: UInt8
  private let separators: UInt64
  private let missing: [[UInt8]]
  private let isEmptyMissing: Bool

  init(_ dialect: TablePreparation.Dialect) {
    (separator, decimal) = (dialect.separator.byte, dialect.decimal.byte)
    separators = repeated(Unicode.Scalar(separator))
    missing = dialect.missingValues.filter { !$0.isEmpty }.map { Array($0.utf8) }
    isEmptyMissing = dialect.missingValues.contains("")
  }

  /// The first byte that may end a cell, or must not be in one.
  ///
  /// - Parameter cell: of bytes that end with zeros.
  @inline(__always)
  func end(of cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var next = cell
    while true {
      let eight = UInt64(littleEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
      let ends =
        zeros(eight) | zeros(eight ^ separators) | zeros(eight ^ repeated("\n")) | zeros(eight ^ repeated("\r"))
        | zeros(eight ^ repeated("\""))
      if ends != 0 { return next + ends.trailingZeroBitCount / 8 }
      next += 8
    }
  }

  @inline(__always)
  func isMissing(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if cell.isEmpty { return isEmptyMissing }
    return !missing.isEmpty && missing.contains { $0.count == cell.count && cell.elementsEqual($0) }
  }
}
