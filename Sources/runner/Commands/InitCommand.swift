import ArgumentParser
import Glibc
import Runs
import Text

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes a first spec for your data, or for MNIST's digits.",
    usage: """
      runner init [<data>] [--target <column>] [--output <file>]
      runner init --like <example> [--output <file>]
      """,
    discussion: """
      Looks at a table (CSV), a folder with a folder of pictures for each class, or an archive of arrays (.npz), and \
      writes a spec that can be trained at once and changed. Without an argument it asks. Never overwrites a file.

      EXAMPLES:
        runner init cars.csv --target mpg
        runner init flowers/
        runner init --like mnist-conv
      """)

  @Argument(help: "A table, a folder of pictures or an .npz file.", completion: .file())
  var dataset: String?

  @Option(help: ArgumentHelp("Write an example: \(examples).", valueName: "example"), completion: .list(names))
  var like: String?

  @Option(
    help: ArgumentHelp("The table's column to predict. (default: the last that can be predicted)", valueName: "column"))
  var target: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The spec's file. (default: named after the data)", valueName: "file"), completion: .file())
  var output: String?

  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  private static let names = FirstSpecRequest.exampleNames
  private static let examples = names.joined(separator: ", ")

  func validate() throws {
    if like != nil, dataset != nil {
      throw ValidationError("--like names an example instead of data: leave one of them out.")
    }
  }

  func run() throws {
    var request = FirstSpecRequest(data: dataset, example: like, target: target, output: output)
    if isatty(STDIN_FILENO) == 1 {
      try request.complete { question in
        console.redraw(question)
        return readLine()
      }
    }
    let (file, failure) = try request.write()
    if let failure {
      try console.print("\(file) is written, and its data cannot be read as it says yet:\n")
      throw failure
    }
    let word = shellWord(file)
    try console.print("\(file) is written. Next: runner validate \(word), runner \(word)\n")
  }
}
