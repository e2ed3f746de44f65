import Results

/// Several runs as a table, and what can be said of their differences.
public struct ComparisonReport {
  private let comparison: Comparison
  private let configurations: [Configuration]
  private let table: ConfigurationTable
  private let width: Int

  /// - Parameters:
  ///   - seconds: training time by run; never in a committed file, but beside the accuracy on a terminal.
  ///   - width: the terminal's columns; a table that does not fit has a column a run instead of a row, or fewer columns.
  ///   - eachRun: whether the table has a row for each run where seeds repeat a configuration.
  public init(_ comparison: Comparison, seconds: [String: Double] = [:], width: Int? = nil, eachRun: Bool = false) {
    self.comparison = comparison
    configurations = comparison.configurations
    table = ConfigurationTable(comparison, rows: comparison.rows(eachRun: eachRun), seconds: seconds)
    self.width = width ?? .max
  }

  public var text: String {
    let verdicts = verdicts
    return table.text(width: width) + (verdicts.isEmpty ? "" : "\n" + verdicts.map { $0 + "\n" }.joined())
  }

  /// The same as Markdown, whole.
  public var markdown: String {
    table.full.markdown + verdicts.map { "\n" + $0 + "\n" }.joined()
  }

  /// A few sentences. Of many configurations the best is compared with those that rank next; validation data rank them.
  var verdicts: [String] {
    if configurations.count == 1 { return ofOneConfiguration }
    if let column = comparison.rankBy {
      let verdict = RankingVerdict(RankedConfiguration.ranking(configurations, by: column), column: column)
      if let best = verdict.best(), verdict.isChoice || configurations.count > 3 {
        return [best] + verdict.sentences + verdict.unranked
      }
    }
    guard configurations.count <= 3 else {
      return [
        "Nothing ranks these runs: they have no validation data in common, and the test set is not for choosing.",
        "Train them with validation_split: 0.1, or name two for a verdict: runner compare "
          + configurations.prefix(2).map { $0.runs.map(\.name).joined(separator: " ") }.joined(separator: " "),
      ]
    }
    return Contrast.sentences(
      configurations.indices.flatMap { first in
        configurations[(first + 1)...].map { Contrast(configurations[first], $0) }
      })
  }

  /// Two runs are compared, seeds or not; more are summed up.
  private var ofOneConfiguration: [String] {
    let runs = comparison.runs
    if runs.count == 2 { return Contrast.sentences([Contrast(Configuration(runs[0]), Configuration(runs[1]))]) }
    guard runs.count > 2, let errors = configurations[0].statistics(of: "test_errors"),
      let deviation = errors.standardDeviation
    else { return [] }
    let images = Double(max(runs[0].data.testCount, 1))
    return [
      "Over \(runs.count) seeds: test accuracy \(fixed(1 - errors.mean / images, decimals: 4)) ± "
        + "\(fixed(deviation / images, decimals: 4)) (mean ± standard deviation)."
    ]
  }
}
