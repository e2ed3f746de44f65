import CVector

/// A standard normal number from each word: √2·erf⁻¹(2u − 1) with u = (word + ½)·2⁻³², by both branches of M. Giles's single-precision
/// polynomial ("Approximating the erfinv function", 2010). No rejection; |x| ≤ 6.4.
///
/// A word and its complement give x and −x.
@inline(__always)
func normal(_ words: Bits) -> Vector {
  // 2u − 1 = (s + ½)·2⁻³¹ with the signed s = word − 2³¹. Near ±1 the digits of what is left to 1 are needed, so that comes from the
  // word's own bits.
  let signed = words ^ Bits(repeating: 0x8000_0000)
  let x = halfUnits(signed)
  let rest = halfUnits(select(x .< Vector(), words, words ^ Bits(repeating: .max)) & Bits(repeating: 0x7fff_ffff))
  // −ln(1 − x²)
  let w = -log(rest * (Vector(repeating: 2) - rest))
  let isCentral = w .< Vector(repeating: 5)
  let v = select(isCentral, w - Vector(repeating: 2.5), squareRoot(w) - Vector(repeating: 3))
  var sum = either(isCentral, 2.810_226_36e-08, -2.002_142_57e-04)
  sum = fma(sum, v, either(isCentral, 3.432_739_39e-07, 1.009_505_58e-04))
  sum = fma(sum, v, either(isCentral, -3.523_387_7e-06, 1.349_343_22e-03))
  sum = fma(sum, v, either(isCentral, -4.391_506_54e-06, -3.673_428_44e-03))
  sum = fma(sum, v, either(isCentral, 2.185_808_7e-04, 5.739_507_73e-03))
  sum = fma(sum, v, either(isCentral, -1.253_725_03e-03, -7.622_461_3e-03))
  sum = fma(sum, v, either(isCentral, -4.177_681_64e-03, 9.438_870_47e-03))
  sum = fma(sum, v, either(isCentral, 2.466_407_27e-01, 1.001_674_06))
  sum = fma(sum, v, either(isCentral, 1.501_409_41, 2.832_976_82))
  return sum * x * Vector(repeating: 1.414_213_56)
}

/// (n + ½)·2⁻³¹ for signed words.
@inline(__always)
private func halfUnits(_ words: Bits) -> Vector {
  (floats(unsafeBitCast(words, to: SIMD16<Int32>.self)) + Vector(repeating: 0.5)) * Vector(repeating: 0x1p-31)
}

@inline(__always)
private func either(_ mask: Mask, _ yes: Float, _ no: Float) -> Vector {
  select(mask, Vector(repeating: yes), Vector(repeating: no))
}

@inline(__always)
private func select(_ mask: Mask, _ yes: Bits, _ no: Bits) -> Bits { bits(select(mask, float(yes), float(no))) }
