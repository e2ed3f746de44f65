import ArgumentParser
import Results
import Runs
import Text

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Asks a saved model what a picture shows, or what it predicts for each row of a table.",
    usage: """
      runner predict <result> <table> [<options>]
      runner predict <result> --test <index> ... [<options>]
      runner predict <result> <image> ... [--invert] [--as-is] [<options>]
      """,
    discussion: """
      Prints the class and the output for each class. A picture (PNG, JPEG, BMP, PGM, PPM) of any size is brought to the \
      model's size and colours as the data set's pictures were. A data set of ink on paper, such as MNIST, is special: \
      edges tell whether the ink is dark or light, and the answer says so; --invert reverses it. If all of its pictures \
      were cropped to their ink, scaled and centred by mass, so are these, unless --as-is is given. A table needs the \
      columns that the model was trained on, in any order, but not its target; the answer is a CSV. So it is for an array \
      of samples like those that the model was trained on.

      EXAMPLES:
        runner predict dense --test 0
        runner predict conv --test 8 115 247
        runner predict conv my-seven.png --invert
        runner predict conv scans/*.png --csv
        runner predict penguins new.csv > answers.csv
      """)

  @Argument(help: "A run, as in dense or results/dense.json.", completion: .run)
  var result: String

  @Argument(help: "Pictures, or a table (CSV) or array (.npy).", completion: .picture)
  var image: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Samples of the test set, counted from 0: 7, or 0-9 for ten.", valueName: "index"))
  var test: [IndexRange] = []

  @Flag(help: "Reverse what is assumed: take dark ink for light, and light ink for dark.")
  var invert = false

  @Flag(help: "Scale the whole picture, and do not crop and centre its ink as in the data set's pictures.")
  var asIs = false

  @Flag(help: "Print the answers as JSON: an object for each picture or row.")
  var json = false

  @Flag(help: "Print the answers as CSV: a row for each picture, as is always done for a table's rows.")
  var csv = false

  @OptionGroup var options: ModelOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

  func validate() throws {
    if image.isEmpty && test.isEmpty {
      throw ValidationError("Name a picture, a table, or samples of the test set with --test 0.")
    }
    if json && csv { throw ValidationError("--json and --csv: one of them at a time.") }
  }

  func run() throws {
    let model = try SavedModel(result, options)
    if model.answersInRows(image) {
      if invert || asIs {
        throw ValidationError("\(invert ? "--invert" : "--as-is") is for pictures, but '\(result)' answers for rows.")
      }
      return try print(model.predictions(image, test, console))
    }
    let (pictures, failures) = try Question.all(image, inverted: invert, asIs: asIs, for: model)
    if model.answersWithNumbers {
      try print(model.numbers(test, pictures, console))
    } else {
      let reports = try model.reports(test, pictures, console)
      for report in reports { for note in report.notes { console.note("note: \(report.image): \(note)") } }
      try console.print(json ? reports.json.text : csv ? reports.csv.text : reports.map(\.text).joined())
    }
    guard failures.isEmpty else { throw Failure(ofPictures: failures) }
  }

  private func print(_ answers: Answers) throws { try console.print(json ? answers.json.text : answers.table.text) }
}

extension IndexRange: ExpressibleByArgument {}
