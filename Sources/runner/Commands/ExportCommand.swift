import ArgumentParser
import Files
import Glibc
import Text

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the tables of results into another folder, for a spreadsheet.",
    usage: "runner export [<result> ...] --output <dir> [<options>]",
    discussion: """
      The results' own CSV files have commas between cells and points in numbers. For an Excel that expects semicolons \
      and decimal commas, --csv-dialect excel-eu writes those, with a byte order mark and CRLF. Exported are the history \
      of each run, its predictions, steps and times if they exist, the ranking of a sweep with its runs, and \
      histories.csv with the epochs of all runs.

      EXAMPLES:
        runner export dense --csv-dialect excel-eu --output spreadsheets
        runner export --csv-dialect excel-eu --output spreadsheets
      """)

  @Argument(
    help: "Runs, as in dense or results/dense.json, or sweeps. (default: all in the folder of results)",
    completion: .result)
  var result: [String] = []

  @Option(help: "The dialect of the files; excel-eu has semicolons, decimal commas, a byte order mark and CRLF.")
  var csvDialect: CSVTable.Dialect = .standard

  @Option(
    help: ArgumentHelp("The folder to write into, which is created if necessary.", valueName: "dir"),
    completion: .directory)
  var output: String

  @OptionGroup var results: ResultsOptions
  @OptionGroup var quiet: QuietOptions
  @OptionGroup(visibility: .hidden) var data: DataOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressStyleOptions

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output: the folder's name is empty.") }
  }

  func run() throws {
    try requireOutside(results.folder, folder: output, option: "--output \(output)")
    let selection = try ResultSelection(result, results)
    var count = 0
    for sweep in selection.sweeps {
      try write(sweep.summary.table, to: "\(sweep.summary.name).csv", &count)
    }
    for result in selection.results { count += try export(result, of: selection.sweeps) }
    try exportHistories(selection, &count)
    if !quiet.isQuiet { try Console.print("\(output): \(count) \(count == 1 ? "file" : "files") written\n") }
  }

  /// A run of a sweep goes into the sweep's folder, as in the results.
  private func base(_ result: RecordedResult, of sweeps: [RecordedSweep]) -> String {
    let sweep = sweeps.first { $0.paths.folder == result.paths.root }
    return (sweep.map { $0.summary.name + "/" } ?? "") + result.summary.name
  }

  private func exportHistories(_ selection: ResultSelection, _ count: inout Int) throws {
    let runs = selection.results.map { result in
      (name: base(result, of: selection.sweeps), summary: result.summary, timing: result.timing)
    }
    let taken = runs.map(\.name) + selection.sweeps.map(\.summary.name)
    guard !taken.contains("histories") else {
      return Console.note(
        "note: histories.csv is that of the result of this name; the table of all histories is left out")
    }
    try write(CSVTable.histories(runs), to: "histories.csv", &count)
  }

  private func export(_ result: RecordedResult, of sweeps: [RecordedSweep]) throws -> Int {
    let base = base(result, of: sweeps)
    var count = 0
    try write(result.summary.historyTable, to: base + ".csv", &count)
    let others = [result.paths.predictions, result.paths.steps, result.paths.timing]
    for path in others where access(path, F_OK) == 0 {
      guard let table = CSVTable(text: String(decoding: try AtomicFile.read(path), as: UTF8.self)) else {
        throw Failure(.inputOutput, "error: \(path): this is no table that a run has written; train its spec again")
      }
      try write(table, to: base + path.dropFirst(result.paths.folder.count), &count)
    }
    return count
  }

  private func write(_ table: CSVTable, to name: String, _ count: inout Int) throws {
    let path = output + "/" + name
    try AtomicFile.makeDirectories(folder(of: path), below: output)
    try AtomicFile.write(table.text(csvDialect), to: path)
    count += 1
  }
}
