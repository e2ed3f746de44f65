/// A table for a terminal: columns as wide as their widest cell, words left-aligned, numbers right-aligned.
public struct TextTable: Sendable {
  public enum Alignment: Sendable {
    case left
    case right
  }

  public var columns: [(title: String, alignment: Alignment)]
  public var rows: [[String]]
  /// A row below a rule of its own, such as totals.
  public var footer: [String]?

  public init(columns: [(title: String, alignment: Alignment)], rows: [[String]], footer: [String]? = nil) {
    self.columns = columns
    self.rows = rows
    self.footer = footer
  }

  /// Lines have no trailing spaces; the last one ends with a newline.
  public var text: String {
    let widths = widths
    var text = line(columns.map(\.title), widths) + rule(widths)
    for row in rows { text += line(row, widths) }
    if let footer { text += rule(widths) + line(footer, widths) }
    return text
  }

  /// The same with cells on several lines: the others' words fill up to `widest` columns, and the last cells get what is left of `most`.
  func wrapped(toWidth most: Int, others widest: Int) -> TextTable {
    let last = columns.count - 1
    let narrow = wrapped { $0 == last ? .max : widest }
    let room = max(10, most - (narrow.width - narrow.widths[last]))
    return wrapped { $0 == last ? room : widest }
  }

  private func wrapped(toWidth room: (_ column: Int) -> Int) -> TextTable {
    var table = self
    table.rows = rows.flatMap { row in
      let cells = row.enumerated().map { $1.wrapped(toWidth: room($0)) }
      return (0..<(cells.map(\.count).max() ?? 0)).map { line in cells.map { line < $0.count ? $0[line] : "" } }
    }
    return table
  }

  /// The width of the longest line.
  public var width: Int { widths.reduce(0, +) + 2 * max(0, columns.count - 1) }

  /// Columns as rows: the first column's cells become the titles. A footer is left out.
  public var transposed: TextTable {
    guard !columns.isEmpty else { return self }
    return TextTable(
      columns: [("", .left)] + rows.map { ($0[0], .right) },
      rows: columns.indices.dropFirst().map { column in [columns[column].title] + rows.map { $0[column] } })
  }

  /// The same as a GitHub Markdown table.
  public var markdown: String {
    let rule = columns.map { $0.alignment == .left ? "---" : "---:" }
    return ([columns.map(\.title), rule] + rows).map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }.joined()
  }

  private var widths: [Int] {
    let lines = [columns.map(\.title)] + rows + (footer.map { [$0] } ?? [])
    return columns.indices.map { column in lines.map { $0[column].terminalColumns }.max() ?? 0 }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = zip(zip(cells, columns), widths).map { pair, width in
      pair.1.alignment == .left ? pair.0.padded(toWidth: width) : pair.0.leftPadded(toWidth: width)
    }
    let line = padded.joined(separator: "  ")
    return line.prefix(upTo: line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex) + "\n"
  }

  private func rule(_ widths: [Int]) -> String {
    widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
  }
}
