import ArgumentParser
import Reporting
import Runs

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says in what two runs differ, and what that did.",
    usage: "runner diff <a> <b> [<options>]",
    discussion: """
      Compares spec, data, seed and numerics version, of which a run is a function, and the numbers that came of them. \
      Layers that were added, removed or changed are listed one by one. A result in git is named with its commit, and a \
      spec can be compared with a result before it is trained.

      EXAMPLES:
        runner diff dense conv
        runner diff dense@HEAD~3 dense
        runner diff dense experiments/dense.yaml
        runner diff batchsizes/batch-64 batchsizes/batch-500
      """)

  @Argument(
    help: "A run, as in dense or results/dense.json, one in git, as in dense@HEAD, or a spec.", completion: .run)
  var a: String

  @Argument(help: "Another, of which the change is told.", completion: .run)
  var b: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func run() throws {
    let report = DifferenceReport(try .init(argument: a, results.folder), try .init(argument: b, results.folder))
    try console.print(json ? report.json.text : report.text(width: console.stdoutWidth))
  }
}
