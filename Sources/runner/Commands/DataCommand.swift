import ArgumentParser
import Reporting

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract:
      "Shows a spec's data: shapes, range, images of each class, files with their hashes, a test image of each class.",
    usage: "runner data <spec> [--json] [<options>]",
    discussion: """
      The layers need not fit the data yet.

      EXAMPLES:
        runner data experiments/dense.yaml
        runner data experiments/dense.yaml --set validation_split=0.1 --json
      """)

  @Argument(help: "A YAML file.")
  var spec: String

  @Flag(help: "Print it as JSON.")
  var json = false

  @OptionGroup var options: SpecOptions
  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

  func run() throws {
    var reader = try ExperimentReader(options, trains: false)
    let (loaded, dataset) = try reader.readData(spec)
    let report = DataReport(
      dataset, classNames: loaded.datasetSource.classNames, validationSplit: loaded.spec.validationSplit)
    Console.warn(report.counts.warnings, of: loaded.spec.name)
    try Console.print(
      json ? report.json.text : "\(dataset.name) (\(spec))\n\n" + report.text(width: Console.stdoutWidth))
  }
}
