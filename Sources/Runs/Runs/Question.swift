import Catalog
import Datasets
import Reporting

/// A sample to classify.
package struct Question {
  package let image: String
  /// How a picture was interpreted, if by guessing.
  package var remark: String?
  package var notes: [String] = []
  /// The model's input.
  package let input: Samples.Values
  package var label: Int?

  /// Empty if not a picture.
  fileprivate var pixels: ArraySlice<UInt8> { if case .bytes(let bytes) = input { Array(bytes)[...] } else { [] } }

  package static func all(_ ranges: [IndexRange], of samples: Samples) throws -> [Question] {
    var questions: [Question] = []
    for range in ranges {
      for index in range.indices { questions.append(try Question(testSample: index, of: samples)) }
    }
    return questions
  }

  private init(testSample index: Int, of samples: Samples) throws {
    guard (0..<samples.count).contains(index) else {
      throw Failure(
        .usage, "error: --test \(index): the test set's images are 0 to \(samples.count - 1)")
    }
    image = "test image \(index)"
    input = samples.inputs[0].part(index, of: samples.count)
    if case .classes(let labels) = samples.targets { label = Int(labels[index]) }
  }

  /// A picture of the user's own. If all of the data set's pictures hold their ink alike, this one is made like them, unless it is to
  /// be taken as it is.
  package init(file: String, inverted: Bool, asIs: Bool, for model: SavedModel) throws {
    let input = model.interface.input
    guard let (height, width) = input.picture else {
      throw Failure(
        .missingInput,
        "error: \(file): the model takes numbers of the shape \(input.shape) and no pictures; "
          + "ask it about its test set: --test 0")
    }
    let (original, fileNotes) = try ImageFile.read(file)
    let isDarkOnLight = original.resized(width: width, height: height).looksDarkOnLight != inverted
    let light = isDarkOnLight ? original.inverted() : original
    let whole = light.resized(width: width, height: height)
    let frame = asIs ? nil : model.interface.ink
    let framed = frame.flatMap { whole.isBlank ? nil : light.framed($0, width: width, height: height) }
    let picture = framed ?? whole
    image = file
    self.input = .bytes(picture.pixels)
    notes = fileNotes + doubts(of: picture, model)
    let reading = PictureReading(
      isDarkOnLight: isDarkOnLight, isAssumed: !inverted, framedSide: picture == whole ? nil : frame?.side)
    remark = picture.isBlank ? blank : reading.text
  }
}

/// `7`, or `0-9999`: the time for reading thousands of arguments grows with their square.
package struct IndexRange: Sendable {
  package let indices: ClosedRange<Int>

  package init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last else { return nil }
    indices = first...last
  }
}

private let blank = "blank: no ink found"

/// Reasons to distrust the model's answer.
private func doubts(of picture: GrayImage, _ model: SavedModel) -> [String] {
  if picture.isBlank { return [blank] }
  return model.result.summary.data.dataset == "mnist" ? picture.unlikeMNIST.map { [$0] } ?? [] : []
}

extension SavedModel {
  package func reports(_ questions: [Question]) -> [PredictionReport] {
    guard !questions.isEmpty else { return [] }
    let answers = answer(Samples(interface, inputs: [.joined(questions.map(\.input))], targets: targets(questions)))
    return questions.enumerated().map { index, question in
      PredictionReport(
        image: question.image, remark: question.remark, notes: question.notes,
        outputs: Array(answers.outputs(of: index)),
        predicted: Int(answers.predicted[index]), label: question.label, classNames: interface.classNames,
        pixels: question.pixels, width: interface.input.picture?.width ?? 0)
    }
  }

  /// A question without a known answer gets a dummy: only the model's answer is used.
  func targets(_ questions: [Question]) -> Samples.Targets {
    switch interface.target {
    case .classes: .classes(questions.map { Int32($0.label ?? 0) })
    case .values(let names): .values(Array(repeating: 0, count: questions.count * names.count))
    }
  }
}

extension Failure {
  /// A picture that exists but can't be read outranks a missing one.
  package init(ofPictures failures: [Failure]) {
    let isOnlyMissing = failures.allSatisfy { $0.status == .missingInput }
    self.init(isOnlyMissing ? .missingInput : .inputOutput, Failure(all: failures).message)
  }
}
