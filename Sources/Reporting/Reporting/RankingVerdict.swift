import Statistics
import Text

/// Which configuration is first by validation data, and what the test set says about that.
struct RankingVerdict {
  private let ranking: [RankedConfiguration]
  private let column: String
  /// As many as a reader can take in.
  private static let most = 5

  init(_ ranking: [RankedConfiguration], column: String) {
    self.ranking = ranking
    self.column = column
  }

  private var ranked: [RankedConfiguration] { ranking.filter { $0.rank != nil } }

  /// Whether there was something to choose from.
  var isChoice: Bool { ranked.count > 1 }

  /// `Best by val_accuracy of the last epoch: 64 (0.9812), then 128 (0.9790).` Nil when nothing has a rank.
  func best(named name: (Configuration) -> String = \.name) -> String? {
    let first = ranked.prefix(2).compactMap { entry in
      entry.score.map { "\(name(entry.configuration)) (\($0.text(over: entry.configuration.repetition)))" }
    }
    guard !first.isEmpty else { return nil }
    let epoch = scoredEpoch(of: ranked.flatMap(\.configuration.runs))
    return "Best by \(column) of \(epoch): \(first.joined(separator: ", then "))."
  }

  /// The best compared with each of those ranked next; nothing if there was no choice.
  var sentences: [String] {
    guard isChoice else { return [] }
    let (best, others) = (ranked[0].configuration, ranked.dropFirst())
    let contrasts = others.prefix(Self.most).map { Contrast(best, $0.configuration) }
    return ["The test set was not used for this choice. Its verdict:"]
      + Contrast.sentences(contrasts, omitted: max(0, others.count - Self.most))
  }

  /// A sentence for each configuration without a rank.
  var unranked: [String] {
    ranking.filter { $0.rank == nil }.map { entry in
      let configuration = entry.configuration
      return configuration.isCompleted
        ? "\(configuration.name) has no \(column), and no rank." : "\(configuration.divergence): it cannot be compared."
    }
  }
}

extension SampleStatistics {
  /// `0.9812`, or `0.9812 ± 0.0010 over 3 seeds`.
  ///
  /// - Parameter repetition: what each number is from: `seed`, `fold` or `run`.
  func text(over repetition: String) -> String {
    let mean = score(Float(mean))
    return standardDeviation.map { "\(mean) ± \(fixed($0, decimals: 4)) over \(count) \(repetition)s" } ?? mean
  }
}
