import Charts
import Reporting
import Statistics
import Text

/// How far predicted numbers are from the true ones, in pictures.
struct ValuePictures {
  let title: String
  let errors: [ValueErrors]

  /// More targets would make a page of nothing else.
  static let mostTargets = 4
  /// More points would hide each other, and make the page large.
  private static let mostPoints = 1000

  var all: [Picture] { errors.prefix(Self.mostTargets).flatMap { [predictions($0), residuals($0)] } }

  private func predictions(_ target: ValueErrors) -> Picture {
    let points = shown(target).map { Series.Point(x: Double(target.targets[$0]), y: Double(target.predicted[$0])) }
    let values = (target.targets + target.predicted).map(Double.init)
    let ends = [values.min() ?? 0, values.max() ?? 1].map { Series.Point(x: $0, y: $0) }
    return LineChart(
      title: "\(title): \(target.name), predicted and true", x: Axis("true \(target.name)"),
      y: Axis("predicted \(target.name)"),
      series: [Series("test samples", points, look: 0, isJoined: false), Series("no error", ends, look: 6)],
      description: words(target)
    ).picture
  }

  private func residuals(_ target: ValueErrors) -> Picture {
    let points = shown(target).map { Series.Point(x: Double(target.predicted[$0]), y: target.residuals[$0]) }
    let ends = [points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1].map { Series.Point(x: $0, y: 0) }
    return LineChart(
      title: "\(title): \(target.name), residuals", x: Axis("predicted \(target.name)"),
      y: Axis("predicted minus true", including: [0]),
      series: [Series("test samples", points, look: 0, isJoined: false), Series("no error", ends, look: 6)],
      description: words(target)
    ).picture
  }

  private func words(_ target: ValueErrors) -> String {
    let all = target.targets.count
    let part = shown(target).count < all ? " \(grouped(shown(target).count)) of \(grouped(all)) samples are drawn." : ""
    return "The mean absolute error is \(score(Float(target.meanAbsoluteError))), the root mean squared error "
      + "\(score(Float(target.rootMeanSquaredError))), R² \(BinaryReport.cell(target.rSquared))." + part
  }

  /// Every so many, if all are too many.
  private func shown(_ target: ValueErrors) -> [Int] {
    let count = target.targets.count
    return Array(stride(from: 0, to: count, by: (count + Self.mostPoints - 1) / Self.mostPoints))
  }
}
