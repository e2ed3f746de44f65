// Our own exponential, logarithms, tanh and erf: polynomials of + × fma, so that no C library's last bit can affect a result.
// Tests/KernelsTests/ElementaryFunctionTests.swift bounds their errors against Double.

/// Horner's rule from the highest coefficient down, one fused multiply-add per coefficient.
@inline(__always)
private func polynomial<let count: Int>(_ x: Vector, _ coefficients: InlineArray<count, Float>) -> Vector {
  var sum = Vector(repeating: coefficients[0])
  for index in 1..<count { sum = fma(sum, x, coefficients[index]) }
  return sum
}

/// eˣ. Reduces to x = n·ln 2 + r with |r| ≤ ln 2 ÷ 2, then multiplies by 2ⁿ in two factors, so that results below the smallest
/// normal number are rounded once. Coefficients: Moshier, Cephes `expf`.
@inline(__always)
func exp(_ x: Vector) -> Vector {
  // Beyond these the result is 0 or ∞. A NaN fails both comparisons and stays.
  let low = Vector(repeating: -104)
  let high = Vector(repeating: 89)
  var clamped = select(x .< low, low, x)
  clamped = select(clamped .> high, high, clamped)
  // Adding 1.5·2²³ rounds to the nearest integer, which is then in the low bits.
  let magic = Vector(repeating: 12_582_912)
  let shifted = fma(clamped, Vector(repeating: 1.442_695_04), magic)
  let n = shifted - magic
  var r = fma(n, Vector(repeating: -0.693_147_182), clamped)
  r = fma(n, Vector(repeating: 1.904_654_21e-9), r)
  let p = polynomial(
    r, [1.987_569_150_0e-4, 1.398_199_950_7e-3, 8.333_451_907_3e-3, 4.166_579_589_4e-2, 1.666_666_545_9e-1, 0.5])
  let result = fma(p, r * r, r) + Vector(repeating: 1)
  let exponent = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- SIMD16<Int32>(repeating: 0x4b40_0000)
  let half = exponent &>> SIMD16<Int32>(repeating: 1)
  return result * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// 2ⁿ for −126 ≤ n ≤ 127.
@inline(__always)
private func powerOfTwo(_ n: SIMD16<Int32>) -> Vector {
  unsafeBitCast((n &+ SIMD16<Int32>(repeating: 127)) &<< SIMD16<Int32>(repeating: 23), to: Vector.self)
}

/// ln x for positive normal x; NaN and ∞ stay. Coefficients: Moshier, Cephes `logf`.
@inline(__always)
func log(_ x: Vector) -> Vector {
  // x = 2ᵉ·m with √½ ≤ m < √2.
  let pattern = unsafeBitCast(x, to: SIMD16<Int32>.self)
  let shifted = (pattern &- SIMD16<Int32>(repeating: 0x3f35_04f3)) & SIMD16<Int32>(repeating: -0x0080_0000)
  let f = unsafeBitCast(pattern &- shifted, to: Vector.self) - Vector(repeating: 1)
  let exponent = floats(shifted &>> SIMD16<Int32>(repeating: 23))
  let square = f * f
  let p = polynomial(
    f,
    [
      7.037_683_629_2e-2, -1.151_461_031_0e-1, 1.167_699_874_0e-1, -1.242_014_084_6e-1, 1.424_932_278_7e-1,
      -1.666_805_766_5e-1, 2.000_071_476_5e-1, -2.499_999_399_3e-1, 3.333_333_117_4e-1,
    ])
  var y = p * square * f
  y = fma(exponent, Vector(repeating: -2.121_944_40e-4), y)
  y = fma(square, Vector(repeating: -0.5), y)
  let result = fma(exponent, Vector(repeating: 0.693_359_375), f + y)
  return select(x .< Vector(repeating: .infinity), result, x)
}

/// ln(1 + x) for x ≥ 0, also where 1 + x has lost x's digits: what the sum u is off by changes its logarithm by (x − (u − 1)) ÷ u.
@inline(__always)
func log1p(_ x: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let u = x + one
  return log(u) + (x - (u - one)) / u
}

/// tanh x. A polynomial below 0.625, 1 − 2 ÷ (e²ˣ + 1) above. Coefficients: Moshier, Cephes `tanhf`.
@inline(__always)
func tanh(_ x: Vector) -> Vector {
  let square = x * x
  let p = polynomial(
    square,
    [
      -5.704_988_727_45e-3, 2.063_908_879_54e-2, -5.373_971_555_31e-2, 1.333_144_220_36e-1, -3.333_328_194_22e-1,
    ])
  let near = fma(p * square, x, x)
  let size = magnitude(x)
  let far = Vector(repeating: 1) - Vector(repeating: 2) / (exp(size + size) + Vector(repeating: 1))
  return select(size .< Vector(repeating: 0.625), near, copySign(far, x))
}

/// 1 ÷ (1 + e⁻ˣ)
@inline(__always)
func sigmoid(_ x: Vector) -> Vector { Vector(repeating: 1) / (exp(-x) + Vector(repeating: 1)) }

/// erf x. Coefficients: N. Juffa's single-precision `erff` (public forum posts on faithfully rounded erf).
@inline(__always)
func erf(_ x: Vector) -> Vector {
  let size = magnitude(x)
  let square = x * x
  var far = fma(size, -1.728_534_70e-5, 3.831_971_26e-4)
  let u = fma(size, -3.883_964_38e-3, 2.425_462_19e-2)
  far = fma(far, square, u)
  far = fma(far, size, -1.067_778_77e-1)
  far = fma(far, size, -6.348_466_87e-1)
  far = fma(far, size, -1.287_175_12e-1)
  far = fma(far, size, -size)
  far = Vector(repeating: 1) - exp(far)
  let p = polynomial(
    square,
    [
      -5.967_617_03e-4, 4.991_194_23e-3, -2.676_813_49e-2, 1.128_199_25e-1, -3.761_253_36e-1, 1.283_791_66e-1,
    ])
  let near = fma(p, x, x)
  return select(size .> Vector(repeating: 0.927_734_375), copySign(far, x), near)
}
