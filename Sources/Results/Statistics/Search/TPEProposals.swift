import Catalog
import Random
import Records

/// What the tree-structured Parzen estimator proposes. Its only state is the results before: for each key, of some candidates drawn from
/// the density l of the best trials, the one with the largest l ÷ g, where g is the density of the others; the first of equals.
public struct TPEProposals: Proposals {
  private let options: TPE
  private let seed: UInt64
  private let choices: [Int?]
  private let column: String
  private let applies: @Sendable (_ fractions: [Double]) -> [Bool]
  private let draw: @Sendable (_ trial: Int) -> [Double]

  /// - Parameters:
  ///   - choices: for each key, how many values there are to choose from; nil for a number.
  ///   - column: the history's, that ranks.
  ///   - applies: for each key, whether it has a value in a trial. Only such trials tell something about the key.
  ///   - draw: the values at random.
  public init(
    _ options: TPE, seed: UInt64, choices: [Int?], rankedBy column: String,
    applies: @escaping @Sendable (_ fractions: [Double]) -> [Bool] = { $0.map { _ in true } },
    draw: @escaping @Sendable (_ trial: Int) -> [Double]
  ) {
    (self.options, self.seed, self.choices, self.column) = (options, seed, choices, column)
    (self.applies, self.draw) = (applies, draw)
  }

  public var learn: Bool { true }

  public func fractions(of trials: Range<Int>, after earlier: [SearchTrial]) -> [[Double]] {
    guard !earlier.isEmpty else { return trials.map(draw) }
    let (best, others) = split(earlier)
    let densities = zip(choices, zip(known(best), known(others))).map { count, known in
      (l: ParzenEstimator(known.0, choices: count), g: ParzenEstimator(known.1, choices: count))
    }
    return trials.map { trial in
      densities.enumerated().map { key, pair in
        let x = candidate(of: trial, key, pair)
        return choices[key].map { (x + 0.5) / Double($0) } ?? min(x, 1 - 0x1p-53)
      }
    }
  }

  /// For each key, where its values are in the trials in which it has one.
  private func known(_ trials: [SearchTrial]) -> [[Double]] {
    var known = choices.map { _ in [Double]() }
    for fractions in trials.map(\.fractions) {
      for (key, isGiven) in applies(fractions).enumerated() where isGiven { known[key].append(fractions[key]) }
    }
    return known
  }

  /// The best γ of the trials, rounded up, at most 25; of equals the earlier. Those without a score are never among them. Both parts are in
  /// the trials' order.
  private func split(_ trials: [SearchTrial]) -> (best: [SearchTrial], others: [SearchTrial]) {
    let count = min(Int((options.gamma * Double(trials.count)).rounded(.up)), 25)
    let scored = trials.compactMap { trial in trial.outcomes.last?.score.map { (number: trial.number, score: $0) } }
    let order = scored.sorted { first, second in
      first.score == second.score
        ? first.number < second.number : isBetter(first.score, than: second.score, in: column)
    }
    let best = Set(order.prefix(max(1, count)).map(\.number))
    return (trials.filter { best.contains($0.number) }, trials.filter { !best.contains($0.number) })
  }

  private func candidate(of trial: Int, _ key: Int, _ densities: (l: ParzenEstimator, g: ParzenEstimator)) -> Double {
    let stream = RandomStream(seed: seed, purpose: .search, layer: key, epoch: trial)
    var best = (x: 0.0, ratio: -1.0)
    for index in 0..<options.candidates {
      let words = stream.block(index)
      let x = densities.l.value(fraction(words.x, words.y), fraction(words.z, words.w))
      let ratio = densities.l.density(x) / densities.g.density(x)
      if ratio > best.ratio { best = (x, ratio) }
    }
    return best.x
  }

  /// 53 bits of two random words.
  private func fraction(_ high: UInt32, _ low: UInt32) -> Double {
    Double(UInt64(high) << 21 | UInt64(low) >> 11) * 0x1p-53
  }
}
