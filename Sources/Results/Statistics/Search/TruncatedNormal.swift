import Functions

/// A normal distribution cut off outside [0, 1].
struct TruncatedNormal {
  private let mean: Double
  private let deviation: Double
  /// Φ − ½ at 0, negative, and the probability between 0 and 1 before the cut.
  private let start: Double
  private let mass: Double

  /// - Parameters:
  ///   - mean: in [0, 1].
  ///   - deviation: in (0, 1].
  init(mean: Double, deviation: Double) {
    (self.mean, self.deviation) = (mean, deviation)
    start = centredNormal(-mean / deviation)
    mass = centredNormal((1 - mean) / deviation) - start
  }

  /// Up to the factor 1 ÷ √(2π), which all kernels share.
  func density(_ x: Double) -> Double {
    let z = (x - mean) / deviation
    return exponential(-z * z / 2) / (deviation * mass)
  }

  /// Below which so much of the probability is, to about 1e-12: by halving, because that needs no second function.
  func quantile(_ probability: Double) -> Double {
    let wanted = start + probability * mass
    var (low, high) = (0.0, 1.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if centredNormal((middle - mean) / deviation) < wanted { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// Φ(x) − ½ = φ(x)·(x + x³ ÷ 3 + x⁵ ÷ (3·5) + …). G. Marsaglia, "Evaluating the normal distribution", 2004.
func centredNormal(_ x: Double) -> Double {
  guard x.magnitude < 8 else { return x < 0 ? -0.5 : 0.5 }
  var (sum, term, divisor) = (x, x, 1.0)
  while term.magnitude > sum.magnitude * 1e-17 {
    divisor += 2
    term *= x * x / divisor
    sum += term
  }
  return sum * exponential(-x * x / 2) * 0.398_942_280_401_432_7
}
