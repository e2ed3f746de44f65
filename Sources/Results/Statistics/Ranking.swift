import Catalog
import Records

/// A configuration and its position in a ranking.
public struct RankedConfiguration: Sendable {
  /// From 1. Nil if nothing ranks it: there is no column to rank by, or one of its runs diverged. The mean of only
  /// those seeds that finished would flatter it.
  public var rank: Int?
  public var configuration: Configuration
  /// The ranking's column over the seeds.
  public var score: SampleStatistics?
}

extension SweepSummary {
  /// The configurations, best first, by the mean over their seeds of the last epoch's value, because that model is
  /// saved and tested. Among equals, fewer multiply-adds come first, then the order of the plan. Those without a rank
  /// are last.
  public var ranking: [RankedConfiguration] { RankedConfiguration.ranking(Configuration.all(runs), by: rankBy) }

  /// The column that ranks unless a sweep says otherwise: `val_` and the first metric that all runs have, `val_loss` if
  /// they share none; nil if a run has no validation data.
  public static func defaultRankBy(_ runs: [RunSummary]) -> String? {
    defaultRankBy(metrics: runs.map(\.metrics), haveValidation: runs.allSatisfy(\.hasValidation))
  }

  /// The same for specs that have not run yet.
  public static func defaultRankBy(_ specs: [ExperimentSpec]) -> String? {
    defaultRankBy(
      metrics: specs.map { $0.metrics.map(\.name) }, haveValidation: specs.allSatisfy(\.mayValidate))
  }

  private static func defaultRankBy(metrics: [[String]], haveValidation: Bool) -> String? {
    guard haveValidation, !metrics.isEmpty else { return nil }
    return "val_" + (sharedMetrics(metrics).first ?? "loss")
  }

  private static func sharedMetrics(_ metrics: [[String]]) -> [String] {
    (metrics.first ?? []).filter { name in metrics.allSatisfy { $0.contains(name) } }
  }
}

extension RankedConfiguration {
  /// See ``SweepSummary/ranking``.
  public static func ranking(_ configurations: [Configuration], by column: String?) -> [RankedConfiguration] {
    let scored = configurations.map { configuration in
      RankedConfiguration(
        configuration: configuration,
        score: configuration.isCompleted ? column.flatMap { configuration.statistics(of: $0) } : nil)
    }
    guard let column else { return scored }
    let order = scored.indices.filter { scored[$0].score != nil }.sorted { first, second in
      let (a, b) = (scored[first], scored[second])
      if let mean = a.score?.mean, let other = b.score?.mean, mean != other {
        return isBetter(mean, than: other, in: column)
      }
      let costs = [a, b].map(\.configuration.runs[0].multiplyAdds)
      return (costs[0], first) < (costs[1], second)
    }
    let ranked = order.enumerated().map { place, index in
      var entry = scored[index]
      entry.rank = place + 1
      return entry
    }
    return ranked + scored.filter { $0.score == nil }
  }
}

extension SweepSummary {
  /// The keys that differ between the runs' specs, the seed among them.
  public var differences: SpecDifferences { SpecDifferences(runs.map(\.spec)) }

  /// The keys that the sweep varies; seed and fold, which only repeat a configuration, are not among them.
  public var sweptKeys: [String] {
    differences.keys.filter { !ConfigValue.isRepetition($0) }
  }
}
