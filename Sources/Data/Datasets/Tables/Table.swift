import Catalog
import Text

/// The columns of one table, or of several files with the same columns, one after another.
struct Table {
  let files: [TableFile]
  /// The rows of each file.
  let ranges: [Range<Int>]
  private(set) var columns: [TableColumn]

  var count: Int { ranges.last?.upperBound ?? 0 }

  /// - Parameter columns: those to read, each with what its cells are to be. Every file has them, in any order.
  init(_ files: [TableFile], _ columns: [TableColumn]) throws(DatasetProblem) {
    self.files = files
    var columns = columns
    var ranges: [Range<Int>] = []
    for file in files {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + (try Self.read(file, into: &columns)))
    }
    self.columns = columns
    self.ranges = ranges
    try rereadMixed()
  }

  /// Columns that turned out to be texts after numbers had been read.
  private mutating func rereadMixed() throws(DatasetProblem) {
    let mixed = columns.indices.filter { columns[$0].isMixed }
    guard !mixed.isEmpty else { return }
    let again = try Table(files, mixed.map { TableColumn(columns[$0].name, .texts) })
    for (place, index) in mixed.enumerated() { columns[index] = again.columns[place] }
  }

  /// - Returns: the number of rows.
  private static func read(_ file: TableFile, into columns: inout [TableColumn]) throws(DatasetProblem) -> Int {
    let places = Dictionary(file.names.enumerated().map { ($1, $0) }) { first, _ in first }
    let cells = columns.map { places[$0.name] ?? 0 }
    let dialect = CellDialect(file.dialect)
    var rows = 0
    try file.forEachRow { (bytes, row, line) throws(DatasetProblem) in
      for index in columns.indices where !columns[index].append(row[cells[index]], in: bytes, dialect) {
        throw file.problem(
          "\(quoted(TableFile.text(bytes, row[cells[index]]))) is not a number, which \(quoted(columns[index].name)) needs",
          line: line, hint: "write a number such as 0.5")
      }
      rows += 1
    }
    return rows
  }

  /// The file that has a row, and the row's line.
  func place(of row: Int) -> (file: TableFile, line: Int) {
    let index = ranges.firstIndex { $0.contains(row) } ?? 0
    return (files[index], files[index].line(ofRow: row - ranges[index].lowerBound))
  }

  func problem(
    _ problem: String, row: Int, hint: String, _ kind: DatasetProblem.Kind = .damaged
  ) -> DatasetProblem {
    let (file, line) = place(of: row)
    return file.problem(problem, line: line, hint: hint, kind)
  }
}
