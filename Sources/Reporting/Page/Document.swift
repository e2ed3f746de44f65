import Charts

/// A page's content, as plain as its templates need it.
struct Document {
  var title: String
  var introduction: [String]
  var sections: [Section]
  var footer: String
  let style = PageStyle.sheet
}

struct Section {
  /// For links within the page.
  var id: String
  var title: String
  var blocks: [Block]
}

/// One of these is there, the others are nil: templates know no enumerations.
struct Block {
  private(set) var heading: String?
  private(set) var paragraph: String?
  private(set) var list: List?
  private(set) var table: PageTable?
  private(set) var gallery: Gallery?
  private(set) var code: String?
  private(set) var details: Details?

  struct List {
    let items: [String]
  }

  struct Gallery {
    let figures: [Figure]
  }

  struct Figure {
    let svg: String
  }

  struct Details {
    let summary: String
    let blocks: [Block]
  }

  static func heading(_ text: String) -> Block { Block(heading: text) }
  static func paragraph(_ text: String) -> Block { Block(paragraph: text) }

  /// One sentence is a paragraph, several are a list.
  static func sentences(_ sentences: [String]) -> [Block] {
    sentences.count > 1 ? [Block(list: List(items: sentences))] : sentences.map(paragraph)
  }

  static func table(_ table: PageTable) -> Block { Block(table: table) }
  static func code(_ text: String) -> Block { Block(code: text) }
  static func details(_ summary: String, _ blocks: [Block]) -> Block {
    Block(details: Details(summary: summary, blocks: blocks))
  }

  /// - Parameter id: unique in the page; the pictures are numbered after it.
  static func figures(_ pictures: [Picture], id: String) -> Block {
    Block(gallery: Gallery(figures: pictures.enumerated().map { Figure(svg: $1.element(id: "\(id)-\($0 + 1)")) }))
  }
}

/// A table with a title for each row.
struct PageTable {
  /// What a cell holds; also its class in the style sheet.
  enum Kind: String {
    case number
    /// A word or a few, which stay on a line.
    case word
    /// Many words, which may wrap.
    case prose
    /// Digits to be compared one by one, such as a hash.
    case code
  }

  struct Column {
    let title: String
    var kind: String

    init(_ title: String, _ kind: Kind = .number) {
      self.title = title
      self.kind = kind.rawValue
    }
  }

  struct Cell {
    let text: String
    var kind: String
  }

  struct Row {
    let title: String
    var cells: [Cell]
    /// Sums up the rows above.
    var isTotal = false
  }

  let caption: String
  let corner: String
  /// Without the rows' titles.
  private(set) var columns: [Column]
  /// Of the rows' titles: names stay on a line, descriptions may wrap.
  private(set) var titleKind: String
  var rows: [Row]

  init(
    _ caption: String, corner: String, titles: Kind = .word, columns: [Column], rows: [(title: String, cells: [String])]
  ) {
    self.caption = caption
    titleKind = titles.rawValue
    self.corner = corner
    self.columns = columns
    self.rows = rows.map { title, cells in
      Row(title: title, cells: zip(cells, columns).map { Cell(text: $0, kind: $1.kind) })
    }
  }

  /// Rows as columns: few runs with many numbers then fit a phone.
  func transposed(_ kind: Kind = .number) -> PageTable {
    PageTable(
      caption, corner: corner, titles: .prose, columns: rows.map { Column($0.title, kind) },
      rows: columns.enumerated().map { index, column in (column.title, rows.map { $0.cells[index].text }) })
  }
}
