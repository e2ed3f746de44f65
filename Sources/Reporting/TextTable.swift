/// A table for a terminal: columns as wide as their widest cell, words to the left, numbers to the right.
public struct TextTable: Sendable {
  public enum Alignment: Sendable {
    case left
    case right
  }

  public var columns: [(title: String, alignment: Alignment)]
  public var rows: [[String]]
  /// Stands under a line of its own, such as totals.
  public var footer: [String]?

  public init(columns: [(title: String, alignment: Alignment)], rows: [[String]], footer: [String]? = nil) {
    self.columns = columns
    self.rows = rows
    self.footer = footer
  }

  /// Lines end without trailing spaces; the last one with a newline.
  public var text: String {
    let titles = columns.map(\.title)
    let lines = [titles] + rows + (footer.map { [$0] } ?? [])
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    var text = line(titles, widths) + rule(widths)
    for row in rows { text += line(row, widths) }
    if let footer { text += rule(widths) + line(footer, widths) }
    return text
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

extension String {
  func padded(toWidth width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  func leftPadded(toWidth width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
