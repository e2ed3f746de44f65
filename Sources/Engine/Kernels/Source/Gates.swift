import CVector
import KernelTypes

extension CompiledKernels {
  func multiply(_ x: Input, _ y: Input, z: Output, count: Int) { mapVectors(x, y, z, count) { $0 * $1 } }

  func multiplyAdd(_ x: Input, _ y: Input, z: Output, count: Int) {
    forEachRest(count) { index, rest in
      storeUpTo(rest, fma(loadUpTo(rest, x, index), loadUpTo(rest, y, index), loadUpTo(rest, z, index)), z, index)
    }
  }

  func interpolate(_ gate: Input, _ a: Input, _ b: Input, y: Output, count: Int) {
    forEachRest(count) { index, rest in
      let share = loadUpTo(rest, gate, index)
      let other = (one - share) * loadUpTo(rest, b, index)
      storeUpTo(rest, fma(share, loadUpTo(rest, a, index), other), y, index)
    }
  }

  func interpolationGradient(
    _ gate: Input, _ a: Input, _ b: Input, dy: Input, dgate: Output, db: Output, count: Int
  ) {
    forEachRest(count) { index, rest in
      let gradient = loadUpTo(rest, dy, index)
      let ofGate = gradient * (loadUpTo(rest, a, index) - loadUpTo(rest, b, index))
      let ofOther = gradient * (one - loadUpTo(rest, gate, index))
      storeUpTo(rest, ofGate, dgate, index)
      storeUpTo(rest, ofOther, db, index)
    }
  }
}

private var one: Vector { @inline(__always) get { Vector(repeating: 1) } }

/// Calls `body` for each vector with how many elements are left, from its first on.
@inline(__always)
private func forEachRest(_ count: Int, _ body: (_ index: Int, _ rest: Int) -> Void) {
  for index in stride(from: 0, to: count, by: vectorWidth) { body(index, count &- index) }
}
