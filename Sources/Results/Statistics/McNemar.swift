/// McNemar's exact test: among the samples that only one of two models gets right, is the split further from even than
/// chance explains?
///
/// - McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or percentages.
///   Psychometrika 12, 153–157; the exact form is the two-sided binomial test at ½.
public enum McNemar {
  /// The probability of a split at least as uneven if both models were equally good. 1 if there is nothing to split.
  ///
  /// p = min(1, 2 · Σ C(n, i) / 2ⁿ for i from 0 to min(a, b)), n = a + b
  ///
  /// Uses only +, × and ÷, which IEEE 754 rounds the same everywhere, because p is written to a committed file.
  public static func exactP(onlyARight a: Int, onlyBRight b: Int) -> Double {
    let n = a + b
    let k = min(a, b)
    guard a != b else { return 1 }
    var term = 1.0
    var sum = 1.0
    var exponent = -n
    for i in 0..<k {
      term = term * Double(n - i) / Double(i + 1)
      sum += term
      // Multiplying by powers of two is exact; this keeps the sum far from overflow.
      if sum > 0x1p900 {
        term *= 0x1p-900
        sum *= 0x1p-900
        exponent += 900
      }
    }
    return min(1, 2 * Double(sign: .plus, exponent: exponent, significand: sum))
  }
}
