import Catalog
import Results
import Statistics
import Text

/// What a model's answers for the test set are worth, in tables.
public struct EvaluationReport {
  private let answers: SavedAnswers
  private let classNoun: String
  private let kind: SampleKind

  public init(_ answers: SavedAnswers, classNoun: String, kind: SampleKind) {
    self.answers = answers
    self.classNoun = classNoun
    self.kind = kind
  }

  public var text: String {
    switch answers {
    case .classes(let predictions): classes(predictions).joined(separator: "\n")
    case .values(let values): ValueReport(values, kind).text
    }
  }

  private func classes(_ predictions: SavedPredictions) -> [String] {
    let matrix = ConfusionMatrix(
      labels: predictions.labels, predicted: predictions.predicted, classNames: predictions.classNames)
    let shortened =
      matrix.isReadable
      ? [] : ["The \(ConfusionMatrix.mostListed) largest confusions, and the classes with the lowest f1.\n"]
    let tables = [
      matrix.text(noun: classNoun, kind: kind), matrix.classTable(noun: classNoun, kind: kind).text,
    ]
    return shortened + tables + (BinaryReport(predictions, kind).map { [$0.text] } ?? [])
  }
}

/// How well a model tells two classes apart, whatever the threshold.
package struct BinaryReport {
  package let curves: BinaryCurves
  package let calibration: Calibration?
  private let positive: String
  private let kind: SampleKind

  /// Nil for any other number of classes, or if the test samples are all of one.
  package init?(_ predictions: SavedPredictions, _ kind: SampleKind) {
    guard predictions.classes == 2, predictions.positives.count == predictions.labels.count else { return nil }
    curves = BinaryCurves(scores: predictions.positives, labels: predictions.labels)
    calibration = Calibration(scores: predictions.positives, labels: predictions.labels)
    positive = predictions.classNames[1]
    self.kind = kind
    guard curves.hasBoth else { return nil }
  }

  package var text: String {
    ([sentence, areas] + (calibration == nil ? [] : [thresholdTable.text, Self.advice + "\n"])).joined(separator: "\n")
  }

  /// `Positive is 'malignant': 42 of 114 test samples.`
  package var sentence: String {
    let all = grouped(curves.positives + curves.negatives)
    return "Positive is '\(printable(positive))': \(grouped(curves.positives)) of \(all) test \(kind.plural).\n"
  }

  private var areas: String {
    TextTable(
      columns: [("area under the curve", .left), ("", .right)],
      rows: [
        ["ROC, exact (Mann–Whitney)", Self.cell(curves.areaUnderROC)],
        ["precision–recall (average precision)", Self.cell(curves.averagePrecision)],
      ]
    ).text
  }

  /// What each threshold makes of the samples.
  package var thresholdTable: TextTable {
    TextTable(
      columns: [("positive above", .right)]
        + ["precision", "recall", "f1", "accuracy", "true pos.", "false pos.", "false neg.", "true neg."].map {
          ($0, .right)
        },
      rows: (1...9).map { tenth in
        let counts = curves.counts(above: Float(tenth) / 10)
        return ["0.\(tenth)"] + [counts.precision, counts.recall, counts.f1, counts.accuracy].map(Self.cell)
          + [counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives].map(grouped)
      })
  }

  package static let advice =
    "Choose a threshold by validation data, not by this table: chosen by the test set, its score would be too good."

  package static func cell(_ value: Double?) -> String { value.map { fixed($0, decimals: 4) } ?? "–" }
}

/// How far predicted numbers are from the true ones.
package struct ValueReport {
  package static let mostRows = 10

  package let errors: [ValueErrors]
  private let values: SavedValues
  private let kind: SampleKind

  package init(_ values: SavedValues, _ kind: SampleKind) {
    errors = ValueErrors.all(names: values.names, targets: values.targets, predicted: values.predicted)
    self.values = values
    self.kind = kind
  }

  package var text: String {
    ([scoreTable.text] + errors.map { "Largest errors of \(printable($0.name)):\n" + largestTable($0).text })
      .joined(separator: "\n")
  }

  package var scoreTable: TextTable {
    TextTable(
      columns: [("target", .left)]
        + ["mean absolute error", "root mean squared error", "R²", "mean error"].map { ($0, .right) },
      rows: errors.map { target in
        [
          printable(target.name), number(target.meanAbsoluteError), number(target.rootMeanSquaredError),
          BinaryReport.cell(target.rSquared), number(target.bias),
        ]
      })
  }

  /// The samples whose answers are furthest from the truth, by row.
  package func largestTable(_ target: ValueErrors) -> TextTable {
    TextTable(
      columns: [(values.rows == nil ? kind.noun : "row", .right)]
        + ["true", "predicted", "error"].map { ($0, .right) },
      rows: target.largest(Self.mostRows).map { index in
        [
          String(values.rows?[index] ?? index), target.targets[index].description,
          number(Double(target.predicted[index])), number(target.residuals[index]),
        ]
      })
  }

  private func number(_ value: Double) -> String { score(Float(value)) }
}
