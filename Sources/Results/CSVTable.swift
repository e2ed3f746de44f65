/// A table as the files hold it: one header, LF, `,` and `.`, an empty cell for a missing value.
public struct CSVTable: Equatable, Sendable {
  public var header: [String]
  public var rows: [[String]]

  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  public var text: String {
    var text = ""
    for row in CollectionOfOne(header) + rows {
      text += row.map(Self.cell).joined(separator: ",") + "\n"
    }
    return text
  }

  /// RFC 4180: quotes only around what needs them.
  private static func cell(_ value: String) -> String {
    let needsQuotes = value.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    guard needsQuotes else { return value }
    return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension CSVTable {
  /// The shortest digits that read back as the same number; empty when it is missing or not finite.
  static func cell(_ value: Float?) -> String {
    guard let value, value.isFinite else { return "" }
    return value.description
  }

  /// The shortest digits that read back as the same number; empty when it is missing or not finite.
  static func cell(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return value.description
  }

  static func cell(_ value: Int?) -> String { value.map(String.init) ?? "" }
}
