/// A table as files hold it: one header, LF, `,` and `.`, an empty cell for a missing value.
public struct CSVTable: Equatable, Sendable {
  public var header: [String]
  public var rows: [[String]]

  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// How a table is written.
  public enum Dialect: String, CaseIterable, Sendable {
    /// RFC 4180 with LF: the form of the results' own files.
    case standard
    /// What Excel expects where the comma is the decimal sign: `;` between cells, `,` in numbers, CRLF, and a byte
    /// order mark, without which it would not read a file as UTF-8.
    case excelEU = "excel-eu"
  }

  public var text: String { text(.standard) }

  public func text(_ dialect: Dialect) -> String {
    let (separator, end) = dialect == .standard ? (",", "\n") : (";", "\r\n")
    let holdsNames = header.map(Self.nameColumns.contains)
    let lines =
      [header.map { Self.cell($0, separator) }]
      + rows.map { row in
        zip(row, holdsNames).map { $1 ? Self.name($0, dialect, separator) : Self.cell($0, separator) }
      }
    return (dialect == .standard ? "" : "\u{FEFF}") + lines.map { $0.joined(separator: separator) + end }.joined()
  }

  /// Columns with names of runs, which are text even if they look like numbers.
  private static let nameColumns: Set = ["name", "run"]

  /// The results' own files hold a name unchanged, for programs; for a spreadsheet it gets an apostrophe if it would
  /// not stay a name.
  private static func name(_ value: String, _ dialect: Dialect, _ separator: String) -> String {
    text(dialect == .excelEU && SpreadsheetWords.changes(value) ? "'" + value : value, separator)
  }

  private static func cell(_ value: String, _ separator: String) -> String {
    if isNumber(value) { return separator == "," ? value : value.replacing(".", with: ",") }
    return text(value, separator)
  }

  /// Quotes only what needs quotes. A text that a spreadsheet would run as a formula gets an apostrophe before it.
  private static func text(_ value: String, _ separator: String) -> String {
    let text = isFormula(value) ? "'" + value : value
    let needsQuotes = text.unicodeScalars.contains {
      separator.unicodeScalars.contains($0) || "\"\n\r".unicodeScalars.contains($0)
    }
    guard needsQuotes else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// What a spreadsheet reads as the start of a formula (OWASP, "CSV injection").
  private static func isFormula(_ value: String) -> Bool {
    value.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
  }

  /// A number as these tables write it: `7`, `-0.5`, `1e-05`.
  private static func isNumber(_ value: String) -> Bool {
    var bytes = Array(value.utf8)[...]
    func digits() -> Bool {
      let count = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      bytes.removeFirst(count)
      return count > 0
    }
    func take(_ characters: String) -> Bool {
      guard let first = bytes.first, characters.utf8.contains(first) else { return false }
      bytes.removeFirst()
      return true
    }
    _ = take("-")
    guard digits(), !take(".") || digits() else { return false }
    if take("e") {
      _ = take("-+")
      guard digits() else { return false }
    }
    return bytes.isEmpty
  }
}

extension CSVTable {
  /// Reads what `text` writes in the standard dialect; nil for anything else.
  public init?(text: String) {
    var lines: [[String]] = [[]]
    var (cell, isQuoted, isClosed) = ("", false, false)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"" where !isQuoted && cell.isEmpty && !isClosed: isQuoted = true
      case "\"" where isQuoted: (isQuoted, isClosed) = (false, true)
      case "\"" where isClosed:
        cell += "\""
        (isQuoted, isClosed) = (true, false)
      case "," where !isQuoted, "\n" where !isQuoted:
        lines[lines.count - 1].append(cell)
        (cell, isClosed) = ("", false)
        if scalar == "\n" { lines.append([]) }
      default:
        guard !isClosed, isQuoted || scalar != "\"" else { return nil }
        cell.unicodeScalars.append(scalar)
      }
    }
    guard !isQuoted, cell.isEmpty, lines.removeLast().isEmpty, let header = lines.first,
      lines.allSatisfy({ $0.count == header.count })
    else { return nil }
    self.init(header: header, rows: Array(lines.dropFirst()))
  }
}

extension CSVTable {
  /// The fewest digits that read back as the same number; empty if it is missing or non-finite.
  package static func cell(_ value: Float?) -> String {
    guard let value, value.isFinite else { return "" }
    return value.description
  }

  /// The fewest digits that read back as the same number; empty if it is missing or non-finite.
  package static func cell(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return value.description
  }

  package static func cell(_ value: Int?) -> String { value.map(String.init) ?? "" }
}
