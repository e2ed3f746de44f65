import Charts
import Reporting

/// A table with a title for each row.
struct PageTable {
  /// What a cell contains; also its class in the style sheet.
  enum Kind: String {
    case number
    /// One or a few words, kept on one line.
    case word
    /// Many words, which may wrap.
    case prose
    /// Digits to be compared one by one, such as a hash.
    case code
  }

  struct Column {
    let title: String
    let kind: Kind

    init(_ title: String, _ kind: Kind = .number) {
      self.title = title
      self.kind = kind
    }
  }

  struct Cell {
    let text: String
    let kind: Kind
  }

  struct Row {
    let title: String
    var cells: [Cell]
    /// Sums up the rows above.
    var isTotal = false
  }

  let caption: String
  let corner: String
  /// The columns, except that of the rows' titles.
  let columns: [Column]
  /// The kind of the rows' titles: names stay on a line, descriptions may wrap.
  let titleKind: Kind
  var rows: [Row]

  init(
    _ caption: String, corner: String, titles: Kind = .word, columns: [Column], rows: [(title: String, cells: [String])]
  ) {
    self.caption = caption
    titleKind = titles
    self.corner = corner
    self.columns = columns
    self.rows = rows.map { title, cells in
      Row(title: title, cells: zip(cells, columns).map { Cell(text: $0, kind: $1.kind) })
    }
  }

  /// A terminal's table: its first column are the rows' titles.
  init(_ table: TextTable, _ caption: String) {
    self.init(
      caption, corner: table.columns.first?.title ?? "",
      columns: table.columns.dropFirst().map { Column($0.title, $0.alignment == .left ? .word : .number) },
      rows: table.rows.map { ($0[0], Array($0.dropFirst())) })
  }

  /// Rows as columns, so that a few runs with many numbers fit on a phone.
  func transposed(_ kind: Kind = .number) -> PageTable {
    PageTable(
      caption, corner: corner, titles: .prose, columns: rows.map { Column($0.title, kind) },
      rows: columns.enumerated().map { index, column in (column.title, rows.map { $0.cells[index].text }) })
  }
}

// MARK: As wide as the page

extension PageTable {
  /// The page's width in pixels in a window of 1,280, and that of A4 at the font size of printed tables.
  private static let widest = 1100.0
  private static let fontSize = 14.8
  private static let gap = 16.0

  /// The columns that fit side by side, and the rest in tables of the same rows below.
  ///
  /// - Parameter expendable: titles of the columns that leave the first table first.
  func fitted(expendable: [String] = []) -> [PageTable] {
    var shown = Array(columns.indices)
    for title in expendable where width(of: shown) > Self.widest { shown.removeAll { columns[$0].title == title } }
    while width(of: shown) > Self.widest, shown.count > 1 { shown.removeLast() }
    let rest = columns.indices.filter { !shown.contains($0) }
    guard !rest.isEmpty else { return [self] }
    return [part(shown, caption)] + part(rest, "More columns of the same table").fitted()
  }

  private func part(_ shown: [Int], _ caption: String) -> PageTable {
    var table = PageTable(
      caption, corner: corner, titles: titleKind, columns: shown.map { columns[$0] },
      rows: rows.map { row in (row.title, shown.map { row.cells[$0].text }) })
    for index in rows.indices { table.rows[index].isTotal = rows[index].isTotal }
    return table
  }

  /// The smallest width to which a browser can shrink it, in the widest of the usual fonts.
  private func width(of shown: [Int]) -> Double {
    let titles = Self.width(of: [corner] + rows.map(\.title), titleKind)
    return shown.reduce(titles) { sum, index in
      let column = columns[index]
      // A number's title may wrap.
      let title = Self.width(of: [column.title], column.kind == .number ? .prose : column.kind)
      return sum + Self.gap + max(title, Self.width(of: rows.map { $0.cells[index].text }, column.kind))
    }
  }

  private static func width(of texts: [String], _ kind: Kind) -> Double {
    func widest(_ texts: [String]) -> Double { texts.map { Style.width(of: $0, size: fontSize) }.max() ?? 0 }
    return switch kind {
    case .number, .word: widest(texts)
    case .prose: widest(texts.flatMap { $0.split(separator: " ").map(String.init) })
    case .code: Double(texts.map(\.count).max() ?? 0) * fontSize * 0.875 * 0.61
    }
  }
}
