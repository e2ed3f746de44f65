/// The standard normal distribution.
enum NormalDistribution {
  /// The value below which a fraction `p`, in (0, 1), of the distribution lies: no rejection, one random word per value.
  static func quantile(_ p: Double) -> Double { 2.0.squareRoot() * inverseErrorFunction(2 * p - 1) }

  /// erf⁻¹(x) for −1 < x < 1, with M. Giles's polynomials for the middle and the tails, where w ≥ 5 ("Approximating the erfinv
  /// function", 2010, relative error below 3.5e-7).
  static func inverseErrorFunction(_ x: Double) -> Double {
    let w = -naturalLogarithm((1 - x) * (1 + x))
    return w < 5 ? polynomial(w - 2.5, middle) * x : polynomial(w.squareRoot() - 3, tails) * x
  }

  private static func polynomial(_ w: Double, _ coefficients: [Double]) -> Double {
    var sum = coefficients[0]
    for index in 1..<coefficients.count { sum = sum * w + coefficients[index] }
    return sum
  }

  private static let middle = [
    2.810_226_36e-08, 3.432_739_39e-07, -3.523_387_7e-06, -4.391_506_54e-06, 2.185_808_7e-04, -1.253_725_03e-03,
    -4.177_681_640e-03, 2.466_407_27e-01, 1.501_409_41,
  ]
  private static let tails = [
    -2.002_142_57e-04, 1.009_505_58e-04, 1.349_343_22e-03, -3.673_428_44e-03, 5.739_507_73e-03, -7.622_461_3e-03,
    9.438_870_47e-03, 1.001_674_06, 2.832_976_82,
  ]
}

/// The standard normal distribution truncated at −2 and 2.
enum TruncatedNormal {
  /// Its standard deviation.
  static let deviation = 0.879_625_661_034_239_78

  /// The value below which a fraction `p`, in (0, 1), of the distribution lies: x = √2·erf⁻¹(2q − 1) with q between Φ(−2) and Φ(2).
  static func quantile(_ p: Double) -> Double {
    let span = 0.954_499_736_103_641_6  // erf(√2) = Φ(2) − Φ(−2)
    return 2.0.squareRoot() * NormalDistribution.inverseErrorFunction((2 * p - 1) * span)
  }
}

/// ln x for 0 < x ≤ 1 to about 1e-16, by 2·artanh((m − 1) ÷ (m + 1)): the C library's last bit differs between machines.
func naturalLogarithm(_ x: Double) -> Double {
  var m = x.significand
  var exponent = Double(x.exponent)
  if m > 1.414_213_562_373_095 {
    m /= 2
    exponent += 1
  }
  let s = (m - 1) / (m + 1)
  let square = s * s
  var sum = 0.0
  for k in Swift.stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
  return 2 * s * sum + exponent * 0.693_147_180_559_945_3
}
