import Charts
import Reporting

/// The learning rate over the epochs, for runs in which it changed.
struct LearningRateCurve {
  private let title: String
  private let epochs: Int
  private let series: Series
  private var rates: [Double] { series.points.map(\.y) }

  init(_ run: ReportedRun) {
    title = "\(run.title): learning rate"
    epochs = run.summary.history.count
    let points = run.summary.history.map { Series.Point(x: Double($0.epoch), y: Double($0.learningRate)) }
    series = Series("learning rate", points, look: 0)
  }

  /// Nil if it stayed the same.
  var picture: Picture? {
    guard rates.contains(where: { $0 != rates[0] }) else { return nil }
    return LineChart(
      title: title, x: .counting(to: epochs, "epoch"), y: axis, series: [series],
      description: LearningCurves.words(series)
    ).picture
  }

  /// Logarithmic, with a mark at each power of ten, if the rate changed more than tenfold.
  private var axis: Axis {
    let (least, greatest) = (rates.min() ?? 0, rates.max() ?? 0)
    guard least > 0, greatest > 10 * least else { return Axis("learning rate", including: [0]) }
    return Axis("learning rate (logarithmic scale)", scale: .logarithmic, marks: Self.powersOfTen(least, greatest))
  }

  /// From the last that is not above `least` to the first that is not below `greatest`; of many, every second, third, ….
  static func powersOfTen(_ least: Double, _ greatest: Double) -> [(value: Double, label: String)] {
    let all = (-45...38).compactMap { exponent in Double("1e\(exponent)").map { ($0, "1e\(exponent)") } }
    let first = all.lastIndex { $0.0 <= least } ?? 0
    let last = all.firstIndex { $0.0 >= greatest } ?? all.count - 1
    let step = (last - first) / 6 + 1
    return stride(from: first, through: last + (step - 1), by: step).map { all[min($0, all.count - 1)] }
  }
}
