import KernelTypes

extension CompiledKernels {
  func addColumnSquares(_ x: Input, rows: Int, rowStride: Int, columns: Int, y: Output) {
    for column in stride(from: 0, to: columns, by: vectorWidth) {
      let count = min(vectorWidth, columns &- column)
      var sum = loadPartial(y, column, count: count)
      for row in 0..<rows {
        let value = load(x, row &* rowStride &+ column)
        sum = fma(value, value, sum)
      }
      storePartial(sum, y, column, count: count)
    }
  }

  func scaleColumns(_ x: Output, rows: Int, rowStride: Int, columns: Int, factors: Input) {
    for column in stride(from: 0, to: columns, by: vectorWidth) {
      let count = min(vectorWidth, columns &- column)
      let factor = load(factors, column)
      for row in 0..<rows {
        let index = row &* rowStride &+ column
        storePartial(load(x, index) * factor, x, index, count: count)
      }
    }
  }
}
