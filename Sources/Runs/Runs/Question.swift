import Datasets
import Reporting

/// An image to be classified.
package struct Question {
  package let image: String
  /// How a picture was understood, if that was a guess.
  package var remark: String?
  package var notes: [String] = []
  package let pixels: [UInt8]
  package var label: UInt8?

  package static func all(_ indices: [Int], of images: LabeledImages) throws -> [Question] {
    try indices.map { try Question(testImage: $0, of: images) }
  }

  private init(testImage index: Int, of images: LabeledImages) throws {
    guard images.labels.indices.contains(index) else {
      throw Failure(
        .usage, "error: --test \(index): the test set's images are 0 to \(images.count - 1)")
    }
    let size = images.height * images.width
    image = "test image \(index)"
    pixels = Array(images.pixels[index * size..<(index + 1) * size])
    label = images.labels[index]
  }

  /// MNIST is light ink on black: a picture that seems to be dark ink on light paper is turned into its negative.
  package init(file: String, inverted: Bool, for model: SavedModel) throws {
    let (original, fileNotes) = try ImageFile.read(file)
    let input = model.input
    let seen = original.resized(width: input.width, height: input.height)
    let isDarkOnLight = seen.looksDarkOnLight != inverted
    let picture = isDarkOnLight ? original.inverted().resized(width: input.width, height: input.height) : seen
    image = file
    pixels = picture.pixels
    notes = fileNotes + doubts(of: picture, model)
    let polarity = PredictionReport.polarity(isDarkOnLight: isDarkOnLight, isAssumed: !inverted)
    remark = picture.isBlank ? blank : polarity
  }
}

private let blank = "blank: no ink found"

/// Reasons why the model's answer may be worth little.
private func doubts(of picture: GrayImage, _ model: SavedModel) -> [String] {
  if picture.isBlank { return [blank] }
  return model.result.summary.data.dataset == "mnist" ? picture.unlikeMNIST.map { [$0] } ?? [] : []
}

extension SavedModel {
  package func reports(_ questions: [Question]) -> [PredictionReport] {
    guard !questions.isEmpty else { return [] }
    let images = LabeledImages(
      height: input.height, width: input.width, pixels: questions.flatMap(\.pixels),
      labels: questions.map { $0.label ?? 0 })
    let answers = answer(images)
    return questions.enumerated().map { index, question in
      PredictionReport(
        image: question.image, remark: question.remark, notes: question.notes,
        outputs: Array(answers.outputs[index * answers.classes..<(index + 1) * answers.classes]),
        predicted: Int(answers.predicted[index]), label: question.label.map(Int.init), pixels: question.pixels[...],
        width: input.width)
    }
  }
}
