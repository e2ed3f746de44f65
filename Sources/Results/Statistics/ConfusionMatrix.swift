/// Which class was taken for which.
public struct ConfusionMatrix: Equatable, Sendable {
  public let classNames: [String]
  /// `classes × classes`: row = the true class, column = the prediction.
  private var counts: [Int]
  private var samples: [Int]
  private var predictions: [Int]

  public init(labels: [Int32], predicted: [Int32], classNames: [String]) {
    let classes = classNames.count
    self.classNames = classNames
    counts = Array(repeating: 0, count: classes * classes)
    (samples, predictions) = (Array(repeating: 0, count: classes), Array(repeating: 0, count: classes))
    for (label, prediction) in zip(labels, predicted) {
      counts[Int(label) * classes + Int(prediction)] += 1
      samples[Int(label)] += 1
      predictions[Int(prediction)] += 1
    }
  }

  /// Of classes that have numbers but no names.
  public init(labels: [Int32], predicted: [Int32], classes: Int) {
    self.init(labels: labels, predicted: predicted, classNames: (0..<classes).map(String.init))
  }

  public var classes: Int { classNames.count }
  public subscript(label: Int, prediction: Int) -> Int { counts[label * classes + prediction] }

  /// Samples of this class.
  public func support(_ label: Int) -> Int { samples[label] }

  /// The fraction of the samples classified as this class that are of it; nil if there are none.
  public func precision(_ label: Int) -> Double? { fraction(self[label, label], of: predictions[label]) }

  /// The fraction of this class's samples that were classified as it; nil if there are none.
  public func recall(_ label: Int) -> Double? { fraction(self[label, label], of: samples[label]) }

  /// The harmonic mean of precision and recall: 2·tp ÷ (2·tp + fp + fn); nil if the class neither occurs nor was
  /// predicted.
  public func f1(_ label: Int) -> Double? { fraction(2 * self[label, label], of: predictions[label] + samples[label]) }

  private func fraction(_ part: Int, of whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
}

extension ConfusionMatrix {
  /// Samples of one class that were taken for another.
  public struct Confusion: Equatable, Sendable {
    public var label: Int
    public var predicted: Int
    public var count: Int
  }

  /// The most frequent confusions; of equal ones the first in the order of the rows.
  public func largestConfusions(_ most: Int) -> [Confusion] {
    let found = counts.indices.compactMap { index -> Confusion? in
      let (label, predicted) = (index / classes, index % classes)
      guard label != predicted, counts[index] > 0 else { return nil }
      return Confusion(label: label, predicted: predicted, count: counts[index])
    }
    let sorted = found.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    return sorted.prefix(most).map(\.element)
  }

  /// The classes with the lowest F1; of equal ones the first. Classes without an F1 are left out.
  public func hardestClasses(_ most: Int) -> [Int] {
    let known = (0..<classes).compactMap { label in f1(label).map { (label: label, f1: $0) } }
    return known.sorted { ($0.f1, $0.label) < ($1.f1, $1.label) }.prefix(most).map(\.label)
  }
}
