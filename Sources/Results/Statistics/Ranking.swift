import Catalog
import Records
import Text

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
  /// they share none; nil if a run has no validation data, or their scores mean different things.
  public static func defaultRankBy(_ runs: [RunSummary]) -> String? {
    runs.obstacle == nil ? column(metrics: runs.map(\.metrics)) : nil
  }

  /// The same for specs that have not run yet.
  public static func defaultRankBy(_ specs: [ExperimentSpec]) -> String? {
    obstacle(specs) == nil ? column(metrics: specs.map { $0.metrics.map(\.name) }) : nil
  }

  /// Why nothing ranks the runs of specs; nil if something does.
  public static func obstacle(_ specs: [ExperimentSpec]) -> RankingObstacle? {
    guard !specs.isEmpty, specs.allSatisfy(\.mayValidate) else { return .noValidation }
    let shared = sharedMetrics(specs.map { $0.metrics.map(\.name) })
    return shared.isEmpty && Set(specs.map(\.loss)).count > 1 ? .losses : nil
  }

  private static func column(metrics: [[String]]) -> String { "val_" + (sharedMetrics(metrics).first ?? "loss") }

  fileprivate static func sharedMetrics(_ metrics: [[String]]) -> [String] {
    (metrics.first ?? []).filter { name in metrics.allSatisfy { $0.contains(name) } }
  }
}

/// Why nothing can rank some runs.
public enum RankingObstacle: Sendable {
  /// One of them has no validation data, and the test set is not for choosing.
  case noValidation
  /// They predict different things, or see other data.
  case tasks
  /// They share no metric, and a value of one loss says nothing beside one of another.
  case losses
}

extension [RunSummary] {
  /// Nil if something can rank them.
  public var obstacle: RankingObstacle? {
    guard !isEmpty, allSatisfy(\.hasValidation) else { return .noValidation }
    guard allSatisfy({ $0.data.isLike(self[0].data) }) else { return .tasks }
    let losses = Set(map { JSONValue($0.spec)["loss"]?.line })
    return SweepSummary.sharedMetrics(map(\.metrics)).isEmpty && losses.count > 1 ? .losses : nil
  }
}

extension DataSummary {
  /// Whether the same is predicted, from data of the same name or with a file in common.
  fileprivate func isLike(_ other: DataSummary) -> Bool {
    let hashes = Set(files.map(\.sha256))
    return target == other.target && (dataset == other.dataset || other.files.contains { hashes.contains($0.sha256) })
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
  /// What differs between the runs' specs, the seed among it. Every spec is read anew for it: whoever asks more than once keeps it.
  public var differences: SpecDifferences { SpecDifferences(runs.map(\.spec)) }
}
