import CVector
import KernelTypes

extension CompiledKernels {
  func change(_ g: Output, by change: GradientChange, w: Input, count: Int) {
    switch change {
    case .penalty(let l1, let l2):
      mapVectors(g, w, g, count) { g, w in
        // 0 at 0, and a NaN's derivative is a NaN.
        let sign = select(magnitude(w) .> Vector(), copySign(Vector(repeating: l1), w), w * l1)
        return fma(w, Vector(repeating: 2 * l2), g) + sign
      }
    case .clip(let limit):
      let bound = Vector(repeating: limit)
      mapVectors(g, g, count) { g in select(magnitude(g) .> bound, copySign(bound, g), g) }
    case .scale(let factor, let divisor):
      mapVectors(g, g, count) { g in g * factor / divisor }
    }
  }

  func sumOfSquares(_ x: Input, count: Int) -> Double { total(x, count, vector_add_squares) }

  func sumOfMagnitudes(_ x: Input, count: Int) -> Double { total(x, count, vector_add_magnitudes) }
}

/// Sixteen sums in double precision, each of every sixteenth element, and then their sum.
@inline(__always)
private func total(
  _ x: UnsafePointer<Float>, _ count: Int, _ add: (SIMD16<Double>, Vector) -> SIMD16<Double>
) -> Double {
  var sums = SIMD16<Double>()
  var index = 0
  while index &+ vectorWidth <= count {
    sums = add(sums, load(x, index))
    index &+= vectorWidth
  }
  if index < count { sums = add(sums, loadPartial(x, index, count: count &- index)) }
  return vector_total(sums)
}
