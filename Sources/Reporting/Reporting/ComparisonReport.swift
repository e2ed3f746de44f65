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
    let characters = 90
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

  /// Two runs are compared even if they are seeds of one configuration; more than two are summarized.
  private var ofOneConfiguration: [String] {
    let runs = comparison.runs
    if runs.count == 2 { return Contrast.sentences([Contrast(Configuration(runs[0]), Configuration(runs[1]))]) }
    return runs.count > 2 ? [configurations[0].seedsSentence(column: comparison.rankBy)].compactMap(\.self) : []
  }
}

extension Configuration {
  /// `Over 5 seeds: val_accuracy 0.9812 ± 0.0010, test accuracy 0.9786 ± 0.0015 (mean ± standard deviation).` Nil for a
  /// single run, or if one diverged.
  func seedsSentence(column: String?) -> String? {
    guard isCompleted, let test = testWords(column) else { return nil }
    let ranking = column.flatMap { name in statistics(of: name)?.words(name) }
    let words = [ranking, test].compactMap(\.self).joined(separator: ", ")
    return "Over \(runs.count) \(repetition)s: \(words) (mean ± standard deviation)."
  }

  /// The accuracy, from the numbers of errors, which are exact; for numbers the test's counterpart of a column.
  private func testWords(_ column: String?) -> String? {
    guard runs[0].data.hasValues else {
      // Folds may differ by a row.
      if isCrossValidated { return statistics(of: "test_accuracy")?.words("test accuracy") }
      return statistics(of: "test_errors")?.fractionRight(of: runs[0].data.testCount).words("test accuracy")
    }
    let name = column?.suffix(after: "val_") ?? "loss"
    return statistics(of: "test_" + name)?.words("test " + name)
  }
}

extension SampleStatistics {
  /// Nil for a single number.
  fileprivate func words(_ name: String) -> String? {
    standardDeviation.map { "\(name) \(score(Float(mean))) ± \(fixed($0, decimals: 4))" }
  }

  /// Of numbers of errors among so many samples.
  fileprivate func fractionRight(of samples: Int) -> SampleStatistics {
    var fraction = self
    fraction.mean = 1 - mean / Double(max(samples, 1))
    fraction.standardDeviation = standardDeviation.map { $0 / Double(max(samples, 1)) }
    return fraction
  }
}
