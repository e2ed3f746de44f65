import KernelTypes

extension CompiledKernels {
  func changeContrast(_ x: Output, means: Input, by factor: Float, lowest: Float, highest: Float, count: Int) {
    let factor = Vector(repeating: factor)
    mapVectors(x, means, x, count) { x, mean in clamped(fma(x - mean, factor, mean), lowest, highest) }
  }

  func changeBrightness(_ x: Output, by change: Float, lowest: Float, highest: Float, count: Int) {
    mapVectors(x, x, count) { clamped($0 + change, lowest, highest) }
  }

  func mix(_ x: Output, with y: Input, share: Float, count: Int) {
    let (share, rest) = (Vector(repeating: share), Vector(repeating: 1 - share))
    mapVectors(x, y, x, count) { x, y in fma(x, share, y * rest) }
  }
}
