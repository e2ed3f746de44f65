import Catalog
import Statistics
import Records
import Text

/// Configurations as rows: what differs between them, what they cost, how good they are. With several seeds a cell is
/// `0.9786 ± 0.0015`, mean and standard deviation.
package struct ConfigurationTable {
  /// The files' columns in their order; for those that come from the spec, with the key.
  private let columns: [(column: String, key: String?)]
  private let comparison: Comparison
  private let rows: [Configuration]
  /// Training time by run: never in a committed file, only on a terminal.
  private let seconds: [String: Double]
  /// Each row's rank, where there is a ranking.
  private let ranks: [Int?]
  /// Where each run is in the comparison, by its name.
  private let indices: [String: Int]

  package init(_ comparison: Comparison, rows: [Configuration], seconds: [String: Double], ranks: [Int?] = []) {
    self.comparison = comparison
    self.rows = rows
    self.seconds = seconds
    self.ranks = ranks
    indices = Dictionary(
      comparison.runs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let differences = comparison.differences
    let isGrouped = rows.contains { $0.runs.count > 1 }
    let keys = differences.tableKeys.filter { !isGrouped || !ConfigValue.isRepetition($0) }
    var hidden: Set = ["weights_sha256"]
    if comparison.runs.allSatisfy({ $0.status == .completed }) { hidden.insert("status") }
    if !differences.keys.contains("batch_size") { hidden.insert("batch_size") }
    columns = comparison.columns(keys: keys).filter { !hidden.contains($0.column) }
  }

  /// Every column.
  package var full: TextTable { table(of: titled) }

  /// The same with a column for each configuration. The columns' titles are names, without ranks.
  var transposed: TextTable {
    let titled = titled
    return table(of: titled.filter { $0.column == "name" } + titled.filter { $0.column != "name" }).transposed
  }

  /// The table that fits a terminal: configurations as rows, or as columns, or as rows without the least important
  /// columns and with a line that names these.
  func text(width: Int) -> String {
    let full = full
    if full.width <= width { return full.text }
    let transposed = transposed
    if transposed.width <= width { return transposed.text }
    let (table, omitted) = fitted(width: width)
    return table.text + "Left out for want of width: \(omitted.joined(separator: ", ")).\n"
  }

  /// The rows with as many columns as fit, and the titles of those that are left out.
  func fitted(width: Int) -> (table: TextTable, omitted: [String]) {
    var (shown, omitted) = (titled, [String]())
    for column in expendable where table(of: shown).width > width {
      guard let index = shown.firstIndex(where: { $0.column == column }) else { continue }
      omitted.append(shown.remove(at: index).title)
    }
    return (table(of: shown), omitted)
  }

  /// In the order in which columns are left out on a narrow terminal. What ranks, the test errors and what differs
  /// between the specs always stay.
  private var expendable: [String] {
    let metrics = comparison.metrics
    let main = comparison.bestColumn ?? "val_" + (metrics.first ?? "loss")
    let others = metrics.filter { "val_" + $0 != main }.flatMap { ["val_" + $0, "test_" + $0] }
    let costs = ["multiply_adds", "parameters", "best_" + main, "best_epoch", "saved_epoch", "epochs", "seconds"]
    return (["loss", "val_loss", "test_loss"] + metrics + others + costs + metrics.map { "test_" + $0 }).filter {
      $0 != main
    }
  }

  /// The same by the titles of `full`.
  package var expendableTitles: [String] { expendable.map(Self.title) }

  private typealias Column = (column: String, title: String, alignment: TextTable.Alignment, cells: [String])

  private var titled: [Column] {
    var titled: [Column] = columns.map { column, key in
      let cells = rows.map { row in key.map { cell(key: $0, of: row) } ?? cell(column, of: row) }
      let isText = ["name", "status"].contains(column)
      return (column, Self.title(column), isText ? .left : .right, cells)
    }
    let name = titled.firstIndex { $0.column == "name" } ?? 0
    if rows.contains(where: { $0.runs.count > 1 }) {
      let words = Set(rows.map(\.repetition))
      titled.insert(
        ("seeds", words.count == 1 ? "\(rows[0].repetition)s" : "runs", .right, rows.map { String($0.runs.count) }),
        at: name + 1)
    }
    if !ranks.isEmpty {
      titled.insert(("rank", "rank", .right, ranks.map { $0.map(String.init) ?? "–" }), at: name)
    }
    if !seconds.isEmpty { titled.append(("seconds", "seconds", .right, rows.map(secondsCell))) }
    return titled
  }

  /// The spec's value for a key.
  private func cell(key: String, of row: Configuration) -> String {
    guard let index = indices[row.runs[0].name] else { return "" }
    let differences = comparison.differences
    if case .integer(let number)? = differences.value(of: key, at: index), key != "seed" { return grouped(number) }
    return differences.word(of: key, at: index) ?? ""
  }

  private func table(of columns: [Column]) -> TextTable {
    TextTable(
      columns: columns.map { ($0.title, $0.alignment) },
      rows: rows.indices.map { row in columns.map { $0.cells[row] } })
  }

  private static func title(_ column: String) -> String {
    column == "multiply_adds" ? "multiply-adds" : column.replacing("_", with: " ")
  }

  /// Numbers rounded and with grouped digits, for reading; empty where a run has no number.
  private func cell(_ column: String, of row: Configuration) -> String {
    switch column {
    case "name": return row.name
    case "status": return status(of: row)
    case "epochs": return range(row.runs.map(\.history.count))
    case "saved_epoch": return row.isCompleted ? range(row.runs.compactMap { $0.savedRecord?.epoch }) : ""
    case "batch_size": return cell(key: column, of: row)
    case "best_epoch":
      let epochs = row.runs.compactMap { run in comparison.bestColumn.flatMap { run.bestEpoch(by: $0)?.epoch } }
      return epochs.count == row.runs.count ? range(epochs) : ""
    default: break
    }
    let values = row.runs.compactMap { value(of: column, in: $0) }
    guard values.count == row.runs.count, let sample = SampleStatistics(values) else { return "" }
    if ["parameters", "multiply_adds"].contains(column) { return grouped(Int(sample.mean)) }
    let isCount = column == "test_errors"
    guard let deviation = sample.standardDeviation else {
      return isCount ? grouped(Int(sample.mean)) : score(Float(sample.mean))
    }
    let mean = isCount ? fixed(sample.mean, decimals: 1) : score(Float(sample.mean))
    return mean + " ± " + fixed(deviation, decimals: isCount ? 1 : 4)
  }

  private func value(of column: String, in run: RunSummary) -> Double? {
    guard column.hasPrefix("best_") else { return run.value(of: column) }
    let name = String(column.dropFirst("best_".count))
    return run.bestEpoch(by: name).flatMap { run.score(name, in: $0) }.map(Double.init)
  }

  private func status(of row: Configuration) -> String {
    let diverged = row.runs.count { $0.status == .diverged }
    guard diverged > 0 else { return "completed" }
    return row.runs.count == 1 ? "diverged" : "\(diverged) of \(row.runs.count) diverged"
  }

  private func range(_ numbers: [Int]) -> String {
    let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
    return low == high ? grouped(low) : "\(grouped(low))–\(grouped(high))"
  }

  /// The mean over a configuration's runs.
  private func secondsCell(_ row: Configuration) -> String {
    let known = row.runs.compactMap { seconds[$0.name] }
    guard known.count == row.runs.count, let sample = SampleStatistics(known) else { return "" }
    return fixed(sample.mean, decimals: 1)
  }
}
