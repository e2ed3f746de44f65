import Catalog
import Text

/// What may be wrong with a column that was read as words although most of its cells are numbers.
///
/// Nobody is asked about a column whose kind the spec names.
struct WordsAmongNumbers {
  let spec: CSV
  let table: Table

  /// The column has the other decimal mark: all of its words are numbers with that.
  func wrongMark(_ column: TableColumn) -> DatasetProblem? {
    guard isGuessed(column) else { return nil }
    let mark: DecimalMark = spec.decimal == .point ? .comma : .point
    var example: String?
    // The first real word ends it: a column may have millions.
    for text in column.texts where !isNumber(text, spec.decimal) && !Self.isMissing(text) {
      guard isNumber(text, mark) else { return nil }
      example = example ?? text
    }
    guard let example else { return nil }
    return table.problem(
      "\(quoted(column.name)) has numbers such as \(quoted(example))", row: table.firstRow(of: example, column.name),
      hint: "did you mean decimal: \(yaml(mark.rawValue))? If they are words: columns: {\(column.name): categorical}")
  }

  /// A word such as `NA` makes a column of numbers a column of categories.
  func missingWord(_ column: TableColumn) -> DatasetProblem? {
    let odd = odd(column)
    return isGuessed(column) && odd.count < column.texts.count && odd.allSatisfy(Self.isMissing)
      ? problem(column, odd, hint: "if it is a missing value") : nil
  }

  /// The same of any other word, for a column that has too many values for categories.
  func mistake(_ column: TableColumn) -> DatasetProblem? {
    missingWord(column) ?? few(column).map { problem(column, $0, hint: "correct it, or if it is a missing value") }
  }

  /// The same as a warning, for a column that may be meant so.
  func doubt(_ column: TableColumn) -> String? {
    guard let odd = few(column) else { return nil }
    let place = table.problem("", row: table.firstRow(of: odd[0], column.name), hint: "").line
    return
      "\(quoted(column.name)) is read as words, not as numbers: \(grouped(column.texts.count - odd.count)) of its values "
      + "are numbers, but there is \(quoted(odd[0]))\(place.map { " in line \($0)" } ?? ""). Correct it, or write "
      + "columns: {\(column.name): numeric} to be told of each such cell, or categorical if words are meant"
  }

  /// The words, if they are so few beside the numbers that they are likelier to be mistakes than names.
  private func few(_ column: TableColumn) -> [String]? {
    let odd = odd(column)
    return isGuessed(column) && !odd.isEmpty && column.texts.count >= 10 * odd.count ? odd : nil
  }

  private func isGuessed(_ column: TableColumn) -> Bool {
    !column.areNumbers && spec.columns?.values[column.name] == nil
  }

  private func odd(_ column: TableColumn) -> [String] { column.texts.filter { !isNumber($0, spec.decimal) } }

  private func isNumber(_ text: String, _ mark: DecimalMark) -> Bool {
    Array(text.utf8).withUnsafeBufferPointer { CellNumber.read($0, decimal: mark.rawValue.utf8.first ?? 0) } != nil
  }

  private static func isMissing(_ text: String) -> Bool { missingWords.contains(text.lowercased()) }

  private static let missingWords: Set = [
    "", "na", "n/a", "n.a.", "nan", "null", "none", "?", "-", ".", "missing", "unknown", "#n/a", "inf", "-inf",
  ]

  private func problem(_ column: TableColumn, _ odd: [String], hint: String) -> DatasetProblem {
    let values = ([""] + odd.filter { !$0.isEmpty }).map(yaml)
    return table.problem(
      "\(quoted(odd[0])) among the numbers of \(quoted(column.name))", row: table.firstRow(of: odd[0], column.name),
      hint: "\(hint), write missing_values: [\(values.joined(separator: ", "))]")
  }

  private func yaml(_ text: String) -> String {
    text.isEmpty ? #""""# : String(ConfigValue.string(text).yaml().dropLast())
  }
}
