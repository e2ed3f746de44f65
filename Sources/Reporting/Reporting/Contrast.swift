import Statistics
import Records
import Text

/// What the test set shows about two configurations. It checks a claim; it is never a means to choose.
enum Contrast {
  /// Single runs, compared image by image.
  case images(Comparison.Pair)
  /// Several seeds: those that both have tried; the test is on `b` minus `a`.
  case seeds(a: String, b: String, PairedTest)
  /// A sentence that says why there is no test.
  case impossible(String)

  init(_ a: Configuration, _ b: Configuration) {
    if let diverged = [a, b].first(where: { !$0.isCompleted }) {
      self = .impossible("\(diverged.divergence): it cannot be compared.")
    } else if !a.runs[0].isTested(onSameImagesAs: b.runs[0]) {
      self = .impossible(
        "\(a.name) and \(b.name) were not tested on the same images: they cannot be compared image by image.")
    } else if a.runs.count == 1, b.runs.count == 1, let pair = Comparison.Pair(a.runs[0], b.runs[0]) {
      self = .images(pair)
    } else if let test = PairedTest(a, b) {
      self = .seeds(a: a.name, b: b.name, test)
    } else {
      self = .impossible(
        "\(a.name) and \(b.name) share fewer than two seeds: train both with the same seeds to test their difference.")
    }
  }

  /// p with all its digits; a sentence rounds it.
  var p: Double? {
    switch self {
    case .images(let pair): pair.unroundedP
    case .seeds(_, _, let test): test.unroundedP
    case .impossible: nil
    }
  }

  /// - Parameter p: the test's own, or as corrected for several tests.
  func sentence(p: Double?) -> String {
    switch self {
    case .images(let pair): pair.verdict(p: p ?? pair.p)
    case .seeds(let a, let b, let test): test.verdict(a: a, b: b, p: p)
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
    return "\(name) diverged with \(diverged.count) of \(counted(runs.count, "seed"))"
  }
}

extension RunSummary {
  fileprivate func isTested(onSameImagesAs other: RunSummary) -> Bool { Comparison.Pair(self, other) != nil }
}

extension PairedTest {
  /// `conv is better than dense by 0.0121 ± 0.0010 test accuracy over 5 seeds (paired t-test, p < 0.0001).`
  fileprivate func verdict(a: String, b: String, p: Double?) -> String {
    let (better, worse) = mean > 0 ? (b, a) : (a, b)
    let size = fixed(mean.magnitude, decimals: 4)
    guard let p else {
      return "\(better) is better than \(worse) by \(size) test accuracy with each of \(count) seeds: "
        + "a difference that never varies cannot be tested."
    }
    guard standardDeviation > 0 else { return "\(a) and \(b) have the same test accuracy with each of \(count) seeds." }
    let spread = "\(size) ± \(fixed(standardDeviation, decimals: 4)) test accuracy"
    let test = "(paired t-test, \(pValue(p)))"
    guard p >= significance else {
      return "\(better) is better than \(worse) by \(spread) over \(count) seeds \(test)."
    }
    return "\(better) is ahead of \(worse) by \(spread), which is within the noise of \(count) seeds \(test)."
  }
}

extension Comparison.Pair {
  /// `conv makes 103 fewer errors than dense in 10,000 (p < 0.0001): 40 images only dense gets wrong, …`
  public var verdict: String { verdict(p: p) }

  /// - Parameter p: as corrected for several tests.
  func verdict(p: Double) -> String {
    let images = grouped(testCount)
    let difference = onlyBRight - onlyARight
    guard difference != 0 else {
      guard onlyARight > 0 else {
        return "\(a) and \(b) get the same \(images) images right and wrong: \(counted(bothWrong, "error")) each."
      }
      return "\(a) and \(b) make the same number of errors in \(images) (p = 1): "
        + "\(counted(onlyBRight, "image")) only \(a) gets wrong, \(grouped(onlyARight)) only \(b)."
    }
    let (better, worse) = difference > 0 ? (b, a) : (a, b)
    let fewer = counted(abs(difference), "fewer error")
    let (onlyBetterWrong, onlyWorseWrong) = difference > 0 ? (onlyARight, onlyBRight) : (onlyBRight, onlyARight)
    return "\(better) makes \(fewer) than \(worse) in \(images) (\(pValue(p))): "
      + "\(counted(onlyBetterWrong, "image")) only \(better) gets wrong, \(grouped(onlyWorseWrong)) only \(worse)."
      + (p >= significance ? " That is within the noise of this test set." : "")
  }
}
