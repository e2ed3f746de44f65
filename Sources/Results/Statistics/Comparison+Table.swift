import Records
import Text

extension Comparison {
  /// A row for each run. A metric that only some of the runs have leaves empty cells in the others.
  public var table: CSVTable { table(keys: differences.tableKeys) }

  /// `comparison.json`: `runs`, the table's rows, and `pairs`; also `configurations` if seeds repeat one.
  public var json: JSONValue {
    let rows = rows(columns(keys: differences.tableKeys)).map(JSONValue.object)
    let configurations = configurations
    var members: [JSONValue.Member] = [
      .init("runs", .list(rows)), .init("pairs", .list(pairs.map(\.json) + closeness.map(\.json))),
    ]
    if configurations.contains(where: { $0.runs.count > 1 }) {
      let list = configurations.map { configuration in
        JSONValue.object(
          [.init("name", .string(configuration.name))] + configuration.members(columns: scoreColumns + errorColumns))
      }
      members.append(.init("configurations", .list(list)))
    }
    return .object(members)
  }

  /// The runs that differ only in their seed, together.
  public var configurations: [Configuration] { Configuration.all(runs) }

  /// All the runs' metrics, in order of first appearance.
  public var metrics: [String] { runs.metrics }

  /// `loss`, `accuracy`, `val_…` where any run has validation data, `test_…`.
  public var scoreColumns: [String] { runs.scoreColumns }

  /// Answers that are numbers are never right or wrong.
  var errorColumns: [String] { runs.allSatisfy(\.data.hasValues) && !runs.isEmpty ? [] : ["test_errors"] }

  /// The column by which `best_epoch` is chosen; nil if no run has validation data.
  public var bestColumn: String? {
    if let rankBy, rankBy.hasPrefix("val_") { return rankBy }
    let validated = runs.filter(\.hasValidation)
    return validated.isEmpty ? nil : SweepSummary.defaultRankBy(validated)
  }

  /// `table` with a column for each of these keys of the spec, the seed last.
  func table(keys: [String]) -> CSVTable {
    let columns = columns(keys: keys)
    let header = columns.map(\.column)
    return CSVTable(
      header: header,
      rows: rows(columns).map { row in
        header.map { column in row.first { $0.key == column }?.value.cell ?? "" }
      })
  }

  /// Of them `epochs` and `batch_size` are always there, `saved_epoch` if a rule has chosen one.
  private var fixedColumns: [String] {
    let saved = runs.contains { $0.savedEpoch != nil } ? ["saved_epoch"] : []
    return ["name", "status", "parameters", "multiply_adds", "epochs"] + saved + ["batch_size"]
  }

  /// The table's columns in their order; for those that come from the spec, with the key.
  public func columns(keys: [String]) -> [(column: String, key: String?)] {
    let best = bestColumn.map { ["best_epoch", "best_" + $0] } ?? []
    let scores = scoreColumns
    let firstOfTest = scores.firstIndex { $0.hasPrefix("test_") } ?? scores.endIndex
    let others = scores[..<firstOfTest] + best + scores[firstOfTest...] + errorColumns + ["weights_sha256"]
    let fixedColumns = fixedColumns
    let taken = fixedColumns + others
    let swept = (keys.filter { $0 != "seed" } + keys.filter { $0 == "seed" }).filter {
      !["epochs", "batch_size"].contains($0)
    }
    let fixed = fixedColumns.map { ($0, String?.none) }
    return fixed[..<2]
      + swept.map { key in
        let name = [differences.shortName(of: key), key].first { !taken.contains($0) } ?? "spec." + key
        return (name, key)
      } + fixed[2...] + others.map { ($0, nil) }
  }

  private func rows(_ columns: [(column: String, key: String?)]) -> [[JSONValue.Member]] {
    runs.enumerated().map { index, run in
      columns.compactMap { column, key in
        let value = key.map { leaf($0, at: index) } ?? value(of: column, in: run)
        return value.map { JSONValue.Member(column, $0) }
      }
    }
  }

  /// A number as a number, anything else as a word.
  private func leaf(_ key: String, at index: Int) -> JSONValue {
    switch differences.value(of: key, at: index) {
    case nil, .null?: .null
    case .list?, .mapping?: .string(differences.word(of: key, at: index) ?? "")
    case let value?: JSONValue(value)
    }
  }

  /// nil if the run has no such column.
  private func value(of column: String, in run: RunSummary) -> JSONValue? {
    switch column {
    case "name": return .string(run.name)
    case "status": return .string(run.status.rawValue)
    case "parameters": return .integer(run.parameters)
    case "multiply_adds": return .integer(run.multiplyAdds)
    case "epochs": return .integer(run.history.count)
    case "saved_epoch": return run.test == nil ? .null : run.savedRecord.map { .integer($0.epoch) } ?? .null
    case "batch_size": return JSONValue(run.spec)["batch_size"] ?? .null
    case "test_errors": return run.data.hasValues ? nil : run.test?.errors.map(JSONValue.integer) ?? .null
    case "weights_sha256": return run.weightsHash.map(JSONValue.string) ?? .null
    case "best_epoch": return run.hasValidation ? best(of: run).map { .integer($0.epoch) } ?? .null : nil
    default: break
    }
    if let name = column.suffix(after: "best_") {
      return run.hasValidation ? best(of: run).flatMap { run.score(name, in: $0) }.map(JSONValue.float) ?? .null : nil
    }
    return score(column, of: run)
  }

  private func best(of run: RunSummary) -> EpochRecord? { bestColumn.flatMap(run.bestEpoch) }

  private func score(_ column: String, of run: RunSummary) -> JSONValue? {
    let test = column.suffix(after: "test_")
    guard run.scoreColumns.contains(test ?? column) else { return nil }
    return run.finalScore(column).map(JSONValue.float) ?? .null
  }
}

extension [RunSummary] {
  /// Their metrics, in order of first appearance.
  public var metrics: [String] {
    var metrics: [String] = []
    for metric in flatMap(\.metrics) where !metrics.contains(metric) { metrics.append(metric) }
    return metrics
  }

  /// See ``Comparison/scoreColumns``.
  public var scoreColumns: [String] {
    let scores = ["loss"] + metrics
    let validation = contains(where: \.hasValidation) ? scores.map { "val_" + $0 } : []
    return scores + validation + scores.map { "test_" + $0 }
  }
}
