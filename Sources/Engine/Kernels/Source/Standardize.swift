import KernelTypes

extension CompiledKernels {
  func standardize(_ x: Input, mean: Input, divisor: Input, period: Int, y: Output, count: Int) {
    forEachVector(count, period: period) { index, place, lanes in
      storeUpTo(lanes, (loadUpTo(lanes, x, index) - load(mean, place)) / load(divisor, place), y, index)
    }
  }
}
