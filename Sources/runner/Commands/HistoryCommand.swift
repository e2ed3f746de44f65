import ArgumentParser
import Reporting
import Runs

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists a run's earlier results, and what changed between them.",
    usage: "runner history <result> [<options>]",
    discussion: """
      Earlier results are those that git has and those that were moved aside to previous/ when a changed spec was trained.

      EXAMPLES:
        runner history dense
        runner history dense --json
      """)

  @Argument(help: "A run, as in dense or results/dense.json.", completion: .run)
  var result: String

  @Flag(help: "Print a JSON list with one object per result.")
  var json = false

  @OptionGroup var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func run() throws {
    let report = HistoryReport(try ResultHistory(result, results.folder).entries) { utcTime($0) }
    try console.print(json ? report.json.text : report.text(width: console.stdoutWidth))
  }
}
