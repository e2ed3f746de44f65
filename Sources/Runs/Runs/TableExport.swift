import Files
import Glibc
import Text

/// Writes the tables of results into another folder, in a dialect that the user chooses.
package struct TableExport {
  private let folder: String
  private let dialect: CSVTable.Dialect
  private let terminal: any Terminal
  private var count = 0

  package init(to folder: String, _ dialect: CSVTable.Dialect, _ terminal: any Terminal) {
    self.folder = folder
    self.dialect = dialect
    self.terminal = terminal
  }

  /// - Returns: how many files were written.
  package mutating func write(_ selection: ResultSelection) throws -> Int {
    for sweep in selection.sweeps {
      try write(sweep.summary.table, to: "\(sweep.summary.name).csv")
      if let table = try sweep.paths.heldOutPredictions() {
        try write(table, to: "\(sweep.summary.name)/predictions.csv")
      }
    }
    for result in selection.results { try write(result, as: selection.name(of: result)) }
    try writeHistories(selection)
    return count
  }

  /// The parts of a data set, a file for each.
  package mutating func write(_ parts: [(name: String, table: CSVTable)]) throws {
    for part in parts { try write(part.table, to: part.name + ".csv") }
  }

  private mutating func writeHistories(_ selection: ResultSelection) throws {
    let runs = selection.results.map { result in
      (name: selection.name(of: result), summary: result.summary, timing: result.timing)
    }
    let taken = runs.map(\.name) + selection.sweeps.map(\.summary.name)
    guard !taken.contains("histories") else {
      return terminal.note(
        "note: histories.csv is that of the result of this name; the table of all histories is left out")
    }
    try write(CSVTable.histories(runs), to: "histories.csv")
  }

  private mutating func write(_ result: RecordedResult, as base: String) throws {
    try write(result.summary.historyTable, to: base + ".csv")
    let others = [result.paths.predictions, result.paths.steps, result.paths.timing]
    for path in others where access(path, F_OK) == 0 {
      guard let table = CSVTable(text: String(decoding: try AtomicFile.read(path), as: UTF8.self)) else {
        throw Failure(.inputOutput, "error: \(path): this is no table that a run has written; train its spec again")
      }
      try write(table, to: base + path.dropFirst(result.paths.folder.count))
    }
  }

  private mutating func write(_ table: CSVTable, to name: String) throws {
    let path = folder + "/" + name
    try AtomicFile.makeDirectories(Files.folder(of: path), below: folder)
    try AtomicFile.write(table.text(dialect), to: path)
    count += 1
  }
}
