import Statistics
import Records
import Text

extension CSVTable {
  /// `run,epoch,loss,accuracy,val_…,learning_rate,seconds`: the epochs of several runs, one run after another, for a
  /// pivot table or a plot. A cell is empty if a run has no such column or its times are missing.
  public static func histories(_ runs: [(name: String, summary: RunSummary, timing: SavedTiming?)]) -> CSVTable {
    let scores = runs.map(\.summary).scoreColumns.filter { !$0.hasPrefix("test_") }
    let columns = ["epoch"] + scores + ["learning_rate"]
    var rows: [[String]] = []
    for (name, summary, timing) in runs {
      let history = summary.historyTable
      let places = columns.map { history.header.firstIndex(of: $0) }
      for (record, row) in zip(summary.history, history.rows) {
        let cells = places.map { place in place.map { row[$0] } ?? "" }
        rows.append([name] + cells + [cell(timing?.secondsOfEpoch[record.epoch])])
      }
    }
    return CSVTable(header: ["run"] + columns + ["seconds"], rows: rows)
  }
}
