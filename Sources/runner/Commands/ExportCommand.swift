import ArgumentParser
import Glibc
import Runs
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
    var export = TableExport(to: output, csvDialect, console)
    let count = try export.write(try ResultSelection(result, results.folder))
    if !quiet.isQuiet { try console.print("\(output): \(count) \(count == 1 ? "file" : "files") written\n") }
  }
}
