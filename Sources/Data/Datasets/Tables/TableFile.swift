import Catalog
import Files
import Hashing
import Machine
import Text

/// A table's file in memory, with its columns' names.
final class TableFile {
  let path: String
  let sha256: String
  let dialect: TablePreparation.Dialect
  /// Of the columns, in the file's order.
  private(set) var names: [String] = []
  private let content: FileContent
  private var bytes: UnsafeBufferPointer<UInt8> { content.bytes }

  static let greatestSize = 1 << 30
  static let mostColumns = 10_000

  init(_ path: String, _ dialect: TablePreparation.Dialect) throws(DatasetProblem) {
    let file = try OpenFile(path)
    try Self.requireReadable(file)
    self.path = path
    self.dialect = dialect
    content = try FileContent(file)
    sha256 = SHA256.hash(UnsafeRawBufferPointer(content.bytes)).hex
    try requireText()
    names = try columnNames()
  }

  /// Without its folder.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Calls `body` for each row.
  ///
  /// - Parameter body: gets the file's bytes, the ranges of the row's cells, and its line.
  func forEachRow(
    _ body: (UnsafeBufferPointer<UInt8>, [CSVRecords.Cell], _ line: Int) throws(DatasetProblem) -> Void
  ) throws(DatasetProblem) {
    var records = records()
    var cells: [CSVRecords.Cell] = []
    if dialect.hasHeader { _ = try next(&records, &cells) }
    while try next(&records, &cells) {
      guard cells.count == names.count else { throw ragged(cells.count, records.line) }
      try body(bytes, cells, records.line)
    }
  }

  /// The line of a row, which is counted from 0, for a message.
  func line(ofRow row: Int) -> Int {
    var records = records()
    var cells: [CSVRecords.Cell] = []
    for _ in 0...row + (dialect.hasHeader ? 1 : 0) { _ = try? records.next(into: &cells) }
    return records.line
  }

  func problem(
    _ problem: String, line: Int? = nil, hint: String, _ kind: DatasetProblem.Kind = .damaged
  ) -> DatasetProblem {
    DatasetProblem(kind, file: path, line: line, problem: problem, hint: hint)
  }

  private func records() -> CSVRecords {
    var records = CSVRecords(bytes, separator: dialect.separator.byte)
    records.isSkippingEmptyLines = names.count != 1
    return records
  }

  private func next(_ records: inout CSVRecords, _ cells: inout [CSVRecords.Cell]) throws(DatasetProblem) -> Bool {
    do throws(CSVRecords.Problem) { return try records.next(into: &cells) } catch {
      throw problem(error.problem, line: error.line, hint: error.hint)
    }
  }

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

  private func columnNames() throws(DatasetProblem) -> [String] {
    var records = records()
    var cells: [CSVRecords.Cell] = []
    guard try next(&records, &cells) else { throw problem("has no row", hint: "name a table with a header and rows") }
    guard cells.count <= Self.mostColumns else {
      throw problem(
        "has \(cells.count) columns, and \(Self.mostColumns) are possible", hint: "keep the columns that matter")
    }
    guard dialect.hasHeader else { return cells.indices.map { "c\($0 + 1)" } }
    let names = cells.map { Self.text(bytes, $0) }
    if names.count == 1, let other = separatorWithin(names[0]) {
      throw problem(
        "the header has one column, \(quoted(names[0]))", line: 1,
        hint: "did you mean separator: \(ConfigValue.string(other.rawValue).yaml().dropLast())?", .option("separator"))
    }
    var taken: Set<String> = []
    if let twice = names.first(where: { !taken.insert($0).inserted }) {
      throw problem("two columns are called \(quoted(twice))", line: 1, hint: "give each column its own name")
    }
    return names
  }

  /// What may separate columns that seem to be one. A space is likelier to be part of a name.
  private func separatorWithin(_ name: String) -> Separator? {
    Separator.allCases.first { $0 != dialect.separator && $0 != .space && name.contains($0.rawValue) }
  }

  private static func requireReadable(_ file: OpenFile) throws(DatasetProblem) {
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
    let needed = 3 * Double(file.size)
    if let available = AvailableMemory.bytes, needed > available {
      throw .memory(file.path, needed: needed, available: available)
    }
  }

  /// Every cell that becomes a name has to be text.
  private func requireText() throws(DatasetProblem) {
    do { _ = try UTF8Span(validating: bytes.span) } catch {
      let line = 1 + bytes[..<error.byteOffsets.lowerBound].count { $0 == UInt8(ascii: "\n") }
      throw problem(
        "a byte that is not UTF-8", line: line,
        hint: "save it as UTF-8, as iconv -f LATIN1 -t UTF-8 does for many older tables")
    }
  }
}

/// A file's bytes, which stay in place.
private final class FileContent {
  let bytes: UnsafeBufferPointer<UInt8>

  init(_ file: OpenFile) throws(DatasetProblem) {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: file.size)
    bytes = UnsafeBufferPointer(buffer)
    guard try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0) == file.size else {
      throw DatasetProblem(.unreadable, file: file.path, problem: "became shorter while it was read", hint: "try again")
    }
  }

  deinit { bytes.deallocate() }
}

extension Separator {
  var byte: UInt8 { rawValue.utf8.first ?? UInt8(ascii: ",") }
}

extension DecimalMark {
  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}
