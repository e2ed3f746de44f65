import Catalog
import Text

/// The names of a table's columns: those of its first record, or c1, c2, … for the cells there.
struct TableHeader {
  let names: [String]
  /// Where the first row of cells begins that are no names.
  let end: Int
  private let path: String

  /// - Parameter starts: the places of some records, with the first one.
  init(_ file: OpenFile, _ dialect: TablePreparation.Dialect, _ starts: [Int]) throws(DatasetProblem) {
    path = file.path
    let start = starts.first ?? 0
    for end in starts.dropFirst() + [file.size] {
      let text = TextBuffer()
      try text.read(file, start..<end)
      var records = CSVRecords(text.bytes, separator: dialect.separator.byte)
      var cells: [CSVRecords.Cell] = []
      do throws(CSVRecords.Problem) { guard try records.next(into: &cells) else { continue } } catch {
        throw DatasetProblem(.damaged, file: path, line: error.line, problem: error.problem, hint: error.hint)
      }
      self.end = dialect.hasHeader ? start + records.position : start
      names = dialect.hasHeader ? cells.map { TableFile.text(text.bytes, $0) } : cells.indices.map { "c\($0 + 1)" }
      try requireFew()
      if dialect.hasHeader { try requireDifferent(dialect) }
      return
    }
    throw DatasetProblem(.damaged, file: path, problem: "has no row", hint: "name a table with a header and rows")
  }

  private func requireFew() throws(DatasetProblem) {
    guard names.count > TableFile.mostColumns else { return }
    throw problem(
      "has \(names.count) columns, and \(TableFile.mostColumns) are possible", hint: "keep the columns that matter")
  }

  private func requireDifferent(_ dialect: TablePreparation.Dialect) throws(DatasetProblem) {
    if names.count == 1, let other = Self.separator(within: names[0], butNot: dialect.separator) {
      throw problem(
        "the header has one column, \(quoted(names[0]))", line: 1,
        hint: "did you mean separator: \(ConfigValue.string(other.rawValue).yaml().dropLast())?", .option("separator"))
    }
    var taken: Set<String> = []
    if let twice = names.first(where: { !taken.insert($0).inserted }) {
      throw problem("two columns are called \(quoted(twice))", line: 1, hint: "give each column its own name")
    }
  }

  /// What may separate columns that seem to be one. A space is likelier to be part of a name.
  private static func separator(within name: String, butNot own: Separator) -> Separator? {
    Separator.allCases.first { $0 != own && $0 != .space && name.contains($0.rawValue) }
  }

  private func problem(
    _ problem: String, line: Int? = nil, hint: String, _ kind: DatasetProblem.Kind = .damaged
  ) -> DatasetProblem {
    DatasetProblem(kind, file: path, line: line, problem: problem, hint: hint)
  }
}
