import Records
import Statistics
import Text

/// What the test set shows about two configurations. It checks a claim; it is never a means to choose.
enum Contrast {
  /// Single runs that classify, compared sample by sample.
  case classes(Comparison.Pair)
  /// Single runs that answer with numbers, compared row by row.
  case values(Comparison.Closeness)
  /// Several seeds: those that both have tried; the test is on how much better `b` is than `a` by a measure.
  case seeds(a: String, b: String, PairedTest, measure: String)
  /// A sentence that says why there is no test.
  case impossible(String)

  init(_ a: Configuration, _ b: Configuration) {
    if let diverged = [a, b].first(where: { !$0.isCompleted }) {
      self = .impossible("\(diverged.divergence): it cannot be compared.")
    } else if case let pair = a.pairs(with: b).first ?? .init(a: a.runs[0], b: b.runs[0]),
      let reason = pair.a.reasonAgainstComparing(with: pair.b)
    {
      self = .impossible("\(a.name) and \(b.name) \(reason)")
    } else if a.runs.count == 1, b.runs.count == 1, let contrast = Contrast(a.runs[0], b.runs[0]) {
      self = contrast
    } else if let test = PairedTest(a, b) {
      let measure = a.runs[0].data.hasValues ? "mean absolute error" : "test accuracy"
      self = .seeds(a: a.name, b: b.name, test, measure: measure)
    } else {
      self = .impossible(
        "\(a.name) and \(b.name) share fewer than two \(a.repetition)s: "
          + "train both with the same \(a.repetition)s to test their difference.")
    }
  }

  private init?(_ a: RunSummary, _ b: RunSummary) {
    if let pair = Comparison.Pair(a, b) {
      self = .classes(pair)
    } else if let closeness = Comparison.Closeness(a, b) {
      self = .values(closeness)
    } else {
      return nil
    }
  }

  /// p with all its digits; a sentence rounds it.
  var p: Double? {
    switch self {
    case .classes(let pair): pair.unroundedP
    case .values(let closeness): closeness.unroundedP
    case .seeds(_, _, let test, _): test.unroundedP
    case .impossible: nil
    }
  }

  /// - Parameter p: the test's own, or as corrected for several tests.
  func sentence(p: Double?) -> String {
    switch self {
    case .classes(let pair): pair.verdict(p: p ?? pair.p)
    case .values(let closeness): closeness.verdict(p: p ?? closeness.p)
    case .seeds(let a, let b, let test, let measure): test.verdict(a: a, b: b, measure: measure, p: p)
    case .impossible(let reason): reason
    }
  }

  /// Each contrast's sentence, without duplicates. Several tests count together: each p is corrected by Holm's method,
  /// and a last line says so.
  static func sentences(_ contrasts: [Contrast], omitted: Int = 0) -> [String] {
    let tested = contrasts.compactMap(\.p)
    var corrected = holmCorrected(tested)[...]
    var lines: [String] = []
    for contrast in contrasts {
      let line = contrast.sentence(p: contrast.p == nil ? nil : corrected.removeFirst())
      if !lines.contains(line) { lines.append(line) }
    }
    let rest = omitted > 0 ? "; \(counted(omitted, "lower rank")) not compared" : ""
    if tested.count > 1 { lines.append("Each p is corrected for \(tested.count) comparisons at once (Holm)\(rest).") }
    return lines
  }
}

/// From this p on, a difference counts as one that chance may explain.
private let significance = 0.05

extension Configuration {
  /// `dense diverged`, `dense diverged with 1 of 3 seeds`
  var divergence: String {
    let diverged = runs.filter { $0.status == .diverged }
    guard runs.count > 1 else { return "\(name) diverged" }
    return "\(name) diverged with \(diverged.count) of \(counted(runs.count, repetition))"
  }
}

extension RunSummary {
  /// The rest of a sentence that begins with both names; nil if nothing is against it.
  fileprivate func reasonAgainstComparing(with other: RunSummary) -> String? {
    let data = conditions.data
    if data.target != other.data.target { return "do not predict the same: they cannot be compared." }
    // A person who predicts numbers thinks of rows, as the sign test's sentence does.
    let (one, all) = data.hasValues ? ("row", "rows") : (data.kind.noun, data.kind.plural)
    guard test != nil, other.test != nil, data.hasSameTest(as: other.data) else {
      return "were not tested on the same \(all): they cannot be compared \(one) by \(one)."
    }
    guard data.hasValues, test?.absoluteErrors == nil || other.test?.absoluteErrors == nil else { return nil }
    return "were tested on \(grouped(data.testCount)) rows, and results record each row's error for up to "
      + "\(grouped(TestSummary.mostAbsoluteErrors)): their difference cannot be tested."
  }
}

extension PairedTest {
  /// `conv is better than dense by 0.0121 ± 0.0010 test accuracy over 5 seeds (paired t-test, p < 0.0001).`
  fileprivate func verdict(a: String, b: String, measure: String, p: Double?) -> String {
    let (better, worse) = mean > 0 ? (b, a) : (a, b)
    let size = fixed(mean.magnitude, decimals: 4)
    guard let p else {
      return "\(better) is better than \(worse) by \(size) \(measure) with each of \(count) \(repetition)s: "
        + "a difference that never varies cannot be tested."
    }
    guard standardDeviation > 0 else {
      return "\(a) and \(b) have the same \(measure) with each of \(count) \(repetition)s."
    }
    let spread = "\(size) ± \(fixed(standardDeviation, decimals: 4)) \(measure)"
    let test = "(paired t-test\(overlap == nil ? "" : " corrected for shared training rows"), \(pValue(p)))"
    guard p >= significance else {
      return "\(better) is better than \(worse) by \(spread) over \(count) \(repetition)s \(test)."
    }
    return "\(better) is ahead of \(worse) by \(spread), which is within the noise of \(count) \(repetition)s \(test)."
  }
}

extension Comparison.Pair {
  /// `conv makes 103 fewer errors than dense in 10,000 (p < 0.0001): 40 images only dense gets wrong, …`
  public var verdict: String { verdict(p: p) }

  /// - Parameter p: as corrected for several tests.
  func verdict(p: Double) -> String {
    let samples = grouped(testCount)
    let difference = onlyBRight - onlyARight
    guard difference != 0 else {
      guard onlyARight > 0 else {
        return
          "\(a) and \(b) get the same \(samples) \(kind.plural) right and wrong: \(counted(bothWrong, "error")) each."
      }
      return "\(a) and \(b) make the same number of errors in \(samples) (p = 1): "
        + "\(counted(onlyBRight, kind.noun)) only \(a) gets wrong, \(grouped(onlyARight)) only \(b)."
    }
    let (better, worse) = difference > 0 ? (b, a) : (a, b)
    let fewer = counted(abs(difference), "fewer error")
    let (onlyBetterWrong, onlyWorseWrong) = difference > 0 ? (onlyARight, onlyBRight) : (onlyBRight, onlyARight)
    return "\(better) makes \(fewer) than \(worse) in \(samples) (\(pValue(p))): "
      + "\(counted(onlyBetterWrong, kind.noun)) only \(better) gets wrong, \(grouped(onlyWorseWrong)) only \(worse)."
      + (p >= significance ? " That is within the noise of this test set." : "")
  }
}

extension Comparison.Closeness {
  /// `a is closer on 61 of 102 rows, b on 41 (p = 0.06)`
  ///
  /// - Parameter p: as corrected for several tests.
  func verdict(p: Double) -> String {
    let rows = counted(testCount, "row")
    guard aCloser != bCloser else {
      guard aCloser > 0 else { return "\(a) and \(b) are equally close on all of \(rows)." }
      return "\(a) and \(b) are each closer on \(grouped(aCloser)) of \(rows) (p = 1)."
    }
    let isA = aCloser > bCloser
    let (closer, other) = isA ? (a, b) : (b, a)
    let (more, fewer) = isA ? (aCloser, bCloser) : (bCloser, aCloser)
    return "\(closer) is closer on \(grouped(more)) of \(rows), \(other) on \(grouped(fewer)) (\(pValue(p)))."
      + (p >= significance ? " That is within the noise of this test set." : "")
  }
}
