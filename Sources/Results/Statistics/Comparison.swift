import Catalog
import Records
import Text

/// Several runs side by side, and all pairs of them with the same test samples.
public struct Comparison: Sendable {
  public let runs: [RunSummary]
  /// The column that says which run is best, and in which epoch: always of validation data, never of the test. Nil if
  /// the runs have no such data in common.
  public let rankBy: String?
  /// What differs between the runs' specs.
  public let differences: SpecDifferences

  /// Two runs that classify the same test samples.
  public struct Pair: Equatable, Sendable {
    public var a: String
    public var b: String
    public var kind: SampleKind
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
    differences = SpecDifferences(runs.map(\.spec))
  }

  /// All pairs of runs that finished and have the same test samples. Their number grows with the square of the number of
  /// runs, so a sweep's table does not show them.
  public var pairs: [Pair] { everyTwo(Pair.init) }

  /// The same for runs whose answers are numbers.
  public var closeness: [Closeness] { everyTwo(Closeness.init) }

  private func everyTwo<Found>(_ find: (RunSummary, RunSummary) -> Found?) -> [Found] {
    runs.indices.flatMap { first in runs[(first + 1)...].compactMap { find(runs[first], $0) } }
  }
}

extension Comparison.Pair {
  /// nil if one of them has no classes as a test result, or their test samples differ.
  public init?(_ a: RunSummary, _ b: RunSummary) {
    guard let wrongInA = a.test?.misclassified, let wrongInB = b.test?.misclassified, a.data.hasSameTest(as: b.data)
    else { return nil }
    let known = Set(wrongInA)
    let bothWrong = wrongInB.count { known.contains($0) }
    self.init(
      a: a.name, b: b.name, kind: a.data.kind, testCount: a.data.testCount,
      bothRight: a.data.testCount - wrongInA.count - wrongInB.count + bothWrong,
      onlyARight: wrongInB.count - bothWrong, onlyBRight: wrongInA.count - bothWrong, bothWrong: bothWrong)
  }
}

extension DataSummary {
  /// Whether the same is asked about the same samples. The last two files are the test set unless a hash says which rows are;
  /// a limit keeps the first samples.
  public func hasSameTest(as other: DataSummary) -> Bool {
    testCount == other.testCount && target == other.target && hasSameTestRows(as: other)
  }

  private func hasSameTestRows(as other: DataSummary) -> Bool {
    if testRowsHash != nil || other.testRowsHash != nil { return testRowsHash == other.testRowsHash }
    return files.suffix(2).map(\.sha256) == other.files.suffix(2).map(\.sha256)
  }
}

extension Comparison.Pair {
  var json: JSONValue {
    .object([
      .init("a", .string(a)),
      .init("b", .string(b)),
      .init("test_" + kind.plural, .integer(testCount)),
      .init("both_right", .integer(bothRight)),
      .init("only_a_right", .integer(onlyARight)),
      .init("only_b_right", .integer(onlyBRight)),
      .init("both_wrong", .integer(bothWrong)),
      .init("mcnemar_exact_p", .double(p)),
    ])
  }
}
