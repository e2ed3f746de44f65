import ArgumentParser
import Reporting

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Shows a spec's layers: output shapes, parameters, multiply-adds.",
    usage: "runner summary <spec> [<options>]",
    discussion: """
      Multiply-adds are those of one sample's forward pass.

      EXAMPLES:
        runner summary experiments/conv.yaml
        runner summary experiments/dense.yaml --set 'layers[1].dense.units=256'
      """)

  @Argument(help: "A YAML file.")
  var spec: String

  @OptionGroup var options: SpecOptions

  func run() throws {
    var reader = try ExperimentReader(options, trains: false)
    let experiment = try reader.read(spec)
    try Console.print("\(experiment.name) (\(experiment.file))\n\n" + LayerTable(experiment.graph).text)
  }
}
