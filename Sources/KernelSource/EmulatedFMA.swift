#if PORTABLE && arch(x86_64)
  import KernelTypes

  /// a·b + c rounded once, on processors without a fused multiply-add instruction.
  ///
  /// The product of two floats is exact in Double, so only the sum rounds before the rounding to Float: a double
  /// rounding, which goes wrong only if the Double lies exactly halfway between two floats, or below the smallest
  /// normal float. Both are rare; those lanes go to the C library's `fmaf`, which is correct by its standard.
  /// (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008.)
  @inline(__always)
  func emulatedFMA(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    var result = Vector()
    result.lowHalf = emulatedFMA(a.lowHalf, b.lowHalf, c.lowHalf)
    result.highHalf = emulatedFMA(a.highHalf, b.highHalf, c.highHalf)
    return result
  }

  @inline(__always)
  private func emulatedFMA(_ a: SIMD8<Float>, _ b: SIMD8<Float>, _ c: SIMD8<Float>) -> SIMD8<Float> {
    let sum = SIMD8<Double>(a) * SIMD8<Double>(b) + SIMD8<Double>(c)
    let pattern = unsafeBitCast(sum, to: SIMD8<UInt64>.self)
    let halfway = (pattern & SIMD8(repeating: 0x1fff_ffff)) .== SIMD8(repeating: 0x1000_0000)
    let exponent = pattern & SIMD8(repeating: 0x7ff0_0000_0000_0000)
    let tiny =
      (exponent .< SIMD8(repeating: (1023 - 126) << 52)) .& ((pattern & SIMD8(repeating: UInt64.max >> 1)) .!= SIMD8())
    var result = SIMD8<Float>(sum)
    if any(halfway .| tiny) {
      for lane in 0..<8 { result[lane] = c[lane].addingProduct(a[lane], b[lane]) }
    }
    return result
  }
#endif
