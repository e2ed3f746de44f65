import Catalog
import Files
import Machine
import Text

/// A table's file with its columns' names, and where its rows are: pieces of it are read whenever they are needed.
final class TableFile: Sendable {
  let path: String
  let sha256: String
  let dialect: TablePreparation.Dialect
  /// Of the columns, in the file's order.
  let names: [String]
  /// The places of the rows, in pieces of whole rows.
  let blocks: [Range<Int>]
  private let file: OpenFile

  static let greatestSize = 1 << 30
  static let mostColumns = 10_000

  init(_ path: String, _ dialect: TablePreparation.Dialect, _ pieces: TablePieces) throws(DatasetProblem) {
    let file = try OpenFile(path)
    try Self.requireReadable(file)
    let scan = try TableScan(file, pieces)
    if let wrong = scan.wrongByte { throw try Self.notText(file, at: wrong) }
    let header = try TableHeader(file, dialect, scan.starts)
    (self.path, self.dialect, self.file) = (path, dialect, file)
    (sha256, names) = (scan.sha256, header.names)
    let starts = [header.end] + scan.starts.filter { $0 > header.end }
    blocks = zip(starts, starts.dropFirst() + [file.size]).map { $0..<$1 }.filter { !$0.isEmpty }
  }

  /// Without its folder.
  var name: String { lastComponent(of: path) }

  /// A row with cells that are words where numbers have to be.
  struct WordyRow {
    /// Which columns of the file, and the cells.
    let words: [(column: Int, text: String)]
    let line: Int
  }

  /// Fills rows with those of a block.
  ///
  /// - Returns: the first row with such cells; nil if there is none, and all rows have been read.
  func read(_ block: Range<Int>, into rows: BlockRows, _ layout: RowLayout) throws(DatasetProblem) -> WordyRow? {
    try rows.text.read(file, block)
    do throws(RowReader.Problem) {
      try RowReader.read(rows, layout, CellDialect(dialect))
      return nil
    } catch {
      let line = try error.line + file.lines(before: block.lowerBound + error.place)
      switch error.kind {
      case .memory:
        throw .memory(path, needed: 8 * Double(block.count), available: AvailableMemory.bytes ?? 0)
      case .words(let words): return WordyRow(words: words, line: line)
      case .record(let mistake): throw problem(mistake.problem, line: line, hint: mistake.hint)
      case .ragged(let cells): throw ragged(cells, line)
      }
    }
  }

  /// The line of a block's row, which is counted from 0, for a message.
  func line(ofRow row: Int, in block: Range<Int>) throws(DatasetProblem) -> Int {
    let text = TextBuffer()
    try text.read(file, block)
    var records = CSVRecords(text.bytes, separator: dialect.separator.byte)
    records.isSkippingEmptyLines = names.count != 1
    var cells: [CSVRecords.Cell] = []
    for _ in 0...row { _ = try? records.next(into: &cells) }
    return try file.lines(before: block.lowerBound) + records.line
  }

  func problem(
    _ problem: String, line: Int? = nil, hint: String, _ kind: DatasetProblem.Kind = .damaged
  ) -> DatasetProblem {
    DatasetProblem(kind, file: path, line: line, problem: problem, hint: hint)
  }

  var changed: DatasetProblem { file.changed }

  private func ragged(_ count: Int, _ line: Int) -> DatasetProblem {
    let found = count == 1 ? "1 cell" : "\(count) cells"
    return problem(
      "\(found), but the \(dialect.hasHeader ? "header" : "first row") has \(names.count)", line: line,
      hint: count > names.count
        ? "write quotes around a cell that contains the separator" : "every row needs a cell for each column")
  }
}

extension TableFile {
  /// What the bytes of a cell say.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ cell: CSVRecords.Cell) -> String {
    let text = String(decoding: bytes[cell.start..<cell.end], as: UTF8.self)
    return cell.hasQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  /// Refuses a file that is no text.
  static func requireReadable(_ file: OpenFile) throws(DatasetProblem) {
    if file.size == 0 {
      throw DatasetProblem(.damaged, file: file.path, problem: "is empty", hint: "name a table with a header and rows")
    }
    if let kind = FileKind(insteadOfTable: try file.bytes(0..<min(file.size, FileKind.length))) {
      throw DatasetProblem(
        .damaged, file: file.path, problem: "is \(kind.name), not a table as text (CSV)",
        hint: kind.nextStep ?? kind.asData ?? "save the table as CSV in UTF-8")
    }
    guard file.size <= greatestSize else {
      throw DatasetProblem(
        .damaged, file: file.path, problem: "has \(file.size) bytes, and a table may have \(greatestSize)",
        hint: "make it smaller")
    }
  }

  private static func notText(_ file: OpenFile, at place: Int) throws(DatasetProblem) -> DatasetProblem {
    DatasetProblem(
      .damaged, file: file.path, line: 1 + (try file.lines(before: place)), problem: "a byte that is not UTF-8",
      hint: "save it as UTF-8, in Excel as CSV UTF-8; iconv -f CP1252 -t UTF-8 does it for most older tables")
  }
}

extension Separator {
  var byte: UInt8 { rawValue.utf8.first ?? UInt8(ascii: ",") }
}

extension DecimalMark {
  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}
