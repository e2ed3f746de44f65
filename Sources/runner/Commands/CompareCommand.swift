import Analysis
import ArgumentParser
import Diagnostics
import Records
import Reporting
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

      Two runs on the same test images are compared by McNemar's exact test, configurations with several seeds by a \
      paired t-test. If there are validation data, the best run is compared with those that rank next. The test set is \
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
  @OptionGroup(visibility: .hidden) var data: DataOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

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
      }
    }
    let selection = try ComparedResults(result, results)
    let comparison = try sorted(selection)
    if write, let refusal = try comparison.write(in: results.folder) {
      throw Failure(.inputOutput, "error: \(refusal)")
    }
    let report = ComparisonReport(
      comparison, seconds: selection.seconds, width: Console.stdoutWidth, eachRun: runs)
    let rows = by == .run ? comparison.table : comparison.configurationTable
    if let csv { try Console.write(rows.text(csvDialect), to: csv) }
    if let json { try Console.write(comparison.json.text, to: json) }
    if let markdown { try Console.write(report.markdown, to: markdown) }
    if let latex { try Console.write(report.latex, to: latex) }
    guard ![csv, json, markdown, latex].contains("-") else { return }
    try Console.print(report.text + selection.leftOut)
  }

  private func sorted(_ selection: ComparedResults) throws -> Comparison {
    guard let sort else { return selection.comparison }
    let comparison = selection.comparison
    let columns = comparison.sortColumns
    // As in the file, or as the table's title has it.
    let wanted = sort.replacing(" ", with: "_").replacing("-", with: "_")
    guard let column = columns.first(where: { $0 == sort || $0 == wanted }) else {
      let advice = suggestion(for: sort, among: columns).map { "did you mean '\($0)'?" }
      throw Failure(
        .usage,
        "error: --sort \(sort): there is no such column; \(advice ?? "the columns are \(columns.joined(separator: ", "))")"
      )
    }
    return comparison.sorted(by: column, seconds: selection.seconds, eachRun: runs, reversed: reverse)
  }
}

/// What a row of a table is.
enum RowUnit: String, ExpressibleByArgument, CaseIterable {
  case run, configuration
}

/// The runs to compare, under names of their own.
private struct ComparedResults {
  let comparison: Comparison
  /// Training time by the runs' names here.
  let seconds: [String: Double]
  /// Says what else is in the folder: how to compare the sweeps that were not asked for, and which runs are not finished; empty when
  /// there is nothing.
  let leftOut: String

  init(_ arguments: [String], _ results: ResultsOptions) throws {
    let selection = try ResultSelection(arguments, results)
    // Without arguments the sweeps are only mentioned, unless the folder holds nothing else to compare.
    let leavesSweepsOut = arguments.isEmpty && !selection.runs.isEmpty
    let sweeps = leavesSweepsOut ? [] : selection.sweeps
    let others = leavesSweepsOut ? selection.sweeps : []
    let named = Self.named(leavesSweepsOut ? selection.runs : selection.results)
    let isOneSweep = sweeps.count == 1 && named.count == sweeps[0].summary.runs.count
    comparison = Comparison(named.map(\.run), rankBy: isOneSweep ? sweeps[0].summary.rankBy : nil)
    seconds = Dictionary(
      named.compactMap { run, result in result.seconds.map { (run.name, $0) } }, uniquingKeysWith: { first, _ in first }
    )
    let unfinished = try ResultSelection.unfinished(of: arguments.isEmpty ? nil : sweeps, in: results)
    let lines =
      others.filter { $0.unfinished == nil }.map { sweep in
        "\(sweep.paths.summary) is a sweep of \(sweep.summary.runs.count) runs: runner compare \(sweep.summary.name)"
      } + unfinished
    leftOut = lines.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined()
    for sweep in sweeps where sweep.unfinished == nil && !sweep.summary.missing.isEmpty {
      Console.warn(
        "\(sweep.summary.name): runs without a result are left out: \(sweep.summary.missing.joined(separator: ", "))"
      )
    }
  }

  /// Two runs of one name, such as those of two sweeps, are told apart by their folders.
  private static func named(_ results: [RecordedResult]) -> [(run: RunSummary, result: RecordedResult)] {
    let names = results.map(\.summary.name)
    return results.map { result in
      var run = result.summary
      if names.count(where: { $0 == run.name }) > 1 {
        run.name = "\(result.paths.root.split(separator: "/").last ?? ".")/\(run.name)"
      }
      return (run, result)
    }
  }
}
