import Records
import Statistics
import Text

/// Several runs of one configuration in sentences.
extension Configuration {
  /// Mean and deviation; of a cross-validation also all folds together. Empty for a single run, or if one diverged.
  func sentences(column: String?) -> [String] {
    guard let means = seedsSentence(column: column) else { return [] }
    return [means] + [heldOutSentence, [self].warningOfFolds].compactMap(\.self)
  }

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
      if isCrossValidated { return foldAccuracy?.words("test accuracy") }
      return statistics(of: "test_errors")?.fractionRight(of: runs[0].data.testCount).words("test accuracy")
    }
    let name = column?.suffix(after: "val_") ?? "loss"
    return statistics(of: "test_" + name)?.words("test " + name)
  }

  /// Folds may differ by a row, and each counts alike.
  private var foldAccuracy: SampleStatistics? {
    SampleStatistics(
      runs.compactMap { run in run.test?.errors.map { 1 - Double($0) / Double(max(run.data.testCount, 1)) } })
  }

  /// `All folds together: 57 of 60 samples right, each tested once, by a model not trained on it.` Nil unless it is a cross-validation
  /// whose rounds all test as many.
  private var heldOutSentence: String? {
    let tests = rounds.map { $0.reduce(0) { $0 + $1.data.testCount } }
    let sums = runs.compactMap(\.errorSum)
    guard isCrossValidated, let once = tests.first, tests.allSatisfy({ $0 == once }), sums.count == runs.count else {
      return nil
    }
    let (all, sum) = (once * tests.count, sums.reduce(0, +))
    let samples = counted(once, runs[0].data.kind.noun)
    let of = tests.count == 1 ? samples : "\(grouped(all)) answers for \(samples)"
    let words =
      runs[0].data.hasValues
      ? "mean absolute error \(score(Float(sum / Double(max(all, 1))))) over \(of)"
      : "\(grouped(all - Int(sum))) right of \(of)"
    return "All folds together: \(words), each tested "
      + (tests.count == 1 ? "once, by a model" : "\(grouped(tests.count)) times, by models") + " not trained on it."
  }
}

extension [Configuration] {
  /// What has to be known to read the deviations over folds; nil if there are none.
  var warningOfFolds: String? {
    contains { $0.isCrossValidated && $0.runs.count > 1 }
      ? "Each fold trains on rows that others test, so their scores are not independent: the deviation understates the uncertainty."
      : nil
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
