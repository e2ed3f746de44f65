import ArgumentParser
import Runs

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Tests a saved model: its scores, what it confuses, how far its numbers are off.",
    usage: "runner evaluate <result> [<options>]",
    discussion: """
      For classes: confusion matrix, precision, recall and F1 of each; for two classes also the areas under the curves and \
      what other thresholds than 0.5 would do. For numbers: errors, R² and the rows that are furthest off.
      With --data FILE later rows take the place of the test set: a table, or a NumPy archive with x and y.

      EXAMPLES:
        runner evaluate dense
        runner evaluate results/conv --set dataset.test_limit=1000
        runner evaluate penguins --data later.csv
      """)

  @Argument(help: "A run, as in dense or results/dense.json.", completion: .run)
  var result: String

  @OptionGroup var options: ModelOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

  func run() throws { try console.print(SavedModel(result, options).report(console)) }
}
