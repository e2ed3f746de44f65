import ArgumentParser
import Records
import Reporting
import Runs

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract:
      "Tests a saved model: loss, accuracy, confusion matrix, precision and recall of each digit.",
    usage: "runner evaluate <result> [<options>]",
    discussion: """
      With --data FILE a table of later rows takes the place of the test set.

      EXAMPLES:
        runner evaluate dense
        runner evaluate results/conv --set dataset.test_limit=1000
        runner evaluate penguins --data later.csv
      """)

  @Argument(help: "A run, as in dense or results/dense.json.", completion: .run)
  var result: String

  @OptionGroup var options: ModelOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

  func run() throws {
    let model = try SavedModel(result, options)
    let test = try model.answer(model.testSamples(console))
    var summary = model.result.summary
    summary.test = TestSummary(test)
    summary.data.testCount = test.labels.count
    let matrix = ConfusionMatrix(labels: test.labels, predicted: test.predicted, classes: test.classes)
    try console.print("\(RunReport(summary).headline)\n\n\(matrix.text)\n\(matrix.digitTable)")
  }
}
