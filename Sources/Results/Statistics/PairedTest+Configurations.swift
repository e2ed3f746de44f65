import Records

extension PairedTest {
  /// By how much `b` is better than `a`, if both have tried the same seeds or folds on the same samples: its test accuracy minus that of
  /// `a`, or for numbers the mean absolute error of `a` minus its own.
  public init?(_ a: Configuration, _ b: Configuration) {
    let pairs = a.pairs(with: b).filter { $0.a.data.hasSameTest(as: $0.b.data) }
    if a.isCrossValidated {
      self.init(folds: pairs)
    } else {
      self.init(seeds: pairs)
    }
  }

  /// Sums of errors, which are whole numbers for classes, so that equal differences are seen to be equal.
  private init?(seeds pairs: [Configuration.Pair]) {
    self.init(differences: pairs.compactMap(\.difference))
    mean /= Double(pairs[0].a.data.testCount)
    standardDeviation /= Double(pairs[0].a.data.testCount)
  }

  /// Several seeds on one fold are one difference, the mean of theirs.
  private init?(folds pairs: [Configuration.Pair]) {
    let folds = pairs.grouped { $0.a.spec.fold == $1.a.spec.fold }
    func rows(_ count: KeyPath<DataSummary, Int>) -> Double {
      folds.reduce(0) { $0 + Double($1[0].a.data[keyPath: count]) }
    }
    let differences = folds.compactMap { pairs -> Double? in
      let means = pairs.compactMap { pair in pair.difference.map { $0 / Double(pair.a.data.testCount) } }
      return SampleStatistics(means)?.mean
    }
    self.init(differences: differences, overlap: rows(\.testCount) / max(1, rows(\.trainingCount)))
    repetition = "fold"
  }
}

extension Configuration {
  /// Two runs under the same conditions, one of each configuration.
  public struct Pair: Sendable {
    public let a: RunSummary
    public let b: RunSummary

    package init(a: RunSummary, b: RunSummary) { (self.a, self.b) = (a, b) }
  }

  /// Each run beside the other configuration's with the same seed and fold.
  public func pairs(with other: Configuration) -> [Pair] {
    let known = other.runs.map { (seed: $0.seed, fold: $0.spec.fold, run: $0) }
    return runs.compactMap { run in
      let (seed, fold) = (run.seed, run.spec.fold)
      return known.first { $0.seed == seed && $0.fold == fold }.map { Pair(a: run, b: $0.run) }
    }
  }
}

extension Configuration.Pair {
  /// How much smaller the errors of `b` are.
  fileprivate var difference: Double? {
    guard let sum = a.errorSum, let other = b.errorSum else { return nil }
    return sum - other
  }
}

extension RunSummary {
  /// The errors of all test samples together; whole numbers, if the answers are classes.
  package var errorSum: Double? {
    test.flatMap { test in
      test.errors.map(Double.init) ?? test.absoluteErrors.map { $0.reduce(0.0) { $0 + Double($1) } }
    }
  }
}

extension Array {
  /// In groups, in the order of their first elements.
  package func grouped(_ areTogether: (Element, Element) -> Bool) -> [[Element]] {
    var groups: [[Element]] = []
    for element in self {
      if let index = groups.firstIndex(where: { areTogether($0[0], element) }) {
        groups[index].append(element)
      } else {
        groups.append([element])
      }
    }
    return groups
  }
}
