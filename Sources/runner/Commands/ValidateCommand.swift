import ArgumentParser
import Reporting

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks specs and reports every problem in every file, without training.",
    usage: "runner validate <spec> ... [<options>]",
    discussion: """
      Checks the keys and values, that the layers fit together, and that data and initial weights are there.

      EXAMPLES:
        runner validate experiments/*.yaml
        runner validate experiments/dense.yaml --set batch_size=64
      """)

  @Argument(help: "YAML files, each an experiment.", completion: .spec)
  var spec: [String]

  @OptionGroup var options: SpecOptions
  @OptionGroup var quiet: QuietOptions

  func run() throws {
    var reader = try ExperimentReader(options)
    var failures: [Failure] = []
    for path in spec {
      do {
        let experiment = try reader.read(path)
        if !quiet.isQuiet {
          try Console.print(verdict(experiment))
          Console.warn(experiment.dataWarnings, of: experiment.name)
        }
      } catch {
        guard let failure = Failure(error) else { throw error }
        failures.append(failure)
      }
    }
    if !failures.isEmpty { throw Failure(all: failures) }
  }

  private func verdict(_ experiment: Experiment) -> String {
    let parameters = counted(experiment.graph.parameters, "parameter")
    let epochs = counted(experiment.spec.epochs, "epoch")
    return "\(experiment.file): valid (\(parameters), \(epochs) of \(experiment.dataset.name))\n"
  }
}
