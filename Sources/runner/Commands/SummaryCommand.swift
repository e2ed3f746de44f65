import ArgumentParser
import Reporting
import Runs

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Shows the layers of a spec: output shapes, parameters and multiply-adds.",
    usage: "runner summary <spec> [<options>]",
    discussion: """
      Multiply-adds are counted for the forward pass of one sample.

      EXAMPLES:
        runner summary experiments/conv.yaml
        runner summary experiments/dense.yaml --set 'layers[1].dense.units=256'
      """)

  @Argument(help: "A YAML file.", completion: .spec)
  var spec: String

  @OptionGroup var options: SpecOptions
  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

  func run() throws {
    var reader = try ExperimentReader(options, trains: false)
    let experiment = try reader.read(spec)
    try console.print("\(experiment.name) (\(experiment.file))\n\n" + LayerTable(experiment.graph).text)
  }
}
