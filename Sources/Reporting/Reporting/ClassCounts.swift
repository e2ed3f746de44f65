import Catalog
import Datasets
import Text

/// How many samples of each class the parts of a data set have, and whether that makes scores misleading.
public struct ClassCounts: Equatable, Sendable {
  public let training: [Int]
  /// Held out from the end of the training set, as `validation_split` does.
  public let validation: [Int]
  public let test: [Int]
  private let classNames: [String]
  private let samples: String

  /// - Parameter classNames: nil for classes that have numbers but no names.
  public init(
    training: [Int], validation: [Int], test: [Int], classNames: [String]? = nil, kind: SampleKind = .image
  ) {
    self.training = training
    self.validation = validation
    self.test = test
    self.classNames = classNames ?? training.indices.map(String.init)
    samples = kind.plural
  }

  public init(_ dataset: Dataset, validationSplit: Double) {
    let split = dataset.split(validationSplit)
    self.init(
      training: dataset.training.classCounts(0..<split.training),
      validation: dataset.training.classCounts(split.training..<dataset.training.count),
      test: dataset.test.classCounts(0..<dataset.test.count), classNames: dataset.interface.classNames,
      kind: dataset.interface.sampleKind)
  }

  /// Each warning with its next step. What may be chance is not reported.
  public var warnings: [String] { [trainingWarning, validationWarning].compactMap { $0 } }

  private var trainingWarning: String? {
    let trained = classes { training[$0] > 0 }
    if trained.count == 1 { return "all training \(samples) are of \(named(trained)): there is nothing to tell apart" }
    let untrained = classes { training[$0] == 0 && test[$0] > 0 && validation[$0] == 0 }
    guard !untrained.isEmpty else { return nil }
    return
      "the training \(samples) have none of \(named(untrained)), which test \(samples) have: shuffle the files, or use more"
  }

  /// If files are sorted by class, the last classes become the validation samples.
  private var validationWarning: String? {
    let held = classes { validation[$0] > 0 }
    let unseen = held.filter { training[$0] == 0 }
    let advice = "shuffle the files, for validation_split takes the last \(samples)"
    if unseen.isEmpty { return isSkewed ? "the validation \(samples) are of \(named(held)) only: \(advice)" : nil }
    return unseen == held
      ? "the validation \(samples) are of \(named(held)) only, of which the training \(samples) have none: \(advice)"
      : "the training \(samples) have none of \(named(unseen)), which validation \(samples) have: \(advice)"
  }

  /// Whether a class is missing of which 20 validation samples would be expected.
  private var isSkewed: Bool {
    let (trained, held) = (training.reduce(0, +), validation.reduce(0, +))
    return training.indices.contains { validation[$0] == 0 && training[$0] * held >= 20 * trained && trained > 0 }
  }

  private func classes(_ isMeant: (Int) -> Bool) -> [Int] { training.indices.filter(isMeant) }

  /// `the class 9`, `the classes 8 and 9`, `the classes 0 to 7`.
  private func named(_ classes: [Int]) -> String {
    let names = classes.map { printable(classNames[$0]) }
    guard let first = classes.first, let last = classes.last, classes.count > 1 else {
      return "the class \(names.first ?? "")"
    }
    let areNumbers = classes.allSatisfy { classNames[$0] == String($0) }
    if areNumbers, classes.count > 2, last - first == classes.count - 1 { return "the classes \(first) to \(last)" }
    guard classes.count <= Self.mostNamed else {
      let rest = classes.count - Self.mostNamed
      return "the classes \(names.prefix(Self.mostNamed).joined(separator: ", ")) and \(rest) more"
    }
    return "the classes \(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
  }

  private static let mostNamed = 10
}
