import Statistics
import Catalog
import Charts
import Records
import Reporting

/// A sweep plotted against what it varies.
struct SweepCharts {
  private let sweep: SweepSummary
  private let configurations: [Configuration]
  private let differences: SpecDifferences

  init(_ sweep: SweepSummary) {
    self.sweep = sweep
    configurations = Configuration.all(sweep.runs)
    differences = sweep.differences
  }

  /// Depends on what is varied: a line over one number; several such lines, one for each value of a second key;
  /// otherwise a row for each configuration.
  var pictures: [Picture] {
    let keys = differences.sweptKeys
    if keys.count == 1, let axis = numericAxis(keys[0]) { return columns.map { lines($0, over: axis) } }
    if keys.count == 2, let (axis, other) = plane(keys) { return columns.map { lines($0, over: axis, foreach: other) } }
    return columns.map(rows)
  }

  /// What `pictures` leaves out, in sentences.
  var notes: [String] {
    var notes: [String] = []
    let drawn = ranked.filter(\.configuration.isCompleted)
    if isByRow, drawn.count > Self.mostRows {
      notes.append("The plot shows the first \(Self.mostRows) of \(drawn.count) configurations, the table all.")
    }
    if repeats {
      notes.append("Each point is the mean over the seeds; its bar reaches from the lowest to the highest.")
    }
    return notes
  }

  private var isByRow: Bool {
    let keys = differences.sweptKeys
    return !(keys.count == 1 && numericAxis(keys[0]) != nil) && !(keys.count == 2 && plane(keys) != nil)
  }

  private var repeats: Bool { configurations.contains { $0.runs.count > 1 } }
  private var ranked: [RankedConfiguration] { sweep.ranking }
  private static let mostRows = 20

  /// The metric that ranks, or else the first one; then the loss.
  private var columns: [String] {
    let metric = sweep.rankBy.map { ColumnWords($0).name } ?? sweep.runs.metrics.first ?? "loss"
    return metric == "loss" ? ["loss"] : [metric, "loss"]
  }

  // MARK: Values

  private func value(_ key: String, _ configuration: Configuration) -> ConfigValue? {
    differences.value(of: key, at: sweep.index(of: configuration))
  }

  private func word(_ key: String, _ configuration: Configuration) -> String {
    differences.word(of: key, at: sweep.index(of: configuration)) ?? "none"
  }

  /// The key as an axis with a mark at each value; nil if a value is not a number, or there is only one.
  private func numericAxis(_ key: String) -> (key: String, axis: Axis)? {
    var marks: [(value: Double, label: String)] = []
    for configuration in configurations {
      guard let value = value(key, configuration), let number = value.number else { return nil }
      if !marks.contains(where: { $0.value == number }) { marks.append((number, word(key, configuration))) }
    }
    marks.sort { $0.value < $1.value }
    guard let least = marks.first?.value, let greatest = marks.last?.value, least < greatest else { return nil }
    let isLogarithmic = least > 0 && greatest > 10 * least
    let title = PageTables.keyTitle(key, in: differences) + (isLogarithmic ? " (logarithmic scale)" : "")
    return (key, Axis(title, scale: isLogarithmic ? .logarithmic : .linear, marks: marks))
  }

  /// Which of two keys is the axis (the one with more values), and which has a line for each of its values; nil if
  /// there would be too many lines.
  private func plane(_ keys: [String]) -> (axis: (key: String, axis: Axis), other: String)? {
    func words(_ key: String) -> [String] { distinct(configurations.map { word(key, $0) }) }
    let order = words(keys[0]).count >= words(keys[1]).count ? keys : [keys[1], keys[0]]
    for (first, second) in [(order[0], order[1]), (order[1], order[0])] {
      let lines = words(second)
      guard let axis = numericAxis(first), lines.count <= Series.looks, lines.count * 2 <= configurations.count else {
        continue
      }
      return (axis, second)
    }
    return nil
  }

  private func distinct(_ words: [String]) -> [String] {
    words.indices.filter { words.firstIndex(of: words[$0]) == $0 }.map { words[$0] }
  }

  /// Mean and range of a column over the seeds; nil if a run has no such number.
  private func point(_ configuration: Configuration, x: Double, _ value: (RunSummary) -> Double?) -> Series.Point? {
    let values = configuration.runs.compactMap(value)
    guard configuration.isCompleted, values.count == configuration.runs.count, let least = values.min(),
      let greatest = values.max()
    else { return nil }
    return Series.Point(x: x, y: values.reduce(0, +) / Double(values.count), spread: least...greatest)
  }

  /// What is shown for each configuration: a name, and where its numbers come from.
  private func measures(_ column: String) -> [(name: String, look: Int, value: (RunSummary) -> Double?)] {
    var measures: [(name: String, look: Int, value: (RunSummary) -> Double?)] = [
      ("training", 0, { $0.value(of: column) })
    ]
    if sweep.runs.contains(where: \.hasValidation) {
      let validation = "val_" + column
      measures.append(("validation", 1, { $0.value(of: validation) }))
      measures.append(
        (
          "validation, best epoch", 3,
          { run in run.bestEpoch(by: validation).flatMap { run.score(validation, in: $0) }.map(Double.init) }
        ))
    }
    measures.append(("test", 2, { $0.value(of: "test_" + column) }))
    return measures
  }

  // MARK: Pictures

  private func lines(_ column: String, over axis: (key: String, axis: Axis)) -> Picture {
    let series = measures(column).map { measure in
      line(measure.name, look: measure.look, configurations, axis.key, measure.value)
    }
    return lines(ColumnWords(column).bare, column, axis, series)
  }

  /// The ranking's column alone, or the test's if nothing ranks.
  private func lines(_ column: String, over axis: (key: String, axis: Axis), foreach key: String) -> Picture {
    let shown = (sweep.rankBy == nil ? "test_" : "val_") + column
    let name = PageTables.keyTitle(key, in: differences)
    let series = distinct(configurations.map { word(key, $0) }).enumerated().map { look, label in
      let members = configurations.filter { word(key, $0) == label }
      return line("\(name) \(label)", look: look, members, axis.key) { $0.value(of: shown) }
    }
    return lines(ColumnWords(shown).full, column, axis, series)
  }

  private func line(
    _ name: String, look: Int, _ members: [Configuration], _ key: String, _ measure: (RunSummary) -> Double?
  ) -> Series {
    let points = members.compactMap { configuration in
      value(key, configuration)?.number.flatMap { point(configuration, x: $0, measure) }
    }
    return Series(name, points.sorted { $0.x < $1.x }, look: look)
  }

  private func lines(
    _ title: String, _ column: String, _ axis: (key: String, axis: Axis), _ series: [Series]
  ) -> Picture {
    let drawn = series.filter { !$0.points.isEmpty }
    let words = drawn.map { series in
      let numbers = series.points.map { point in
        let mark = axis.axis.marks?.first { $0.value == point.x }?.label ?? ""
        return "\(score(Float(point.y))) at \(mark)"
      }
      return "\(series.name): " + numbers.joined(separator: ", ") + "."
    }
    return LineChart(
      title: "\(sweep.name): \(title)", x: axis.axis, y: Axis(ColumnWords(column).axisTitle(sweep.runs)), series: drawn,
      description: words.joined(separator: " ")
    ).picture
  }

  private func rows(_ column: String) -> Picture {
    let measures = measures(column)
    let shown = ranked.map(\.configuration).filter(\.isCompleted).prefix(Self.mostRows)
    let rows = shown.enumerated().map { index, configuration in
      DotChart.Row(
        "\(index + 1)  \(label(configuration))",
        values: measures.map { measure in point(configuration, x: 0, measure.value).map { $0.alongAxis } })
    }
    let words = rows.map { row in
      let numbers = zip(measures, row.values).compactMap { measure, point in
        point.map { "\(measure.name) \(score(Float($0.x)))" }
      }
      return "\(row.label): " + numbers.joined(separator: ", ") + "."
    }
    return DotChart(
      title: "\(sweep.name): \(ColumnWords(column).bare)", axis: Axis(ColumnWords(column).axisTitle(sweep.runs)),
      series: measures.map { Series($0.name, [], look: $0.look, isJoined: false) }, rows: rows,
      description: words.joined(separator: " ")
    ).picture
  }

  private func label(_ configuration: Configuration) -> String {
    let keys = differences.sweptKeys
    guard (1...2).contains(keys.count), keys.allSatisfy(differences.tableKeys.contains) else {
      return configuration.name
    }
    return keys.map { word($0, configuration) }.joined(separator: ", ")
  }
}

extension Series.Point {
  /// The value as a position along a horizontal axis.
  fileprivate var alongAxis: Series.Point { Series.Point(x: y, y: 0, spread: spread) }
}
