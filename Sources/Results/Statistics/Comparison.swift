import Records
import Text

/// Several runs side by side, and all pairs of them with the same test images.
public struct Comparison: Sendable {
  public let runs: [RunSummary]
  /// The column that says which run is best, and in which epoch: always of validation data, never of the test. Nil if
  /// the runs have no such data in common.
  public let rankBy: String?

  /// Two runs on the same test images.
  public struct Pair: Equatable, Sendable {
    public var a: String
    public var b: String
    public var testCount: Int
    public var bothRight: Int
    public var onlyARight: Int
    public var onlyBRight: Int
    public var bothWrong: Int

    /// McNemar's exact two-sided p, three significant digits.
    public var p: Double { rounded(unroundedP, significantDigits: 3) }

    /// The same with all its digits, for a correction to start from.
    public var unroundedP: Double { McNemar.exactP(onlyARight: onlyARight, onlyBRight: onlyBRight) }
  }

  /// - Parameter rankBy: the column that ranks; by default that of ``SweepSummary/defaultRankBy(_:)-([RunSummary])``.
  public init(_ runs: [RunSummary], rankBy: String? = nil) {
    self.runs = runs
    self.rankBy = rankBy ?? SweepSummary.defaultRankBy(runs)
  }

  /// All pairs of runs that finished and have the same test images. Their number grows with the square of the number of
  /// runs, so a sweep's table does not show them.
  public var pairs: [Pair] {
    runs.indices.flatMap { first in
      runs[(first + 1)...].compactMap { Pair(runs[first], $0) }
    }
  }
}

extension Comparison.Pair {
  /// nil if one of them has no test result, or their test images differ.
  public init?(_ a: RunSummary, _ b: RunSummary) {
    guard let testOfA = a.test, let testOfB = b.test, a.data.hasSameTestImages(as: b.data) else { return nil }
    let wrongInA = Set(testOfA.misclassified)
    let bothWrong = testOfB.misclassified.count { wrongInA.contains($0) }
    self.init(
      a: a.name, b: b.name, testCount: a.data.testCount,
      bothRight: a.data.testCount - testOfA.errors - testOfB.errors + bothWrong,
      onlyARight: testOfB.errors - bothWrong, onlyBRight: testOfA.errors - bothWrong, bothWrong: bothWrong)
  }
}

extension DataSummary {
  /// The last two files are the test set; a limit keeps the first images.
  func hasSameTestImages(as other: DataSummary) -> Bool {
    testCount == other.testCount && files.suffix(2).map(\.sha256) == other.files.suffix(2).map(\.sha256)
  }
}

extension Comparison.Pair {
  var json: JSONValue {
    .object([
      .init("a", .string(a)),
      .init("b", .string(b)),
      .init("test_images", .integer(testCount)),
      .init("both_right", .integer(bothRight)),
      .init("only_a_right", .integer(onlyARight)),
      .init("only_b_right", .integer(onlyBRight)),
      .init("both_wrong", .integer(bothWrong)),
      .init("mcnemar_exact_p", .double(p)),
    ])
  }
}
