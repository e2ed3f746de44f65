import Records
import Text

extension SweepSummary {
  /// See ``RankedSweep/table``.
  public var table: CSVTable { RankedSweep(self).table }
}

extension RankedSweep {
  /// `results/<name>.csv`: a row for each run, the best configuration first, its seeds together.
  public var table: CSVTable {
    let comparison = Comparison(rankedRuns, rankBy: summary.rankBy)
    var table = comparison.table(keys: comparison.differences.keys)
    let repeated = ranking.contains { $0.configuration.runs.count > 1 }
    let scores = ranking.flatMap { entry in
      entry.configuration.runs.map { _ in (rank: entry.rank, score: entry.score) }
    }
    table.header.insert("rank", at: 0)
    for (index, entry) in scores.enumerated() { table.rows[index].insert(CSVTable.cell(entry.rank), at: 0) }
    if let search = summary.search {
      let names = rankedRuns.map(\.name)
      let columns = search.brackets.count > 1 ? ["bracket", "rung"] : ["rung"]
      table.header.insert(contentsOf: columns, at: 1)
      for (index, name) in names.enumerated() {
        let trial = search.trial(named: name)
        let cells = [trial?.bracket, trial?.rung].suffix(columns.count).map { CSVTable.cell($0) }
        table.rows[index].insert(contentsOf: cells, at: 1)
      }
    }
    guard let rankBy = summary.rankBy, repeated else { return table }
    table.header += [rankBy + "_mean", rankBy + "_sd"]
    for (index, entry) in scores.enumerated() {
      let (mean, deviation) = entry.score?.recorded ?? (nil, nil)
      table.rows[index] += [CSVTable.cell(mean), CSVTable.cell(deviation)]
    }
    return table
  }
}
