import Charts
import Reporting
import Statistics
import Text

/// How well a model tells two classes apart, in pictures.
struct BinaryPictures {
  let title: String
  let report: BinaryReport
  private var curves: BinaryCurves { report.curves }

  var all: [Picture] { [roc, precisionRecall] + (report.calibration.map { [calibration($0)] } ?? []) }

  private var roc: Picture {
    let points = thinned(curves.steps).map { step in
      Series.Point(
        x: Double(step.falsePositives) / Double(curves.negatives),
        y: Double(step.truePositives) / Double(curves.positives))
    }
    let area = BinaryReport.cell(curves.areaUnderROC)
    return LineChart(
      title: "\(title): ROC curve", x: Axis("false positive rate", including: [0, 1]),
      y: Axis("true positive rate (recall)", including: [0, 1]),
      series: [
        Series("this model, area \(area)", [Series.Point(x: 0, y: 0)] + points, look: 0), Self.diagonal("chance"),
      ], description: "The area under the curve is \(area); chance has 0.5."
    ).picture
  }

  private var precisionRecall: Picture {
    let points = thinned(curves.steps).map { step in
      Series.Point(x: Double(step.truePositives) / Double(curves.positives), y: step.precision)
    }
    let chance = Double(curves.positives) / Double(curves.positives + curves.negatives)
    let precision = BinaryReport.cell(curves.averagePrecision)
    return LineChart(
      title: "\(title): precision and recall", x: Axis("recall", including: [0, 1]),
      y: Axis("precision", including: [0, 1]),
      series: [
        Series("this model, average precision \(precision)", points, look: 0),
        Series("chance", [Series.Point(x: 0, y: chance), Series.Point(x: 1, y: chance)], look: 6),
      ], description: "The average precision is \(precision); chance has \(fixed(chance, decimals: 4))."
    ).picture
  }

  private func calibration(_ calibration: Calibration) -> Picture {
    let points = calibration.bins.map { Series.Point(x: $0.meanProbability, y: $0.fraction) }
    let words = calibration.bins.map { bin in
      "Of \(counted(bin.count, "sample")) with a mean probability of \(fixed(bin.meanProbability, decimals: 3)), "
        + "\(fixed(bin.fraction, decimals: 3)) are positive."
    }
    return LineChart(
      title: "\(title): calibration", x: Axis("mean predicted probability", including: [0, 1]),
      y: Axis("fraction that is positive", including: [0, 1]),
      series: [Series("this model", points, look: 0), Self.diagonal("perfect")],
      description: words.joined(separator: " ")
    ).picture
  }

  static func diagonal(_ name: String) -> Series {
    Series(name, [Series.Point(x: 0, y: 0), Series.Point(x: 1, y: 1)], look: 6)
  }

  /// More steps than these would not be visible, and a page of them would be large.
  private static let mostPoints = 400

  private func thinned(_ steps: [BinaryCurves.Step]) -> [BinaryCurves.Step] {
    let stride = max(1, steps.count / Self.mostPoints)
    return steps.indices.filter { $0.isMultiple(of: stride) || $0 == steps.count - 1 }.map { steps[$0] }
  }
}
