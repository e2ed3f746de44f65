import Files
import Records
import Statistics
import Text

extension RankedSweep {
  /// Of cross-validated runs, the answer for each row by the run that held it out: their predictions.csv together, with a column for the run.
  ///
  ///     index,run,row,label,predicted,p_setosa…
  ///
  /// Repeats, and several seeds, list each row again. Nil if no run is cross-validated, or has left its predictions.
  func heldOutPredictions(in paths: ResultPaths) -> CSVTable? {
    let rounds = configurations.filter(\.isCrossValidated).flatMap(\.rounds).map {
      $0.compactMap { ResultPaths(in: paths, run: $0.name).heldOut(by: $0) }
    }
    let headers = rounds.joined().map(\.table.header)
    guard let columns = headers.first.map({ first in headers.reduce(into: first) { $0.addMissing($1) } }) else {
      return nil
    }
    let lines = rounds.flatMap { round in
      round.flatMap { run, table in table.rows(under: columns).map { [run] + $0.dropFirst() } }
        .sorted { (Int($0[1]) ?? 0) < (Int($1[1]) ?? 0) }
    }
    return CSVTable(
      header: [columns[0], "run"] + columns.dropFirst(), rows: lines.enumerated().map { [String($0)] + $1 })
  }
}

extension ResultPaths {
  /// The predictions of a run, with row numbers; nil if there are none of this run.
  fileprivate func heldOut(by run: RunSummary) -> (run: String, table: CSVTable)? {
    guard let bytes = try? AtomicFile.read(predictions), let answers = try? SavedAnswers(bytes, run.data.target),
      answers.areThose(of: run), let table = CSVTable(text: String(decoding: bytes, as: UTF8.self)),
      table.header.dropFirst().first == "row"
    else { return nil }
    return (run.name, table)
  }

  /// Writes, beside the runs of a cross-validation, what each row got where it was held out.
  ///
  /// - Returns: where a file in its place was moved that the program had not written; nil if there was none.
  func save(heldOut table: CSVTable) throws(FileProblem) -> String? {
    let previous = FileMark.predictions.allowsWriting(predictions) ? nil : try moveAside([predictions])
    try AtomicFile.write(table.text, to: predictions)
    return previous
  }

  /// The table that `save(heldOut:)` has written; nil if there is none.
  public func heldOutPredictions() throws(FileProblem) -> CSVTable? {
    guard hasHeldOutPredictions else { return nil }
    return CSVTable(text: String(decoding: try AtomicFile.read(predictions), as: UTF8.self))
  }
}

extension CSVTable {
  /// Cells of columns that this table lacks are empty.
  fileprivate func rows(under columns: [String]) -> [[String]] {
    if columns == header { return rows }
    let places = columns.map(header.firstIndex)
    return rows.map { row in places.map { place in place.map { row[$0] } ?? "" } }
  }
}

extension [String] {
  fileprivate mutating func addMissing(_ others: [String]) {
    for other in others where !contains(other) { append(other) }
  }
}
