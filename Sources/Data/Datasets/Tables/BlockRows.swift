/// The cells of a block's rows that a pass over a table needs, with the text in which they are.
///
/// `@unchecked Sendable`: one thread at a time has it.
final class BlockRows: @unchecked Sendable {
  let text = TextBuffer()
  var count = 0
  /// Row after row: a number for each column of numbers, NaN where it is missing.
  private(set) var numbers = GrowingPages<Double>()
  /// Row after row: for each column of texts the number of its text among those of the block, −1 where it is missing.
  private(set) var codes = GrowingPages<Int32>()
  /// The different texts of each column of texts.
  var texts: [DistinctCells] = []
  /// The rows that lack a cell which they must have.
  var incomplete: [Int] = []

  /// Room for as many rows as the text can have; false without memory for them.
  func makeRoom(_ layout: RowLayout) -> Bool { makeRoom(rows: text.bytes.count / layout.cells.count + 2, layout) }

  func makeRoom(rows: Int, _ layout: RowLayout) -> Bool {
    numbers.makeRoom(rows * layout.numbers.count) && codes.makeRoom(rows * layout.texts.count)
  }
}

/// Where the cells of a row go that a pass over a table needs.
struct RowLayout: Sendable {
  /// What is done with the cell of one of the file's columns.
  struct Cell: Sendable {
    /// Its place among the numbers, and among the texts; −1 if it is not read as one.
    var number: Int
    var text: Int
    /// Whether a row without it is incomplete.
    var isRequired: Bool
  }

  /// The names of the columns that are read as numbers, and as texts.
  let numbers: [String]
  let texts: [String]
  /// Where each of the numbers is among them.
  let numberPlaces: [String: Int]
  /// Those of the file.
  let cells: [Cell]

  init(_ file: TableFile, numbers: [String], texts: [String], required: Set<String> = []) {
    (self.numbers, self.texts) = (numbers, texts)
    let places = { (names: [String]) in Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first } }
    numberPlaces = places(numbers)
    let (numberPlaces, textPlaces) = (numberPlaces, places(texts))
    cells = file.names.map {
      Cell(number: numberPlaces[$0] ?? -1, text: textPlaces[$0] ?? -1, isRequired: required.contains($0))
    }
  }
}

/// The cells of one column in a block's rows.
struct ColumnCells<Element: BitwiseCopyable>: RandomAccessCollection {
  private let start: UnsafePointer<Element>?
  private let stride: Int
  let count: Int

  /// - Parameter rows: row after row, `stride` cells in each.
  init(_ rows: GrowingPages<Element>, at place: Int, stride: Int, count: Int) {
    precondition(place < stride && count * stride <= rows.capacity)
    start = rows.start.map { UnsafePointer($0 + place) }
    (self.stride, self.count) = (stride, count)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }
  subscript(row: Int) -> Element { start.unsafelyUnwrapped[row &* stride] }  // where there are rows, there is memory
}

typealias NumberCells = ColumnCells<Double>
typealias CodeCells = ColumnCells<Int32>

extension BlockRows {
  func numbers(_ place: Int, _ layout: RowLayout) -> NumberCells {
    NumberCells(numbers, at: place, stride: layout.numbers.count, count: count)
  }

  func codes(_ place: Int, _ layout: RowLayout) -> CodeCells {
    CodeCells(codes, at: place, stride: layout.texts.count, count: count)
  }
}
