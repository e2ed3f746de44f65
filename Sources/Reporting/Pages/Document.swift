import Charts

/// A page's content, in the simple form that its templates need.
struct Document {
  var title: String
  var author: String?
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

/// Exactly one of these is not nil, because templates don't know enumerations.
struct Block {
  private(set) var heading: String?
  private(set) var paragraph: String?
  private(set) var list: List?
  private(set) var table: PageTable?
  private(set) var gallery: Gallery?
  private(set) var drawing: Drawing?
  private(set) var code: String?
  private(set) var details: Details?

  struct List {
    let items: [String]
  }

  struct Gallery {
    let rows: [Row]

    /// Blocks that a wide page shows side by side, and a printed one keeps together.
    struct Row {
      let figures: [Figure]
    }
  }

  struct Figure {
    let svg: String
  }

  /// A picture in its own size, which scrolls within its frame where the page is narrower.
  struct Drawing {
    let title: String
    let width: Int
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

  /// A table, or several if one would be wider than the page.
  ///
  /// - Parameter expendable: titles of the columns that leave the first table first.
  static func tables(_ table: PageTable, expendable: [String] = []) -> [Block] {
    table.fitted(expendable: expendable).map { Block(table: $0) }
  }

  static func code(_ text: String) -> Block { Block(code: text) }
  static func details(_ summary: String, _ blocks: [Block]) -> Block {
    Block(details: Details(summary: summary, blocks: blocks))
  }

  /// - Parameter id: unique on the page.
  static func drawing(_ picture: Picture, id: String) -> Block {
    Block(
      drawing: Drawing(
        title: picture.title, width: Int(picture.width.rounded(.up)), svg: picture.element(id: id)))
  }

  /// - Parameter id: unique on the page; the pictures' numbers are appended to it.
  static func figures(_ pictures: [Picture], id: String) -> Block {
    let figures = pictures.enumerated().map { Figure(svg: $1.element(id: "\(id)-\($0 + 1)")) }
    let rows = stride(from: 0, to: figures.count, by: 2).map { start in
      Gallery.Row(figures: Array(figures[start..<min(start + 2, figures.count)]))
    }
    return Block(gallery: Gallery(rows: rows))
  }
}
