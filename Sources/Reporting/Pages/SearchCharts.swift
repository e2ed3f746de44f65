import Charts
import Records
import Reporting
import Statistics
import Text

/// A search as pictures: its trials as lines that end where they were stopped, and the best value so far against the epochs trained.
struct SearchCharts {
  private let sweep: SweepSummary
  private let search: SearchSummary
  private let column: String

  /// Nil for a sweep without a search.
  init?(_ sweep: SweepSummary) {
    guard let search = sweep.search, let column = sweep.rankBy else { return nil }
    (self.sweep, self.search, self.column) = (sweep, search, column)
  }

  var pictures: [Picture] { [trials, best].compactMap(\.self) }

  /// `asha: 40 trials, 108 epochs trained in place of 1,080: 27 trials ended after epoch 1, …`
  var sentence: String {
    let all = search.trials.count * search.epochs
    let stops = endings.map { "\(counted($0.trials.count, "trial")) ended after epoch \(grouped($0.epochs))" }
    let (trials, epochs) = (counted(search.trials.count, "trial"), counted(search.totalEpochs, "epoch"))
    return
      "\(search.method): \(trials), \(epochs) trained in place of \(grouped(all)): \(stops.joined(separator: ", ")). "
      + "Nothing but \(column) decided, in the order of the trials."
  }

  /// The trials by their last epoch, the shortest first.
  private var endings: [(epochs: Int, trials: [SearchSummary.Trial])] {
    Dictionary(grouping: search.trials, by: \.epochs).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private var axis: Axis { Axis(ColumnWords(column).axisTitle(sweep.runs)) }

  private var trials: Picture? {
    let runs = Dictionary(sweep.runs.map { ($0.name, $0) }) { first, _ in first }
    let series = endings.enumerated().map { look, ending in
      let lines = ending.trials.compactMap { runs[$0.name] }.map(points)
      return Series("to epoch \(grouped(ending.epochs))", lines: lines, look: look)
    }
    let drawn = zip(endings, series).filter { !$1.points.isEmpty }
    guard !drawn.isEmpty else { return nil }
    let words = drawn.map { ending, series in
      let values = series.points.map(\.y)
      let (least, most) = (score(Float(values.min() ?? 0)), score(Float(values.max() ?? 0)))
      return "\(counted(ending.trials.count, "trial")) \(series.name), \(column) from \(least) to \(most)."
    }
    return LineChart(
      title: "\(sweep.name): trials", x: .counting(to: search.trials.map(\.epochs).max() ?? 1, "epoch"), y: axis,
      series: drawn.map(\.1), description: words.joined(separator: " ")
    ).picture
  }

  private func points(_ run: RunSummary) -> [Series.Point] {
    run.history.compactMap { record in
      run.score(column, in: record).map { Series.Point(x: Double(record.epoch), y: Double($0)) }
    }
  }

  /// Bracket by bracket, rung by rung, trial by trial.
  private var best: Picture? {
    var (epochs, points) = (0, [Series.Point]())
    for (bracket, rungs) in search.brackets.enumerated() {
      let members = search.trials.filter { $0.bracket == bracket + 1 }
      for rung in rungs.indices {
        for trial in members where trial.scores.count > rung {
          epochs += rungs.epochs(on: rung)
          let known = points.last?.y
          let value = [trial.scores[rung], known].compactMap(\.self).reduce(nil as Double?) { best, value in
            best.map { isBetter(value, than: $0, in: column) ? value : $0 } ?? value
          }
          guard let value else { continue }
          // A step: the value before holds until here.
          if let known, known != value { points.append(Series.Point(x: Double(epochs), y: known)) }
          if known != value { points.append(Series.Point(x: Double(epochs), y: value)) }
        }
      }
    }
    guard let last = points.last else { return nil }
    points.append(Series.Point(x: Double(epochs), y: last.y))
    let steps = points.indices.filter { $0 == 0 || points[$0].y != points[$0 - 1].y }
    let words = steps.suffix(12).map { "\(score(Float(points[$0].y))) after \(counted(Int(points[$0].x), "epoch"))" }
    return LineChart(
      title: "\(sweep.name): best so far", x: Axis("epochs trained, all trials together", including: [0]), y: axis,
      series: [Series("best \(column) so far", points, look: 1)],
      description: "Best \(column) so far: " + words.joined(separator: ", ") + "."
    ).picture
  }
}
