import ArgumentParser
import Files
import Reporting
import Results
import Runs
import Text

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Prints a table of results, and says whether their differences could be chance.",
    usage: "runner compare [<result> ...] [<options>]",
    discussion: """
      Only the results' JSON files are read, so it works in a fresh clone. A sweep stands for all its runs. The table \
      shows where the specs differ, what a run costs and how good it is; runs that differ only in their seed share one \
      row with their mean and standard deviation.

      Two runs on the same test samples are compared by McNemar's exact test, or by the sign test if they answer with \
      numbers; configurations with several seeds by a paired t-test, and cross-validated ones by Nadeau and Bengio's \
      correction of it. If there are validation data, the best run is compared with those that rank next. The test set is \
      never used to rank.

      EXAMPLES:
        runner compare
        runner compare dense conv
        runner compare batchsizes --sort test_errors --markdown -
        runner compare dense conv --csv table.csv --csv-dialect excel-eu
        runner compare batchsizes --csv means.csv --by configuration
        runner compare dense conv --latex comparison.tex
      """)

  @Argument(
    help:
      "Runs, as in dense or results/dense.json, sweeps, or folders of both. (default: all runs in the folder of results)",
    completion: .result)
  var result: [String] = []

  @Option(help: ArgumentHelp("Sort by this column, best or smallest first.", valueName: "column"))
  var sort: String?

  @Flag(help: "Reverse the order of --sort.")
  var reverse = false

  @Flag(help: "Print a row for each run, even if runs differ only in their seed.")
  var runs = false

  @Option(
    help: ArgumentHelp("Write a CSV file with one row per run; - prints it instead of the table.", valueName: "file"))
  var csv: String?

  @Option(help: "The dialect of --csv; excel-eu has semicolons, decimal commas, a byte order mark and CRLF.")
  var csvDialect: CSVTable.Dialect = .standard

  @Option(help: "What a row of --csv is; a configuration has the mean and standard deviation over its seeds.")
  var by: RowUnit = .run

  @Option(help: ArgumentHelp("Write runs and pairs as JSON; - prints them instead of the table.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write the table as Markdown; - prints it instead of the table.", valueName: "file"))
  var markdown: String?

  @Option(
    help: ArgumentHelp(
      "Write the table for LaTeX with booktabs, the verdict as a note; - prints it instead of the table.",
      valueName: "file"))
  var latex: String?

  @Flag(help: "Write comparison.csv and comparison.json into the folder of results.")
  var write = false

  @OptionGroup var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func validate() throws {
    guard [csv, json, markdown, latex].count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Only one of --csv, --json, --markdown and --latex can go to stdout.")
    }
    if reverse, sort == nil { throw ValidationError("--reverse needs --sort COLUMN.") }
    if csv == nil, by != .run { throw ValidationError("--by needs --csv FILE, or --csv -.") }
    if csv == nil, csvDialect != .standard { throw ValidationError("--csv-dialect needs --csv FILE, or --csv -.") }
  }

  func run() throws {
    for (option, path) in [("--csv", csv), ("--json", json), ("--markdown", markdown), ("--latex", latex)] {
      if let path, path != "-" {
        try requireOutside(results.folder, folder: folder(of: path), option: "\(option) \(path)")
        if let problem = workbookProblem(path) { throw Failure(.usage, "error: \(option) \(path): \(problem)") }
        guard !ResultPaths(argument: path, root: results.folder).hasSummary else {
          throw Failure(
            .usage,
            "error: \(option) \(path): this is a result, and no file to write; write \(option) FILE, or \(option) - to print"
          )
        }
      }
    }
    let selection = try ComparedResults(result, results.folder, console)
    let comparison = try selection.sorted(by: sort, eachRun: runs, reversed: reverse)
    if write, let refusal = try comparison.write(in: results.folder) {
      throw Failure(.inputOutput, "error: \(refusal)")
    }
    let report = ComparisonReport(
      comparison, seconds: selection.seconds, width: console.stdoutWidth, eachRun: runs)
    let rows = by == .run ? comparison.table : comparison.configurationTable
    if let csv { try console.write(rows.text(csvDialect), to: csv) }
    if let json { try console.write(comparison.json.text, to: json) }
    if let markdown { try console.write(report.markdown, to: markdown) }
    if let latex { try console.write(report.latex, to: latex) }
    guard ![csv, json, markdown, latex].contains("-") else { return }
    try console.print(report.text + selection.leftOut)
  }
}

/// What a table's row represents.
enum RowUnit: String, ExpressibleByArgument, CaseIterable {
  case run, configuration
}
