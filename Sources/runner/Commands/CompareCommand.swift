import ArgumentParser
import Reporting
import Results

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Tables results, and says for every two of them whether the difference can be chance.",
    usage: "runner compare [<result> ...] [<options>]",
    discussion: """
      Reads the results' JSON files alone, so it works in a fresh clone. For every two runs on the same test images: how \
      many images only one of them gets wrong, and the p of McNemar's exact test.

      EXAMPLES:
        runner compare
        runner compare dense conv
        runner compare --format csv > table.csv
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
  }

  @Argument(help: "Results, as in dense or results/dense.json. (default: all in the folder of results)")
  var result: [String] = []

  @Option(help: "What is printed: a table to read, or comparison.csv or comparison.json.")
  var format: Format = .table

  @Flag(help: "Write comparison.csv and comparison.json into the folder of results, too.")
  var write = false

  @OptionGroup var options: SharedOptions

  func validate() throws {
    guard options.overrides.isEmpty else {
      throw ValidationError(
        "--set changes a spec, and compare reads results: train the changed spec first, under a name of its own: "
          + "runner run SPEC --set KEY=VALUE --set name=NAME")
    }
  }

  func run() throws {
    let results =
      try result.isEmpty
      ? RecordedResult.all(options) : result.map { try RecordedResult(argument: $0, options) }
    let comparison = Comparison(results.map(\.summary))
    if write { try comparison.save(in: options.resultsFolder) }
    switch format {
    case .table:
      let report = ComparisonReport(comparison, seconds: seconds(results), width: Console.stdoutWidth)
      try Console.print(report.text)
    case .csv: try Console.print(comparison.table.text)
    case .json: try Console.print(comparison.json.text)
    }
  }

  private func seconds(_ results: [RecordedResult]) -> [String: Double] {
    let known = results.compactMap { result in result.seconds.map { (result.summary.name, $0) } }
    return Dictionary(known, uniquingKeysWith: { first, _ in first })
  }
}
