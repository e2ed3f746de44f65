import Text

/// Which digit was classified as which.
public struct ConfusionMatrix: Equatable, Sendable {
  public let classes: Int
  /// `classes × classes`: row = the true label, column = the prediction.
  private var counts: [Int]

  public init(labels: [Int32], predicted: [Int32], classes: Int) {
    self.classes = classes
    counts = Array(repeating: 0, count: classes * classes)
    for (label, prediction) in zip(labels, predicted) { counts[Int(label) * classes + Int(prediction)] += 1 }
  }

  public subscript(label: Int, prediction: Int) -> Int { counts[label * classes + prediction] }

  /// Images with this label.
  public func support(_ digit: Int) -> Int { (0..<classes).reduce(0) { $0 + self[digit, $1] } }

  /// The fraction of the images classified as this digit that are this digit; nil if there are none.
  public func precision(_ digit: Int) -> Double? {
    fraction(self[digit, digit], of: (0..<classes).reduce(0) { $0 + self[$1, digit] })
  }

  /// The fraction of this digit's images that were classified as it; nil if there are none.
  public func recall(_ digit: Int) -> Double? { fraction(self[digit, digit], of: support(digit)) }

  /// The harmonic mean of precision and recall: 2·tp ÷ (2·tp + fp + fn); nil if the digit neither occurs nor was
  /// predicted.
  public func f1(_ digit: Int) -> Double? {
    let called = (0..<classes).reduce(0) { $0 + self[$1, digit] }
    return fraction(2 * self[digit, digit], of: called + support(digit))
  }

  private func fraction(_ part: Int, of whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }

  /// Rows are the true digits, columns the predictions; a dot means none.
  public var text: String {
    let cells = (0..<classes).map { label in
      [String(label)] + (0..<classes).map { self[label, $0] == 0 ? "·" : grouped(self[label, $0]) }
    }
    let columns = [("true\\predicted", TextTable.Alignment.right)] + (0..<classes).map { (String($0), .right) }
    return TextTable(columns: columns, rows: cells).text
  }

  /// Precision, recall and F1 of each digit; a dash where there is nothing to divide by.
  public var digitTable: String {
    func cell(_ value: Double?) -> String { value.map { fixed($0, decimals: 4) } ?? "–" }
    return TextTable(
      columns: [("digit", .right), ("precision", .right), ("recall", .right), ("f1", .right), ("images", .right)],
      rows: (0..<classes).map { digit in
        [String(digit), cell(precision(digit)), cell(recall(digit)), cell(f1(digit)), grouped(support(digit))]
      }
    ).text
  }
}
