/// McNemar's exact test: of the images that only one of two models gets right, is the split further from half and half
/// than chance allows?
///
/// - McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or percentages.
///   Psychometrika 12, 153–157; the exact form is the two-sided binomial test at ½.
public enum McNemar {
  /// The probability, if both models were equally good, of a split at least as uneven. 1 if there is nothing to split.
  ///
  /// p = min(1, 2 · Σ C(n, i) / 2ⁿ for i from 0 to min(a, b)), n = a + b
  ///
  /// Uses only +, × and ÷, which IEEE 754 rounds alike everywhere, because p is written to a committed file.
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
      // Powers of two are exact: they only move the point, far from overflow.
      if sum > 0x1p900 {
        term *= 0x1p-900
        sum *= 0x1p-900
        exponent += 900
      }
    }
    return min(1, 2 * Double(sign: .plus, exponent: exponent, significand: sum))
  }
}
