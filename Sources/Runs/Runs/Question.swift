import Catalog
import Datasets
import Reporting

/// A picture of the user's own that a model is asked about.
package struct Question {
  package let image: String
  /// How it was interpreted, if by guessing.
  let remark: String?
  let notes: [String]
  /// The model's input.
  let input: Samples.Values

  /// Unreadable pictures do not prevent answers for the others.
  ///
  /// - Parameters:
  ///   - inverted: whether dark ink is to be taken for light, and light for dark.
  ///   - asIs: whether a drawing is not to be made like those of the data set.
  package static func all(
    _ files: [String], inverted: Bool, asIs: Bool, for model: SavedModel
  ) throws -> (questions: [Question], failures: [Failure]) {
    try model.requireInk(for: [(inverted, "--invert"), (asIs, "--as-is")].filter(\.0).map(\.1))
    var (questions, failures): ([Question], [Failure]) = ([], [])
    for file in files {
      do { questions.append(try Question(file, inverted: inverted, asIs: asIs, for: model)) } catch {
        guard let failure = Failure(error) else { throw error }
        failures.append(failure)
      }
    }
    return (questions, failures)
  }

  private init(_ file: String, inverted: Bool, asIs: Bool, for model: SavedModel) throws {
    let input = model.interface.input
    guard input.pictureShape != nil else {
      throw Failure(
        .missingInput,
        "error: \(file): the model takes numbers of the shape \(input.shape) and no pictures; "
          + "ask it about its test set: --test 0")
    }
    image = file
    if model.interface.holdsInk {
      let drawing = try Drawing(file, inverted: inverted, asIs: asIs, for: model)
      (remark, notes, self.input) = (drawing.remark, drawing.notes, input.values(drawing.picture))
    } else {
      remark = nil
      (self.input, notes) = try input.read(picture: file)
    }
  }
}

/// Ink on paper. If all of the data set's pictures hold their ink alike, this one is made like them, unless it is to be taken as it is.
private struct Drawing {
  let picture: GrayImage
  let remark: String
  let notes: [String]

  init(_ file: String, inverted: Bool, asIs: Bool, for model: SavedModel) throws {
    let shape = model.interface.input.shape
    let (height, width) = (shape[0], shape[1])
    let (original, fileNotes) = try ImageFile.read(file)
    let isDarkOnLight = original.resized(width: width, height: height).looksDarkOnLight != inverted
    let light = isDarkOnLight ? original.inverted() : original
    let whole = light.resized(width: width, height: height)
    let frame = asIs ? nil : model.interface.ink
    let framed = frame.flatMap { whole.isBlank ? nil : light.framed($0, width: width, height: height) }
    picture = framed ?? whole
    notes = fileNotes + doubts(of: picture, model)
    let reading = PictureReading(
      isDarkOnLight: isDarkOnLight, isAssumed: !inverted, framedSide: picture == whole ? nil : frame?.side)
    remark = picture.isBlank ? blank : reading.text
  }
}

private let blank = "blank: no ink found"

/// Reasons to distrust the model's answer.
private func doubts(of picture: GrayImage, _ model: SavedModel) -> [String] {
  if picture.isBlank { return [blank] }
  return model.result.summary.data.dataset == "mnist" ? picture.unlikeMNIST.map { [$0] } ?? [] : []
}

extension SavedModel {
  /// Options about ink mean nothing to a model of photographs.
  fileprivate func requireInk(for options: [String]) throws {
    guard let option = options.first, !interface.holdsInk else { return }
    throw Failure(
      .usage,
      "error: \(option): '\(result.summary.name)' was trained on pictures that are no drawings in ink, and reads others as it read them; "
        + "leave \(option) out")
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

extension Failure {
  /// A picture that exists but can't be read outranks a missing one.
  package init(ofPictures failures: [Failure]) {
    let isOnlyMissing = failures.allSatisfy { $0.status == .missingInput }
    self.init(isOnlyMissing ? .missingInput : .inputOutput, Failure(all: failures).message)
  }
}
