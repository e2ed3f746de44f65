import KernelTypes

// The peak with which `kernel-bench` compares all products; nothing that computes a result calls it.

extension CompiledKernels {
  // x ← x · factor + factor in every lane of as many accumulators as a tile of `contract` has, `steps` times, without a load:
  // the most multiply-adds that a core can do. The accumulators' sum is stored, so that the compiler cannot remove the loop.
  func multiplyAddPeak(factor: Float, steps: Int, y: Output) -> Int {
    #if AVX512
      return PeakTile<24>.compute(factor, steps, y)
    #elseif PORTABLE
      return PeakTile<2>.compute(factor, steps, y)
    #else
      return PeakTile<6>.compute(factor, steps, y)
    #endif
  }
}

private enum PeakTile<let vectors: Int> {
  @inline(__always)
  static func compute(_ factor: Float, _ steps: Int, _ y: UnsafeMutablePointer<Float>) -> Int {
    var sums = InlineArray<vectors, Vector>(repeating: .zero)
    // To the compiler, chains with equal starts would be one chain.
    for v in 0..<vectors { sums[v] = Vector(repeating: Float(v)) }
    let multiplier = Vector(repeating: factor)
    for _ in 0..<steps {
      for v in 0..<vectors { sums[v] = fma(sums[v], multiplier, multiplier) }
    }
    var sum = Vector()
    for v in 0..<vectors { sum += sums[v] }
    store(sum, y)
    return steps &* vectors &* vectorWidth
  }
}
