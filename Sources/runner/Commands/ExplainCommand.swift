import ArgumentParser
import Diagnostics
import ExperimentSpec
import Reporting
import Runs
import Text

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains what a spec may name: layers, optimizers, keys, and their options; and words of results.",
    usage: "runner explain [<name> ...]",
    discussion: """
      Prints options with their defaults, the formula and an example; without a name, a list of all there is.

      EXAMPLES:
        runner explain
        runner explain dense
        runner explain optimizer.adam learning_rate
        runner explain val_loss overfitting
      """)

  @Argument(
    help: "A layer, an optimizer, a key, …",
    completion: .list(Explanation.names))
  var name: [String] = []

  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func run() throws {
    guard !name.isEmpty else { return try console.print(Explanation.list.text) }
    try console.print(name.map(explanation).joined(separator: "\n"))
  }

  private func explanation(_ name: String) throws -> String {
    let known = [name, keyAliases[name]].compactMap { $0.flatMap(Explanation.init) }
    if !known.isEmpty { return known.map(\.text).joined(separator: "\n") }
    let hint = suggestion(for: name, among: Explanation.names).map { "did you mean '\($0)'?" }
    throw Failure(
      .usage, "error: nothing in a spec or a result is called \(quoted(name)); \(hint ?? "see: runner explain")")
  }
}
