import Catalog
import Charts
import Datasets
import Reporting
import Results
import Statistics
import Text

/// Pictures of a model's predictions of classes for the test samples.
struct PredictionPictures {
  private let title: String
  private let predictions: SavedPredictions
  private let names: [String]
  private let kind: SampleKind

  /// - Parameter classNames: in place of numbers, if there are as many.
  init(title: String, _ predictions: SavedPredictions, classNames: [String], _ kind: SampleKind) {
    self.title = title
    self.predictions = predictions
    names = classNames.count == predictions.classes ? classNames : predictions.classNames
    self.kind = kind
  }

  // MARK: Which class was taken for which

  var matrix: ConfusionMatrix {
    ConfusionMatrix(labels: predictions.labels, predicted: predictions.predicted, classNames: names)
  }

  /// Nil if there are too many classes for a picture.
  var confusion: Picture? {
    let (matrix, classes) = (matrix, names.count)
    guard matrix.isReadable else { return nil }
    let counts = (0..<classes * classes).map { matrix[$0 / classes, $0 % classes] }
    let words = (0..<classes).map { confusionWords($0, matrix) }.joined(separator: " ")
    return ConfusionChart(
      title: "\(title): labels and predictions", labels: names, counts: counts,
      recalls: (0..<classes).map { matrix.recall($0).map { fixed($0, decimals: 3) } ?? "–" }, description: words
    ).picture
  }

  private func confusionWords(_ label: Int, _ matrix: ConfusionMatrix) -> String {
    let samples = counted(matrix.support(label), kind.noun)
    let errors = (0..<matrix.classes).filter { $0 != label && matrix[label, $0] > 0 }
      .map { "\(matrix[label, $0]) for \(names[$0])" }
    return "Of \(samples) of \(names[label]), \(grouped(matrix[label, label])) taken for \(names[label])"
      + errors.map { ", " + $0 }.joined() + "."
  }

  // MARK: The images themselves

  static let gridCount = 25

  /// The first test images, each with its prediction.
  func grid(_ images: SamplePictures) -> Picture {
    let shown = Array(0..<min(Self.gridCount, images.count, predictions.labels.count))
    return answers(to: shown, of: images, title: "\(title): the first \(shown.count) test images")
  }

  /// An image of each class with its prediction: the model at a glance.
  func samples(_ images: SamplePictures) -> Picture {
    let shown = images.firstOfEachClass.prefix(Self.mostClasses).map(\.index).filter { $0 < predictions.labels.count }
    return answers(to: shown, of: images, title: "\(title): a test image of each class")
  }

  private func answers(to shown: [Int], of images: SamplePictures, title: String) -> Picture {
    let tiles = shown.map { index in
      let (label, predicted) = (predictions.labels[index], predictions.predicted[index])
      let isWrong = label != predicted
      return images.tile(index, isWrong ? wrongLines(predicted, label) : [name(predicted)], isWrong: isWrong)
    }
    let wrong = shown.filter { predictions.labels[$0] != predictions.predicted[$0] }
    let right = "Read as " + shown.map { name(predictions.predicted[$0]) }.joined(separator: ", ") + "."
    let errors = wrong.map {
      " Image \($0) is a \(name(predictions.labels[$0])), read as \(name(predictions.predicted[$0]))."
    }
    return ImageGrid(
      title: title, tiles: tiles, columns: 5, description: right + (wrong.isEmpty ? " All are right." : errors.joined())
    ).picture
  }

  private func name(_ label: Int32) -> String { names[Int(label)] }

  /// `8, is 3`; words need a line each.
  private func wrongLines(_ predicted: Int32, _ label: Int32) -> [String] {
    let (predicted, label) = (name(predicted), "is " + name(label))
    return predicted.count + label.count > 8 ? [predicted, label] : [predicted + ", " + label]
  }

  static let misreadCount = 12
  /// More pictures than of so many classes would be too many for a page.
  static let mostClasses = 50

  /// The mistakes with the highest outputs; nil if there are none.
  func misread(_ images: SamplePictures) -> Picture? {
    let ranked = predictions.mistakes.sorted { ($1.output, $0.index) < ($0.output, $1.index) }
    let shown = ranked.prefix(Self.misreadCount)
    guard !shown.isEmpty else { return nil }
    let tiles = shown.map { mistake in
      images.tile(
        mistake.index,
        ["read as \(names[mistake.predicted])", "label \(names[mistake.label])", output(mistake.output)])
    }
    let words = shown.map { mistake in
      "Image \(mistake.index) is a \(names[mistake.label]), read as \(names[mistake.predicted]) "
        + "(\(output(mistake.output)))."
    }
    return ImageGrid(
      title: "\(title): most confidently misread", tiles: tiles, columns: 3,
      description: words.joined(separator: " ")
    ).picture
  }

  /// An output that is a probability, as after softmax, or any other.
  private func output(_ value: Float) -> String {
    guard predictions.mistakes.allSatisfy({ (0...1).contains($0.output) }) else { return "output \(score(value))" }
    return value > 0.9995 ? "confidence > 0.999" : "confidence \(fixed(Double(value), decimals: 3))"
  }

  /// One image of each class, the first in the test set.
  ///
  /// - Parameter hasNames: whether classes are called by their names alone.
  static func digits(_ images: SamplePictures, dataset: String, hasNames: Bool) -> Picture {
    let samples = images.firstOfEachClass.prefix(mostClasses).map { label, index in
      let name = images.classNames[label]
      let lines = hasNames ? [name] : ["label \(label)"] + (name == String(label) ? [] : [name])
      return (index: index, lines: lines)
    }
    let tiles = samples.map { images.tile($0.index, $0.lines) }
    let words = samples.map { sample in
      "\(sample.lines.joined(separator: ", ").capitalizedFirst): test image \(sample.index)."
    }
    return ImageGrid(
      title: "\(lastComponent(of: dataset)): the first test image of each class", tiles: tiles, columns: 5,
      description: words.joined(separator: " ")
    ).picture
  }
}

extension SamplePictures {
  func tile(_ index: Int, _ lines: [String], isWrong: Bool = false) -> ImageGrid.Tile {
    // Twice as large as it is drawn, for screens with fine pixels.
    let picture = thumbnail(of: index, side: 120)
    return ImageGrid.Tile(
      pixels: picture.pixels, width: picture.width, channels: channels, isInk: areInk, lines: lines, isWrong: isWrong)
  }
}
