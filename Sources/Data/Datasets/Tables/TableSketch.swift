import Catalog
import Text

/// What the beginning of a table says about it: enough to write a first spec, which is then checked against the whole of it.
///
/// Here alone is anything guessed about a file: reading a spec's data guesses nothing.
public struct TableSketch: Sendable {
  public struct Column: Sendable {
    public let name: String
    /// Whether all cells that are not missing are numbers, and there are some.
    public internal(set) var isNumeric = false
    /// Whether almost all of them are: then the others are likelier to be mistakes than names.
    public internal(set) var isMostlyNumeric = false
    /// How many of its cells are numbers, and how many are words.
    fileprivate var numbers = 0
    fileprivate var words = 0
    /// Whether these are whole.
    public internal(set) var isWhole = true
    /// Different cells; no more are counted than ``TableSketch/mostValues``.
    public internal(set) var values: Set<String> = []
    /// What its missing cells say, such as the empty text or `NA`.
    public internal(set) var missing: Set<String> = []
    /// Whether no cell is there twice.
    public internal(set) var isUnique = true
  }

  public let separator: Separator
  public let decimal: DecimalMark
  public private(set) var columns: [Column]
  /// How many rows were looked at.
  public private(set) var rows = 0

  public static let mostValues = 101
  private static let mostBytes = 4 << 20

  /// - Throws: a `DatasetProblem` if it can't be read as a table at all.
  public init(_ path: String) throws(DatasetProblem) {
    let file = try OpenFile(path)
    try TableFile.requireReadable(file)
    let text = TextBuffer()
    try text.read(file, 0..<min(file.size, Self.mostBytes))
    let isWhole = text.count == file.size
    let separator = Self.separator(text)
    let sketches = try [DecimalMark.point, .comma].filter { $0.rawValue != separator.rawValue }
      .map { mark throws(DatasetProblem) in
        try TableSketch(text, path, separator, mark, dropsLast: !isWhole)
      }
    self = sketches.max { $0.numericCount < $1.numericCount } ?? sketches[0]
  }

  private var numericCount: Int { columns.count(where: \.isNumeric) }

  /// The one with which the header has most columns; a space is likelier to be part of a name.
  private static func separator(_ text: TextBuffer) -> Separator {
    let counts = [Separator.comma, .semicolon, .tab].map { separator in
      var records = CSVRecords(text.bytes, from: CSVRecords.start(of: text.bytes), separator: separator.byte)
      var cells: [CSVRecords.Cell] = []
      _ = try? records.next(into: &cells)
      return (separator, cells.count)
    }
    return counts.max { $0.1 < $1.1 }.map { $0.1 > 1 ? $0.0 : .comma } ?? .comma
  }

  private init(
    _ text: TextBuffer, _ path: String, _ separator: Separator, _ decimal: DecimalMark, dropsLast: Bool
  ) throws(DatasetProblem) {
    (self.separator, self.decimal, columns) = (separator, decimal, [])
    var records = CSVRecords(text.bytes, from: CSVRecords.start(of: text.bytes), separator: separator.byte)
    var cells: [CSVRecords.Cell] = []
    do throws(CSVRecords.Problem) {
      if try records.next(into: &cells) { columns = cells.map { Column(name: TableFile.text(text.bytes, $0)) } }
      while try records.next(into: &cells) {
        // The last record may have been cut off.
        if cells.count != columns.count || dropsLast && records.position >= text.count { break }
        for (index, cell) in cells.enumerated() { add(TableFile.text(text.bytes, cell), to: index) }
        rows += 1
      }
    } catch  where rows > 0 && dropsLast {
      // Within a quoted cell that goes on.
    } catch {
      throw DatasetProblem(.damaged, file: path, line: error.line, problem: error.problem, hint: error.hint)
    }
    guard rows > 0 else {
      throw DatasetProblem(
        .damaged, file: path, problem: "has no rows below a header", hint: "name a table with a header and rows")
    }
    for index in columns.indices { columns[index].conclude(rows) }
  }

  private mutating func add(_ cell: String, to index: Int) {
    if Self.missingWords.contains(cell) || cell.isEmpty {
      columns[index].missing.insert(cell)
      return
    }
    let number = Array(cell.utf8).withUnsafeBufferPointer { CellNumber.read($0, decimal: decimal.byte) }
    if let number {
      if number != number.rounded() { columns[index].isWhole = false }
      columns[index].numbers += 1
    } else {
      columns[index].words += 1
    }
    if columns[index].values.count < Self.mostValues {
      columns[index].isUnique = columns[index].values.insert(cell).inserted && columns[index].isUnique
    }
  }

  /// Those that R, pandas, databases and spreadsheets write.
  private static let missingWords: Set = ["NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?", "#N/A"]
}

extension TableSketch.Column {
  fileprivate mutating func conclude(_ rows: Int) {
    isNumeric = words == 0 && numbers > 0
    isMostlyNumeric = words > 0 && numbers >= 20 * words
    isUnique = isUnique && rows > 20 && missing.isEmpty
  }
}

extension TableSketch {
  /// The last column that can be predicted.
  public var likelyTarget: String {
    let others = columns.filter { !$0.looksLikeParts }
    return (others.last { !$0.tellsNothing && $0.values.count > 1 } ?? others.last ?? columns.last)?.name ?? ""
  }
}

extension TableSketch.Column {
  /// Whether nothing can be learned from it: it is empty or the same in all rows, or tells each row from the others.
  public var tellsNothing: Bool { values.isEmpty || values.count == 1 && missing.isEmpty || looksLikeAnIdentity }

  private var looksLikeAnIdentity: Bool {
    if isMostlyNumeric { return false }
    if !isNumeric { return values.count >= TableSketch.mostValues || isUnique }
    let names: Set = ["", "id", "index", "unnamed: 0", "row", "rownames", "row_id", "rowid"]
    return isWhole && isUnique && names.contains(name.lowercased())
  }

  /// Whether it says which part of the data a row belongs to, as a `split` reads it.
  public var looksLikeParts: Bool { values.isSubset(of: ["train", "validation", "test"]) && values.contains("test") }

  /// Whether it says which of a few classes a row has, rather than how much of something.
  public var looksLikeClasses: Bool { !isNumeric && !isMostlyNumeric || isWhole && values.count <= 10 }
}
