import Catalog
import Statistics
import Text

extension ConfusionMatrix {
  /// More classes make a table in which nobody finds anything.
  package static let mostReadable = 20
  package static let mostListed = 20

  package var isReadable: Bool { classes <= Self.mostReadable }

  /// Rows are the true classes, columns the predictions; a dot means none. Of too many classes, the largest confusions.
  ///
  /// - Parameter width: within which columns have names instead of numbers.
  public func text(noun: String = "class", kind: SampleKind = .image, width: Int = 100) -> String {
    guard isReadable else { return confusionTable(noun: noun, kind: kind).text }
    let named = table(rowNames: classNames, columnNames: classNames)
    let numbers = (0..<classes).map(String.init)
    guard named.width > width, classNames != numbers else { return named.text }
    return table(rowNames: (0..<classes).map { labelled($0, classNames) }, columnNames: numbers).text
  }

  private func table(rowNames: [String], columnNames: [String]) -> TextTable {
    TextTable(
      columns: [("true\\predicted", TextTable.Alignment.right)] + columnNames.map { (printable($0), .right) },
      rows: rowNames.enumerated().map { label, name in
        [printable(name)] + (0..<classes).map { self[label, $0] == 0 ? "·" : grouped(self[label, $0]) }
      })
  }

  /// The most frequent confusions, for a matrix that is too large to be read.
  package func confusionTable(noun: String, kind: SampleKind) -> TextTable {
    TextTable(
      columns: [(noun, .left), ("taken for", .left), (kind.plural, .right), ("of", .right)],
      rows: largestConfusions(Self.mostListed).map { confusion in
        [
          printable(classNames[confusion.label]), printable(classNames[confusion.predicted]),
          grouped(confusion.count), grouped(support(confusion.label)),
        ]
      })
  }

  /// Precision, recall and F1 of each class; a dash where there is nothing to divide by. Of too many classes, those with the
  /// lowest F1.
  public func classTable(noun: String, kind: SampleKind) -> TextTable {
    func cell(_ value: Double?) -> String { value.map { fixed($0, decimals: 4) } ?? "–" }
    let isNumbered = classNames == (0..<classes).map(String.init)
    return TextTable(
      columns: [
        (noun, isNumbered ? .right : .left), ("precision", .right), ("recall", .right), ("f1", .right),
        (kind.plural, .right),
      ],
      rows: (isReadable ? Array(0..<classes) : hardestClasses(Self.mostListed)).map { label in
        [
          printable(classNames[label]), cell(precision(label)), cell(recall(label)), cell(f1(label)),
          grouped(support(label)),
        ]
      })
  }
}
