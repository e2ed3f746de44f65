import Catalog
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
  private let differences: SpecDifferences

  /// Nil for a sweep without a search.
  init?(_ sweep: SweepSummary) {
    guard let search = sweep.search, let column = sweep.rankBy else { return nil }
    (self.sweep, self.search, self.column) = (sweep, search, column)
    differences = sweep.differences
  }

  var pictures: [Picture] { [trials, best, coordinates].compactMap(\.self) }

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

  // MARK: - What the values did

  /// The keys from which the search draws, and the runs that have been trained to the first rung, by their numbers. A key may have no value
  /// in a trial in which its condition does not hold, as `momentum` of adam.
  private var drawn: (keys: [String], values: [[ConfigValue?]], scores: [Double], ends: [Int]) {
    let keys = differences.keys.filter { !["epochs", "schedule_epochs"].contains($0) }
    var (values, scores, ends): ([[ConfigValue?]], [Double], [Int]) = ([], [], [])
    for trial in search.trials {
      guard let index = sweep.runs.firstIndex(where: { $0.name == trial.name }), let first = trial.scores.first,
        let score = first
      else { continue }
      values.append(keys.map { differences.value(of: $0, at: index) })
      scores.append(score)
      ends.append(trial.epochs)
    }
    return (keys, values, scores, ends)
  }

  /// `Of the differences in val_accuracy after epoch 1, batch_size alone explains 62 %, learning_rate 20 %, units 0 % …` Nil if the trials
  /// were first judged after different numbers of epochs, or are too few.
  var importance: String? {
    let drawn = drawn
    guard let epoch = search.brackets.first?.first?.epochs, search.brackets.allSatisfy({ $0.first?.epochs == epoch }),
      drawn.scores.count >= 10
    else { return nil }
    let shares = drawn.keys.indices.compactMap { key -> (name: String, share: Double, trials: Int)? in
      let known = drawn.values.indices.filter { drawn.values[$0][key] != nil }
      let groups = ExplainedVariance.groups(of: known.compactMap { drawn.values[$0][key] })
      return ExplainedVariance.share(of: known.map { drawn.scores[$0] }, in: groups).map {
        (differences.shortName(of: drawn.keys[key]), $0, known.count)
      }
    }.sorted { $0.share > $1.share }
    guard let first = shares.first else { return nil }
    func percent(_ share: (name: String, share: Double, trials: Int)) -> String {
      let part = share.trials == drawn.scores.count ? "" : " (among the \(grouped(share.trials)) trials that have it)"
      return "\(Int((100 * share.share).rounded())) %\(part)"
    }
    let others = shares.dropFirst().map { "\($0.name) \(percent($0))" }
    return
      "Of the differences in \(column) after epoch \(grouped(epoch)), \(first.name) alone explains \(percent(first))"
      + (others.isEmpty ? "" : ", " + others.joined(separator: ", "))
      + ": the variance between groups of like values, less what chance would give (ε²)."
  }

  /// The values of each trial and what it came to; those that were trained longest lie on top.
  private var coordinates: Picture? {
    let drawn = drawn
    guard drawn.keys.count >= 2, drawn.keys.count <= 6, drawn.scores.count >= 2 else { return nil }
    let ends = Set(drawn.ends).sorted()
    var axes = drawn.keys.indices.map { key in
      axis(differences.shortName(of: drawn.keys[key]), drawn.values.compactMap { $0[key] })
    }
    axes.append((Axis(column.suffix(after: "val_") ?? column), { $0.number ?? 0 }))
    let lines = drawn.values.indices.map { trial in
      let values = drawn.values[trial] + [.number(drawn.scores[trial])]
      return ParallelCoordinates.Line(
        zip(axes, values).map { axis, value in value.map(axis.place) },
        series: ends.firstIndex(of: drawn.ends[trial]) ?? 0)
    }
    let best = drawn.scores.indices.reduce(0) {
      isBetter(drawn.scores[$1], than: drawn.scores[$0], in: column) ? $1 : $0
    }
    let words = zip(drawn.keys, drawn.values[best]).compactMap { key, value in
      value.map { "\(differences.shortName(of: key)) \($0.word)" }
    }
    return ParallelCoordinates(
      title: "\(sweep.name): values of the trials", axes: axes.map(\.axis),
      series: ends.enumerated().map { Series("to epoch \(grouped($1))", [], look: $0) }, lines: lines,
      description:
        "A line for each trial, to its \(column) when first judged. The best then, \(score(Float(drawn.scores[best]))), has "
        + words.joined(separator: ", ") + "."
    ).picture
  }

  /// An axis for values of a key: of numbers, or of words in the order of their trials.
  private func axis(_ title: String, _ values: [ConfigValue]) -> (axis: Axis, place: (ConfigValue) -> Double) {
    let numbers = values.compactMap(\.number)
    guard numbers.count == values.count, let least = numbers.min(), let most = numbers.max() else {
      var words: [String] = []
      for value in values where !words.contains(value.word) { words.append(value.word) }
      let marks = words.enumerated().map { (value: Double($0), label: $1) }
      return (Axis(title, marks: marks), { value in Double(words.firstIndex(of: value.word) ?? 0) })
    }
    let marks: [(value: Double, label: String)] = Set([least, most]).sorted().compactMap { end in
      values.first { $0.number == end }.map { (end, $0.word) }
    }
    return (
      Axis(title, scale: least > 0 && most / least > 4 ? .logarithmic : .linear, marks: marks), { $0.number ?? 0 }
    )
  }
}
