import KernelTypes

extension CompiledKernels {
  func combine(_ combination: Combination, _ a: Input, _ b: Input, y: Output, count: Int) {
    switch combination {
    case .add: mapVectors(a, b, y, count) { $0 + $1 }
    case .subtract: mapVectors(a, b, y, count) { $0 - $1 }
    case .multiply: mapVectors(a, b, y, count) { $0 * $1 }
    // A comparison with a NaN is false: the second condition is true for a NaN in a, the third operand has that in b.
    case .maximum: mapVectors(a, b, y, count) { a, b in select((a .>= b) .| (a .!= a), a, b) }
    case .minimum: mapVectors(a, b, y, count) { a, b in select((a .<= b) .| (a .!= a), a, b) }
    }
  }

  func divide(_ x: Input, by divisor: Float, y: Output, count: Int) {
    let divisor = Vector(repeating: divisor)
    mapVectors(x, y, count) { $0 / divisor }
  }

  func takeGradient(_ x: Input, y: Input, rest: Output, dx: Output, count: Int) {
    let zero = Vector()
    var index = 0
    while index < count {
      let left = count - index
      let isTaken = loadUpTo(left, x, index) .== loadUpTo(left, y, index)
      let gradient = loadUpTo(left, rest, index)
      storeUpTo(left, select(isTaken, gradient, zero), dx, index)
      storeUpTo(left, select(isTaken, zero, gradient), rest, index)
      index += vectorWidth
    }
  }
}
