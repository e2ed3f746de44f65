// In double precision and without the C library, whose last bits differ between machines. Series count in whole numbers: a stride of
// Doubles is computed by fused multiply-adds.

/// eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2, to about 1e-16.
package func exponential(_ x: Double) -> Double {
  guard x > -745 else { return x.isNaN ? x : 0 }
  guard x < 710 else { return .infinity }
  let n = (x * 1.442_695_040_888_963_4).rounded()
  // ln 2 in two parts, of which the first has so few digits that its product with n is exact.
  let r = (x - n * 0.693_147_180_369_123_8) - n * 1.908_214_929_270_587_7e-10
  var sum = 1.0
  for k in stride(from: 14, through: 1, by: -1) { sum = 1 + sum * r / Double(k) }
  // In two steps, because one power alone may be too large or too small for a number.
  let half = (n / 2).rounded(.down)
  return sum * powerOfTwo(Int(half)) * powerOfTwo(Int(n - half))
}

private func powerOfTwo(_ n: Int) -> Double { Double(sign: .plus, exponent: n, significand: 1) }

/// xᵖ for x ≥ 0 and p ≥ 0.
package func power(_ x: Double, _ p: Double) -> Double {
  if p == 0 { return 1 }
  return p == 1 || x == 0 ? x : exponential(p * naturalLogarithm(x))
}

/// ½(1 + cos πx) for x in [0, 1], which is cos²(πx ÷ 2) = sin²(π(1 − x) ÷ 2), to about 1e-16 even where it is small: a sine's series up to π ÷ 4.
package func raisedCosine(_ x: Double) -> Double {
  let z = Double.pi / 2 * (x > 0.5 ? 1 - x : x)
  var sum = 1.0
  for k in stride(from: 18, through: 2, by: -2) { sum = 1 - sum * z * z / Double(k * (k + 1)) }
  let square = sum * z * (sum * z)
  return x > 0.5 ? square : 1 - square
}
