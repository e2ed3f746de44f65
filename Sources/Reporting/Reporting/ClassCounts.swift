import Datasets

/// How many images of each class the parts of a data set have, and whether that makes scores misleading.
public struct ClassCounts: Equatable, Sendable {
  public let training: [Int]
  /// Held out from the end of the training set, as `validation_split` does.
  public let validation: [Int]
  public let test: [Int]

  public init(training: [Int], validation: [Int], test: [Int]) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  public init(_ dataset: Dataset, validationSplit: Double) {
    let split = dataset.split(validationSplit)
    self.init(
      training: dataset.training.classCounts(0..<split.training),
      validation: dataset.training.classCounts(split.training..<dataset.training.count),
      test: dataset.test.classCounts(0..<dataset.test.count))
  }

  /// Each warning with its next step. What may be chance is not reported.
  public var warnings: [String] { [trainingWarning, validationWarning].compactMap { $0 } }

  private var trainingWarning: String? {
    let trained = classes { training[$0] > 0 }
    if trained.count == 1 { return "all training images are of \(named(trained)): there is nothing to tell apart" }
    let untrained = classes { training[$0] == 0 && test[$0] > 0 && validation[$0] == 0 }
    guard !untrained.isEmpty else { return nil }
    return
      "the training images have none of \(named(untrained)), which test images have: shuffle the files, or use more"
  }

  /// If files are sorted by class, the last classes become the validation images.
  private var validationWarning: String? {
    let held = classes { validation[$0] > 0 }
    let unseen = held.filter { training[$0] == 0 }
    let advice = "shuffle the files, for validation_split takes the last images"
    if unseen.isEmpty { return isSkewed ? "the validation images are of \(named(held)) only: \(advice)" : nil }
    return unseen == held
      ? "the validation images are of \(named(held)) only, of which the training images have none: \(advice)"
      : "the training images have none of \(named(unseen)), which validation images have: \(advice)"
  }

  /// Whether a class is missing of which 20 validation images would be expected.
  private var isSkewed: Bool {
    let (trained, held) = (training.reduce(0, +), validation.reduce(0, +))
    return training.indices.contains { validation[$0] == 0 && training[$0] * held >= 20 * trained && trained > 0 }
  }

  private func classes(_ isMeant: (Int) -> Bool) -> [Int] { training.indices.filter(isMeant) }

  /// `the class 9`, `the classes 8 and 9`, `the classes 0 to 7`.
  private func named(_ classes: [Int]) -> String {
    guard let first = classes.first, let last = classes.last, classes.count > 1 else {
      return "the class \(classes.first ?? 0)"
    }
    if classes.count > 2 && last - first == classes.count - 1 { return "the classes \(first) to \(last)" }
    return "the classes \(classes.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
  }
}
