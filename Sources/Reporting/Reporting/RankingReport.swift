import Statistics
import Records
import Text

/// The result of a sweep: its ranking as a table, the best combination of swept values and epoch, and whether the best
/// is better than the next by more than luck.
public struct RankingReport {
  private let summary: SweepSummary
  private let ranking: [RankedConfiguration]
  private let table: ConfigurationTable
  private let differences: SpecDifferences
  private let width: Int

  /// - Parameters:
  ///   - seconds: training time by run, where known.
  ///   - width: the terminal's columns; nil for a file.
  public init(_ sweep: RankedSweep, seconds: [String: Double], width: Int?) {
    (summary, ranking) = (sweep.summary, sweep.ranking)
    let comparison = sweep.comparison
    differences = comparison.differences
    // Seeds of one configuration are listed, not ranked.
    let isRanked = summary.rankBy != nil && ranking.count > 1
    table = ConfigurationTable(
      comparison, rows: ranking.count == 1 ? comparison.rows(eachRun: true) : ranking.map(\.configuration),
      seconds: seconds,
      ranks: isRanked ? ranking.map(\.rank) : [])
    self.width = width ?? .max
  }

  public init(_ summary: SweepSummary, seconds: [String: Double], width: Int?) {
    self.init(RankedSweep(summary), seconds: seconds, width: width)
  }

  public var text: String {
    guard !summary.runs.isEmpty else { return lines.map { $0 + "\n" }.joined() }
    return table.text(width: width) + "\n" + lines.map { $0 + "\n" }.joined()
  }

  /// The best configuration, the evidence for it, and the configurations without a rank.
  package var lines: [String] {
    guard let column = summary.rankBy else {
      if ranking.count == 1, ranking[0].configuration.isCrossValidated {
        return ranking[0].configuration.sentences(column: nil) + absentees
      }
      return [
        summary.runs.obstacle == .losses
          ? "No ranking: the losses differ, and the runs share no metric. Write the same metrics into the specs, and sweep again."
          : "No ranking: the runs have no validation data, and the test set is not for choosing. "
            + "Write validation_split: 0.1 into the specs, and sweep again."
      ] + [ranking.map(\.configuration).warningOfFolds].compactMap(\.self) + absentees
    }
    if ranking.count == 1, case let seeds = ranking[0].configuration.sentences(column: column), !seeds.isEmpty {
      return seeds + peaks(of: column) + absentees
    }
    let verdict = RankingVerdict(ranking, column: column)
    guard let best = verdict.best(named: words) else { return ["No ranking: no run has a \(column)."] + absentees }
    return [best] + peaks(of: column) + verdict.sentences
      + [ranking.map(\.configuration).warningOfFolds].compactMap(\.self)
      + absentees
  }

  /// The best epoch of the best configuration, and the best epoch of all if another configuration has it.
  private func peaks(of column: String) -> [String] {
    guard let first = ranked.first?.configuration, let peak = first.bestEpoch(by: column) else { return [] }
    let extreme = isAscending(column) ? "lowest" : "highest"
    // A rule may have ended some of them earlier than others.
    let counts = first.runs.map(\.history.count)
    let epochs =
      "of \(Set(counts).count > 1 ? "the " : "")\(counts.min() ?? 0)" + (Set(counts).count > 1 ? " that all have" : "")
    let own =
      "\(ranking.count == 1 ? "Mean" : "Its") \(column) is \(extreme) after epoch \(peak.epoch) \(epochs) "
      + "(\(peak.score.text(over: first.repetition)))."
    guard let (configuration, peak) = highest(by: column), configuration.name != first.name else { return [own] }
    return [
      own,
      "Over all epochs, \(column) is \(extreme) for \(words(configuration)) after epoch \(peak.epoch) "
        + "(\(peak.score.text(over: configuration.repetition))).",
    ]
  }

  private var ranked: [RankedConfiguration] { ranking.filter { $0.rank != nil } }

  /// The best of all configurations and epochs, or the first of equal ones.
  private func highest(by column: String) -> (Configuration, (epoch: Int, score: SampleStatistics))? {
    var best: (Configuration, (epoch: Int, score: SampleStatistics))?
    for configuration in ranked.map(\.configuration) {
      guard let peak = configuration.bestEpoch(by: column) else { continue }
      if let known = best, !isBetter(peak.score.mean, than: known.1.score.mean, in: column) { continue }
      best = (configuration, peak)
    }
    return best
  }

  /// `batch_size 64, learning_rate 0.001`; the name if a list of layers differs, or nothing does.
  private func words(_ configuration: Configuration) -> String {
    let keys = differences.sweptKeys
    guard !keys.isEmpty, keys.allSatisfy(differences.tableKeys.contains),
      let index = summary.runs.firstIndex(where: { $0.name == configuration.runs[0].name })
    else { return configuration.name }
    return keys.compactMap { key in
      differences.word(of: key, at: index).map { "\(differences.shortName(of: key)) \($0)" }
    }.joined(separator: ", ")
  }

  /// The configurations without a rank, and why.
  private var absentees: [String] {
    let diverged = summary.runs.filter { $0.status == .diverged }.map(\.name)
    var lines: [String] = []
    if !diverged.isEmpty {
      let reason = summary.rankBy == nil ? "" : ": a configuration with such a run has no rank"
      lines.append("\(listed(diverged)) diverged\(reason).")
    }
    if !summary.missing.isEmpty {
      lines.append(
        "\(counted(summary.missing.count, "run")) missing: \(listed(summary.missing)). Sweep again to train what is missing."
      )
    }
    return lines
  }

  private func listed(_ names: [String]) -> String {
    let rest = names.count - 5
    return names.prefix(5).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
