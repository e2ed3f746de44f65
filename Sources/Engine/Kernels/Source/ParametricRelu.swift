import KernelTypes

extension CompiledKernels {
  func prelu(_ x: Input, slopes: Input, period: Int, y: Output, count: Int) {
    forEachVector(count, period: period) { index, place, lanes in
      let x = loadUpTo(lanes, x, index)
      storeUpTo(lanes, select(x .> Vector(), x, x * load(slopes, place)), y, index)
    }
  }

  func preluGradient(_ x: Input, dy: Input, slopes: Input, period: Int, dx: Output, count: Int) {
    forEachVector(count, period: period) { index, place, lanes in
      let (x, dy) = (loadUpTo(lanes, x, index), loadUpTo(lanes, dy, index))
      let negative = select(x .< Vector(), dy * load(slopes, place), Vector())
      storeUpTo(lanes, select(x .> Vector(), dy, negative), dx, index)
    }
  }

  func negativeProductSums(_ x: Input, dy: Input, rows: Int, columns: Int, y: Output) {
    for column in stride(from: 0, to: columns, by: vectorWidth) {
      var sum = Vector()
      for row in 0..<rows {
        let place = row &* columns &+ column
        let x = load(x, place)
        sum = fma(select(x .< Vector(), x, Vector()), load(dy, place), sum)
      }
      storeUpTo(columns &- column, sum, y, column)
    }
  }
}
