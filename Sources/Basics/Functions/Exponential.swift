// In double precision and without the C library, whose last bits differ between machines.

/// eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2, to about 1e-16.
public func exponential(_ x: Double) -> Double {
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
