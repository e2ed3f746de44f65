import Records
import Statistics
import Text

/// Several runs as a table, and what can be concluded about their differences.
public struct ComparisonReport {
  private let comparison: Comparison
  private let configurations: [Configuration]
  private let table: ConfigurationTable
  private let width: Int

  /// - Parameters:
  ///   - seconds: training time by run; never in a committed file, only on a terminal.
  ///   - width: the terminal's columns; a table that does not fit has a column for each run instead of a row, or fewer columns.
  ///   - eachRun: whether the table has a row for each run where seeds repeat a configuration.
  public init(_ comparison: Comparison, seconds: [String: Double] = [:], width: Int? = nil, eachRun: Bool = false) {
    self.comparison = comparison
    configurations = comparison.configurations
    table = ConfigurationTable(comparison, rows: comparison.rows(eachRun: eachRun), seconds: seconds)
    self.width = width ?? .max
  }

  public var text: String {
    table.text(width: width)
      + [descriptions, verdicts].filter { !$0.isEmpty }.map { "\n" + $0.map { $0 + "\n" }.joined() }.joined()
  }

  /// The same as Markdown, complete.
  public var markdown: String {
    table.full.markdown + (descriptions + verdicts).map { "\n" + $0 + "\n" }.joined()
  }

  /// The same for LaTeX, as wide as a page of text: few rows become columns; if there are more, the least important
  /// columns are left out.
  public var latex: String {
    // At LaTeX's usual 345 points, in small print; `LaTeXTests` of the program has it set.
    let characters = 78
    let transposed = table.transposed
    if transposed.columns.count <= 5, transposed.width <= characters { return transposed.latex(notes: verdicts) }
    let (rows, omitted) = table.fitted(width: characters)
    let comment = omitted.isEmpty ? "" : "% Left out for want of width: \(omitted.joined(separator: ", ")).\n"
    return comment + rows.latex(notes: verdicts)
  }

  /// `dense: Five dense layers.` The specs' descriptions; equal ones are printed once.
  private var descriptions: [String] {
    var found: [(names: [String], text: String)] = []
    for configuration in configurations {
      guard let description = configuration.runs[0].specDescription else { continue }
      let text = printable(description)
      if let index = found.firstIndex(where: { $0.text == text }) {
        found[index].names.append(configuration.name)
      } else {
        found.append(([configuration.name], text))
      }
    }
    return found.map { names, text in
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      return names.prefix(3).joined(separator: ", ") + more + ": " + text
    }
  }

  /// A few sentences. If there are many configurations, the best by validation data is compared with those ranked next.
  package var verdicts: [String] {
    if configurations.count == 1 { return ofOneConfiguration }
    if let column = comparison.rankBy {
      let verdict = RankingVerdict(RankedConfiguration.ranking(configurations, by: column), column: column)
      if let best = verdict.best(), verdict.isChoice || configurations.count > 3 {
        return [best] + verdict.sentences + verdict.unranked + warningOfFolds
      }
    }
    guard configurations.count <= 3 else {
      let two =
        "runner compare "
        + configurations.prefix(2).map { $0.runs.map(\.name).joined(separator: " ") }.joined(separator: " ")
      return comparison.runs.obstacle.map { $0.sentences(two) } ?? []
    }
    return Contrast.sentences(
      configurations.indices.flatMap { first in
        configurations[(first + 1)...].map { Contrast(configurations[first], $0) }
      }) + warningOfFolds
  }

  private var warningOfFolds: [String] { [configurations.warningOfFolds].compactMap(\.self) }

  /// Two runs are compared even if they are seeds of one configuration; more than two are summarized.
  private var ofOneConfiguration: [String] {
    let runs = comparison.runs
    if runs.count == 2, !configurations[0].isCrossValidated {
      return Contrast.sentences([Contrast(Configuration(runs[0]), Configuration(runs[1]))])
    }
    return runs.count > 1 ? configurations[0].sentences(column: comparison.rankBy) : []
  }
}

extension RankingObstacle {
  /// - Parameter two: the command that compares two of the runs.
  fileprivate func sentences(_ two: String) -> [String] {
    switch self {
    case .noValidation:
      [
        "Nothing ranks these runs: they have no validation data in common, and the test set is not for choosing.",
        "Train them with validation_split: 0.1, or name two for a verdict: \(two)",
      ]
    case .tasks:
      [
        "Nothing ranks these runs: they have different data or predict different things, so their scores do not compare.",
        "Name those of one task, as in \(two)",
      ]
    case .losses:
      [
        "Nothing ranks these runs: their losses differ, and they share no metric.",
        "Train them with the same metrics, or name two for a verdict: \(two)",
      ]
    }
  }
}
