import Charts
import Records
import Reporting

/// Loss and metrics over the epochs: several runs together, or one run's training against its validation.
struct LearningCurves {
  typealias Run = (title: String, summary: RunSummary)

  /// A picture for each column of the runs, with as many runs as can be distinguished; none for a single run.
  static func overlaid(_ runs: [Run]) -> [Picture] {
    let runs = Array(drawn(runs).prefix(Series.looks))
    guard runs.count > 1 else { return [] }
    let summaries = runs.map(\.summary)
    var columns: [String] = []
    for column in summaries.flatMap(\.scoreColumns) where !columns.contains(column) { columns.append(column) }
    return columns.map { column in
      let series = runs.enumerated().map { index, run in Series(run.title, points(column, run.summary), look: index) }
      return picture(ColumnWords(column).full.capitalizedFirst, column, series, summaries)
    }
  }

  private static func drawn(_ runs: [Run]) -> [Run] { runs.filter { !$0.summary.history.isEmpty } }

  /// The same on a page, with a sentence if some runs are left out.
  static func overlay(_ runs: [Run], id: String) -> [Block] {
    let pictures = overlaid(runs)
    guard !pictures.isEmpty else { return [] }
    let figures = Block.figures(pictures, id: id)
    let count = drawn(runs).count
    guard count > Series.looks else { return [figures] }
    return [figures, .paragraph("These are the first \(Series.looks) of \(count), as many as can be told apart.")]
  }

  /// Training, validation if there is any, and the single test of the finished model.
  static func single(_ run: ReportedRun) -> [Picture] {
    let summary = run.summary
    return (["loss"] + summary.metrics).map { column in
      var series = [Series("training", points(column, summary), look: 0)]
      if summary.hasValidation { series.append(Series("validation", points("val_" + column, summary), look: 1)) }
      if let value = summary.value(of: "test_" + column) {
        let point = Series.Point(x: Double(summary.savedRecord?.epoch ?? 0), y: value)
        let name = summary.savesLastEpoch ? "test, once at the end" : "test, once, of the saved epoch"
        series.append(Series(name, [point], look: 2, isJoined: false))
      }
      return picture("\(run.title): \(ColumnWords(column).bare)", column, series, [summary])
    } + [LearningRateCurve(run).picture].compactMap(\.self)
  }

  private static func points(_ column: String, _ run: RunSummary) -> [Series.Point] {
    run.history.compactMap { record in
      run.score(column, in: record).map { Series.Point(x: Double(record.epoch), y: Double($0)) }
    }
  }

  private static func picture(_ title: String, _ column: String, _ series: [Series], _ runs: [RunSummary]) -> Picture {
    let drawn = series.filter { !$0.points.isEmpty }
    let words = ColumnWords(column)
    return LineChart(
      title: title, x: .counting(to: runs.map(\.history.count).max() ?? 1, "epoch"),
      y: Axis(words.axisTitle(runs), including: words.isLoss ? [0] : []), series: drawn,
      description: drawn.map(Self.words).joined(separator: " ")
    ).picture
  }

  /// All numbers of a short line, or the ends and extremes of a long one.
  static func words(_ series: Series) -> String {
    let points = series.points
    func word(_ point: Series.Point) -> String { "\(score(Float(point.y))) after epoch \(Int(point.x))" }
    guard points.count > 12, let lowest = points.min(by: { $0.y < $1.y }), let highest = points.max(by: { $0.y < $1.y })
    else { return "\(series.name): " + points.map(word).joined(separator: ", ") + "." }
    return "\(series.name), \(points.count) epochs: first \(word(points[0])), lowest \(word(lowest)), "
      + "highest \(word(highest)), last \(word(points[points.count - 1]))."
  }
}
