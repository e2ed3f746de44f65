import ArgumentParser
import Datasets
import Reporting

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Asks a saved model which digit an image shows.",
    usage: """
      runner predict <result> --test <index> ... [<options>]
      runner predict <result> <image> ... [--invert] [<options>]
      """,
    discussion: """
      Prints the ten outputs and the digit. Images are PNG or PGM files of any size, which are scaled to the model's \
      size in grey. Their edges tell whether the ink is dark or light, and the answer says so; --invert reverses it.

      EXAMPLES:
        runner predict dense --test 0
        runner predict conv --test 8 115 247
        runner predict conv my-seven.png --invert
      """)

  @Argument(help: "A run, as in dense or results/dense.json.", completion: .run)
  var result: String

  @Argument(help: "PNG or PGM files.", completion: .picture)
  var image: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Images of the test set, counted from 0.", valueName: "index"))
  var test: [Int] = []

  @Flag(
    help: "Reverse what is assumed: take dark ink for light, and light ink for dark."
  )
  var invert = false

  @OptionGroup var options: ModelOptions

  func validate() throws {
    if image.isEmpty && test.isEmpty {
      throw ValidationError("Name an image file, or images of the test set with --test 0.")
    }
  }

  func run() throws {
    let model = try SavedModel(result, options)
    let questions =
      try (test.isEmpty ? [] : Question.all(test, of: model.testImages()))
      + image.map { try Question(file: $0, inverted: invert, for: model.input) }
    for report in model.reports(questions) { try Console.print(report.text) }
  }
}

/// An image to be named.
private struct Question {
  var title: String
  var pixels: [UInt8]
  var label: UInt8?

  static func all(_ indices: [Int], of images: LabeledImages) throws -> [Question] {
    try indices.map { try Question(testImage: $0, of: images) }
  }

  private init(testImage index: Int, of images: LabeledImages) throws {
    guard images.labels.indices.contains(index) else {
      throw Failure(
        .usage, "error: --test \(index): the test set's images are 0 to \(images.count - 1)")
    }
    let size = images.height * images.width
    title = "test image \(index)"
    pixels = Array(images.pixels[index * size..<(index + 1) * size])
    label = images.labels[index]
  }

  /// MNIST is light ink on black: a picture that seems to be dark ink on light paper is turned into its negative.
  init(file: String, inverted: Bool, for input: ModelInput) throws {
    let image = try ImageFile.read(file)
    let isDarkOnLight = image.looksDarkOnLight != inverted
    let picture = isDarkOnLight ? image.inverted() : image
    pixels = picture.resized(width: input.width, height: input.height).pixels
    title = file + " (" + PredictionReport.polarity(isDarkOnLight: isDarkOnLight, isAssumed: !inverted) + ")"
  }
}

extension SavedModel {
  fileprivate func reports(_ questions: [Question]) -> [PredictionReport] {
    let images = LabeledImages(
      height: input.height, width: input.width, pixels: questions.flatMap(\.pixels),
      labels: questions.map { $0.label ?? 0 })
    let answers = answer(images)
    return questions.enumerated().map { index, question in
      PredictionReport(
        title: question.title,
        outputs: Array(answers.outputs[index * answers.classes..<(index + 1) * answers.classes]),
        predicted: Int(answers.predicted[index]), label: question.label.map(Int.init), pixels: question.pixels[...],
        width: input.width)
    }
  }
}
