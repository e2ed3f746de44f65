import Functions

// In double precision and without the C library, whose last bits differ between machines. Series count in whole numbers: a stride of
// Doubles is computed by fused multiply-adds.

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
