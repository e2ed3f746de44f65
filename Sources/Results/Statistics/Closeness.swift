import Catalog
import Records
import Text

extension Comparison {
  /// Two runs that answer the same test samples with numbers. The exact sign test: on how many samples is one closer to the
  /// target than the other, and could that be chance?
  ///
  /// - Dixon, W. J. and Mood, A. M. (1946). The statistical sign test. Journal of the American Statistical Association 41,
  ///   557–566.
  public struct Closeness: Equatable, Sendable {
    public var a: String
    public var b: String
    public var kind: SampleKind
    public var testCount: Int
    public var aCloser: Int
    public var bCloser: Int

    /// Samples on which both are as close; the test leaves them out.
    public var equal: Int { testCount - aCloser - bCloser }

    /// The two-sided p, three significant digits.
    public var p: Double { rounded(unroundedP, significantDigits: 3) }

    /// The same with all its digits, for a correction to start from. The split of the samples is binomial, as in McNemar's test.
    public var unroundedP: Double { McNemar.exactP(onlyARight: aCloser, onlyBRight: bCloser) }
  }
}

extension Comparison.Closeness {
  /// nil if one of them has not recorded how far its answers are from the targets, or their test samples differ.
  public init?(_ a: RunSummary, _ b: RunSummary) {
    guard let errorsOfA = a.test?.absoluteErrors, let errorsOfB = b.test?.absoluteErrors,
      errorsOfA.count == errorsOfB.count, a.data.hasSameTest(as: b.data)
    else { return nil }
    let pairs = zip(errorsOfA, errorsOfB)
    self.init(
      a: a.name, b: b.name, kind: a.data.kind, testCount: errorsOfA.count, aCloser: pairs.count { $0 < $1 },
      bCloser: pairs.count { $0 > $1 })
  }

  var json: JSONValue {
    .object([
      .init("a", .string(a)),
      .init("b", .string(b)),
      .init("test_" + kind.plural, .integer(testCount)),
      .init("a_closer", .integer(aCloser)),
      .init("b_closer", .integer(bCloser)),
      .init("equal", .integer(equal)),
      .init("sign_test_exact_p", .double(p)),
    ])
  }
}
