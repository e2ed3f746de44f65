#if PORTABLE && arch(x86_64)
  import KernelTypes

  /// a·b + c rounded once, on processors without a fused multiply-add instruction.
  ///
  /// The product of two floats is exact in Double, so only the sum is rounded before the rounding to Float. This double
  /// rounding goes wrong only if the Double lies exactly halfway between two floats, or below the smallest normal float. Both
  /// are rare; those lanes use the C library's `fmaf`, which is correctly rounded by its standard. (Boldo and Melquiond,
  /// "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008.)
  @inline(__always)
  func emulatedFMA(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    var result = Vector()
    result.lowHalf.lowHalf = emulatedFMA(a.lowHalf.lowHalf, b.lowHalf.lowHalf, c.lowHalf.lowHalf)
    result.lowHalf.highHalf = emulatedFMA(a.lowHalf.highHalf, b.lowHalf.highHalf, c.lowHalf.highHalf)
    result.highHalf.lowHalf = emulatedFMA(a.highHalf.lowHalf, b.highHalf.lowHalf, c.highHalf.lowHalf)
    result.highHalf.highHalf = emulatedFMA(a.highHalf.highHalf, b.highHalf.highHalf, c.highHalf.highHalf)
    return result
  }

  @inline(never)
  private func emulatedFMA(_ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>) -> SIMD4<Float> {
    let sum = widened(a) * widened(b) + widened(c)
    let pattern = unsafeBitCast(sum, to: SIMD4<UInt64>.self)
    // Twice the bit pattern, without the sign: halfway between floats, or an exponent below −126 and not zero.
    var isRare = false
    for lane in 0..<4 {
      let halfway = pattern[lane] & 0x1fff_ffff == 0x1000_0000
      let tiny = (pattern[lane] << 1) &- 1 < (1023 - 126) << 53 &- 1
      isRare = isRare || halfway || tiny
    }
    if isRare { return rareFMA(a, b, c) }
    return SIMD4(Float(sum[0]), Float(sum[1]), Float(sum[2]), Float(sum[3]))
  }

  /// Lane by lane: SIMD4<Double>(SIMD4<Float>) is a generic call for every lane, and far slower.
  @inline(__always)
  private func widened(_ x: SIMD4<Float>) -> SIMD4<Double> {
    SIMD4(Double(x[0]), Double(x[1]), Double(x[2]), Double(x[3]))
  }

  @inline(never)
  private func rareFMA(_ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>) -> SIMD4<Float> {
    SIMD4(
      c[0].addingProduct(a[0], b[0]), c[1].addingProduct(a[1], b[1]), c[2].addingProduct(a[2], b[2]),
      c[3].addingProduct(a[3], b[3]))
  }
#endif
