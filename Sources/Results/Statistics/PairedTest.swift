import Text

/// Student's t-test of paired differences, two-sided: is their mean further from 0 than chance explains?
///
/// The folds of a cross-validation are no independent tries, because each trains on rows that others test. With differences from k folds the
/// variance of their mean is then taken to be s² · (1/k + test rows ÷ training rows) instead of s²/k.
///
/// - Student (1908). The probable error of a mean. Biometrika 6, 1–25.
/// - Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning 52, 239–281.
public struct PairedTest: Equatable, Sendable {
  /// How many pairs.
  public var count: Int
  public var mean: Double
  /// The standard deviation of the differences, with n − 1.
  public var standardDeviation: Double
  /// The probability of a mean at least as far from 0 when the true mean is 0; three significant digits.
  ///
  /// 1 if all differences are 0. nil if all are the same other number: t would be infinite and p 0, which a handful of
  /// pairs cannot support.
  public var p: Double? { unroundedP.map { rounded($0, significantDigits: 3) } }

  /// What is paired: seeds or folds.
  public internal(set) var repetition = "seed"

  /// Test rows for each training row, if it is the corrected test of folds.
  public let overlap: Double?

  /// The same with all its digits, for a correction to start from.
  public var unroundedP: Double?

  /// nil for fewer than two differences: one has no spread.
  ///
  /// - Parameter overlap: test rows for each training row, if the differences are those of folds.
  public init?(differences: [Double], overlap: Double? = nil) {
    guard let sample = SampleStatistics(differences), let deviation = sample.standardDeviation else { return nil }
    count = sample.count
    mean = sample.mean
    standardDeviation = deviation
    self.overlap = overlap
    if differences.allSatisfy({ $0 == differences[0] }) {
      unroundedP = mean == 0 ? 1 : nil
    } else {
      let t =
        overlap.map { mean / (deviation * (1 / Double(count) + $0).squareRoot()) }
        ?? mean / (deviation / Double(count).squareRoot())
      unroundedP = StudentT.twoSidedP(t: t, degreesOfFreedom: count - 1)
    }
  }
}

/// Student's t distribution, using only + − × ÷ and square roots, because p is written to committed files.
package enum StudentT {
  /// P(|T| ≥ |t|) = Iₓ(ν/2, ½) with x = ν ÷ (ν + t²).
  ///
  /// The regularized incomplete beta function by its power series (NIST DLMF 8.17.8), whose terms are all positive:
  ///
  ///     Iₓ(a, b) = xᵃ (1 − x)ᵇ ÷ (a B(a, b)) · (1 + (a+b)/(a+1) x + (a+b)(a+b+1)/((a+1)(a+2)) x² + …)
  ///
  /// where a = ν/2 and b = ½ need no gamma function: 1 ÷ (a B(a, ½)) is 2/π for ν = 1, ½ for ν = 2, and (ν + 1) ÷ (ν + 2) times
  /// that for ν + 2. Below |t| = 1 the complement I₁₋ₓ(½, ν/2) converges faster.
  package static func twoSidedP(t: Double, degreesOfFreedom: Int) -> Double {
    let nu = Double(degreesOfFreedom)
    let square = t * t
    guard square.isFinite else { return t.isNaN ? .nan : 0 }
    let x = nu / (nu + square)
    let y = square / (nu + square)
    let factor = coefficient(degreesOfFreedom) * power(x, halves: degreesOfFreedom) * y.squareRoot()
    if square >= 1 { return factor * series(x, from: nu / 2) }
    return 1 - factor * nu * series(y, from: 0.5, and: nu / 2)
  }

  /// 1 + (a+b)/(a+1) x + …, to the last bit that counts.
  private static func series(_ x: Double, from a: Double, and b: Double = 0.5) -> Double {
    var (sum, term, n) = (1.0, 1.0, 0.0)
    while term > sum * 0x1p-60 {
      term *= (a + b + n) / (a + 1 + n) * x
      sum += term
      n += 1
    }
    return sum
  }

  /// 1 ÷ (ν/2 · B(ν/2, ½))
  private static func coefficient(_ degreesOfFreedom: Int) -> Double {
    let isOdd = !degreesOfFreedom.isMultiple(of: 2)
    var value = isOdd ? 2 / Double.pi : 0.5
    for nu in stride(from: isOdd ? 1 : 2, to: degreesOfFreedom, by: 2) { value *= Double(nu + 1) / Double(nu + 2) }
    return value
  }

  /// x to the power of `halves` ÷ 2.
  private static func power(_ x: Double, halves: Int) -> Double {
    (0..<halves / 2).reduce(halves.isMultiple(of: 2) ? 1 : x.squareRoot()) { power, _ in power * x }
  }
}

/// Holm's correction for several tests at once: each p adjusted so that one bound works for all of them, in the order
/// given.
///
/// - Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65–70.
public func holmCorrected(_ p: [Double]) -> [Double] {
  var corrected = p
  var largest = 0.0
  for (rank, index) in p.indices.sorted(by: { (p[$0], $0) < (p[$1], $1) }).enumerated() {
    largest = max(largest, min(1, p[index] * Double(p.count - rank)))
    corrected[index] = rounded(largest, significantDigits: 3)
  }
  return corrected
}
