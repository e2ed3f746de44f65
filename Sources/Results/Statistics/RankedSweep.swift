import Records

/// A sweep with its ranking and with what its runs differ in, each worked out once: both take every run's spec apart.
public struct RankedSweep: Sendable {
  public let summary: SweepSummary
  /// In the order of the plan.
  public let configurations: [Configuration]
  /// See ``SweepSummary/ranking``.
  public let ranking: [RankedConfiguration]
  /// Of the runs in the order of the plan.
  public let comparison: Comparison

  public init(_ summary: SweepSummary) {
    self.summary = summary
    configurations = Configuration.all(summary.runs)
    ranking = RankedConfiguration.ranking(configurations, by: summary.rankBy)
    comparison = Comparison(summary.runs, rankBy: summary.rankBy)
  }

  package var differences: SpecDifferences { comparison.differences }

  /// All runs, those of the best configuration first.
  package var rankedRuns: [RunSummary] { ranking.flatMap(\.configuration.runs) }
}
