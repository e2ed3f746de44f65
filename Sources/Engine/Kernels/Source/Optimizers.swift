import KernelTypes

extension CompiledKernels {
  // One pass over a parameter: gradient and state are read and written once. Whether the numbers are finite is checked here,
  // where they are in registers and the check is almost free.
  func update(
    _ rule: OptimizerRule, decay: Float?, w: Output, g: Input, s state0: Output?, t state1: Output?,
    u state2: Output?, count: Int
  ) -> Bool {
    // The unused states point at the parameter and are not accessed.
    let all = Parameters(decay: decay, w: w, g: g, s: state0 ?? w, t: state1 ?? w, u: state2 ?? w, count: count)
    // Keras 3's `update_step`s, a loop for each.
    switch rule {
    case .sgd(let learningRate):
      return all.update(states: 0) { x, g in x.w = fma(g, Vector(repeating: -learningRate), x.w) }
    case .momentum(let learningRate, let momentum, let nesterov):
      return all.update(states: 1) { x, g in
        let step = g * learningRate
        x.s = settledMean(fma(x.s, Vector(repeating: momentum), -step))
        x.w += nesterov ? fma(x.s, Vector(repeating: momentum), -step) : x.s
      }
    case .adam(let stepSize, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
      return all.update(states: 2) { x, g in
        x.s = settledMean(fma(g - x.s, Vector(repeating: oneMinusBeta1), x.s))
        x.t = settledSquare(fma(fma(g, g, -x.t), Vector(repeating: oneMinusBeta2), x.t))
        x.w -= x.s * stepSize / (squareRoot(x.t) + epsilon)
      }
    case .amsgrad(let stepSize, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
      return all.update(states: 3) { x, g in
        x.s = settledMean(fma(g - x.s, Vector(repeating: oneMinusBeta1), x.s))
        x.t = settledSquare(fma(fma(g, g, -x.t), Vector(repeating: oneMinusBeta2), x.t))
        x.u = larger(x.t, than: x.u)
        x.w -= x.s * stepSize / (squareRoot(x.u) + epsilon)
      }
    case .nadam(
      let learningRate, let meanFactor, let gradientFactor, let squareFactor, let oneMinusBeta1, let oneMinusBeta2,
      let epsilon):
      return all.update(states: 2) { x, g in
        x.s = settledMean(fma(g - x.s, Vector(repeating: oneMinusBeta1), x.s))
        x.t = settledSquare(fma(fma(g, g, -x.t), Vector(repeating: oneMinusBeta2), x.t))
        let ahead = fma(x.s, Vector(repeating: meanFactor), g * gradientFactor)
        x.w -= ahead * learningRate / (squareRoot(x.t * squareFactor) + epsilon)
      }
    case .adamax(let stepSize, let oneMinusBeta1, let beta2, let epsilon):
      return all.update(states: 2) { x, g in
        x.s = settledMean(fma(g - x.s, Vector(repeating: oneMinusBeta1), x.s))
        x.t = larger(magnitude(g), than: settledMean(x.t * beta2))
        x.w -= x.s * stepSize / (x.t + epsilon)
      }
    case .lion(let learningRate, let beta1, let oneMinusBeta1, let beta2, let oneMinusBeta2):
      return all.update(states: 1) { x, g in
        let direction = fma(x.s, Vector(repeating: beta1), g * oneMinusBeta1)
        let step = copySign(Vector(repeating: learningRate), direction)
        // The sign of 0 is 0, and that of a NaN a NaN.
        x.w -= select(magnitude(direction) .> Vector(), step, direction)
        x.s = settledMean(fma(x.s, Vector(repeating: beta2), g * oneMinusBeta2))
      }
    case .adadelta(let learningRate, let rho, let oneMinusRho, let epsilon):
      return all.update(states: 2) { x, g in
        x.s = settledSquare(fma(x.s, Vector(repeating: rho), g * g * oneMinusRho))
        let step = squareRoot(x.t + epsilon) * g / squareRoot(x.s + epsilon)
        x.t = settledSquare(fma(x.t, Vector(repeating: rho), step * step * oneMinusRho))
        x.w = fma(step, Vector(repeating: -learningRate), x.w)
      }
    case .rmsprop(let learningRate, let rho, let oneMinusRho, let epsilon):
      return all.update(states: 1) { x, g in
        x.s = settledSquare(fma(x.s, Vector(repeating: rho), g * g * oneMinusRho))
        x.w -= g * learningRate / squareRoot(x.s + epsilon)
      }
    case .rmspropGeneral(let learningRate, let rho, let oneMinusRho, let momentum, let epsilon, let centered):
      return all.update(states: 3) { x, g in
        x.s = settledSquare(fma(x.s, Vector(repeating: rho), g * g * oneMinusRho))
        var denominator = x.s + epsilon
        if centered {
          x.t = settledMean(fma(x.t, Vector(repeating: rho), g * oneMinusRho))
          denominator = fma(-x.t, x.t, denominator)
        }
        x.u = settledMean(fma(x.u, Vector(repeating: momentum), g * learningRate / squareRoot(denominator)))
        x.w -= x.u
      }
    case .adagrad(let learningRate, let epsilon):
      return all.update(states: 1) { x, g in
        x.s = fma(g, g, x.s)
        x.w -= g * learningRate / squareRoot(x.s + epsilon)
      }
    }
  }
}

extension CompiledKernels {
  func average(_ a: Output, of w: Input, momentum: Float, count: Int) -> Bool {
    var check = Vector()
    mapVectors(a, w, a, count) { a, w in
      let average = settledSquare(fma(a, Vector(repeating: momentum), w * (1 - momentum)))
      check += average - average
      return average
    }
    return isZero(check, vectorWidth)
  }
}

// The running mean of a gradient that has become zero decays by a factor in each step until it is subnormal, and stays there,
// because a tenth of the smallest number is rounded away. Processors are slow with subnormal numbers, which become common
// within a few epochs, so a mean that small becomes zero: Documentation/decisions/settled-states.md.

/// A running mean of gradients or steps, zero below 2⁻¹⁰⁰: even a step size of 2⁻²⁶ makes no subnormal product of what is left.
@inline(__always)
private func settledMean(_ x: Vector) -> Vector { settled(x, below: 0x1p-100) }

/// A running mean of squares, zero where it would be subnormal.
@inline(__always)
private func settledSquare(_ x: Vector) -> Vector { settled(x, below: .leastNormalMagnitude) }

@inline(__always)
private func settled(_ x: Vector, below limit: Float) -> Vector {
  select(magnitude(x) .< Vector(repeating: limit), Vector(), x)
}

/// A maximum that hides nothing: x − x is 0 for a finite x and otherwise NaN.
@inline(__always)
private func larger(_ new: Vector, than old: Vector) -> Vector { select(new .> old, new, old) + (old - old) }

/// Sixteen elements of a parameter with their states, named as in `OptimizerRule`.
private struct Elements {
  var w: Vector
  var s: Vector
  var t: Vector
  var u: Vector

  /// The sum of x − x, which is 0 for a finite x and otherwise NaN.
  @inline(__always)
  func finiteness(states: Int) -> Vector {
    var sum = w - w
    if states > 0 { sum += s - s }
    if states > 1 { sum += t - t }
    if states > 2 { sum += u - u }
    return sum
  }
}

/// A parameter, its gradient and its states.
private struct Parameters {
  let decay: Float?
  let w: UnsafeMutablePointer<Float>
  let g: UnsafePointer<Float>
  let s: UnsafeMutablePointer<Float>
  let t: UnsafeMutablePointer<Float>
  let u: UnsafeMutablePointer<Float>
  let count: Int

  /// Calls `step` with sixteen elements at a time and their gradients.
  ///
  /// - Returns: whether everything written is finite.
  @inline(__always)
  func update(states: Int, _ step: (_ elements: inout Elements, _ gradient: Vector) -> Void) -> Bool {
    var check = Vector()
    var i = 0
    while i < count {
      let lanes = min(vectorWidth, count &- i)
      let isWhole = lanes == vectorWidth
      func element(_ x: UnsafePointer<Float>) -> Vector { isWhole ? load(x, i) : loadPartial(x, i, count: lanes) }
      // What follows the last element may belong to another worker.
      func put(_ vector: Vector, _ x: UnsafeMutablePointer<Float>) {
        if isWhole { store(vector, x, i) } else { storePartial(vector, x, i, count: lanes) }
      }
      var x = Elements(w: element(w), s: element(s), t: element(t), u: element(u))
      if let decay { x.w = fma(x.w, Vector(repeating: -decay), x.w) }
      step(&x, element(g))
      put(x.w, w)
      if states > 0 { put(x.s, s) }
      if states > 1 { put(x.t, t) }
      if states > 2 { put(x.u, u) }
      // Lanes without an element may hold 0 ÷ 0.
      if !isWhole { return isZero(check, vectorWidth) && isZero(x.finiteness(states: states), lanes) }
      check += x.finiteness(states: states)
      i &+= vectorWidth
    }
    return isZero(check, vectorWidth)
  }
}

private func isZero(_ x: Vector, _ lanes: Int) -> Bool {
  for lane in 0..<lanes where x[lane] != 0 { return false }
  return true
}
