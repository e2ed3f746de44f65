import Text

extension Comparison {
  /// A row for each configuration: how many seeds there are, what its runs have in common, and each score's mean and standard
  /// deviation over them. Cells are empty where a seed diverged; a single seed has no deviation.
  public var configurationTable: CSVTable {
    let table = table
    let scores = scoreColumns + errorColumns
    let best = ["best_epoch"] + (bestColumn.map { ["best_" + $0] } ?? [])
    let own = ["name", "status", "seed", "weights_sha256"] + scores + best
    let common = table.header.indices.filter { !own.contains(table.header[$0]) }
    let rows = Dictionary(zip(runs.map(\.name), table.rows), uniquingKeysWith: { first, _ in first })
    let means = scores.flatMap { [$0 + "_mean", $0 + "_sd"] }
    return CSVTable(
      header: ["name", "status", "seeds"] + common.map { table.header[$0] } + means,
      rows: configurations.map { configuration in
        let rows = configuration.runs.compactMap { rows[$0.name] }
        let shared = common.map { column in Set(rows.map { $0[column] }).count == 1 ? rows[0][column] : "" }
        return configuration.leadingCells + shared + scores.flatMap(configuration.meanCells)
      })
  }
}

extension Configuration {
  fileprivate var leadingCells: [String] { [name, isCompleted ? "completed" : "diverged", String(runs.count)] }

  fileprivate func meanCells(of column: String) -> [String] {
    let found = isCompleted ? statistics(of: column)?.recorded : nil
    return [CSVTable.cell(found?.mean), CSVTable.cell(found?.standardDeviation)]
  }
}
