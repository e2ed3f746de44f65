import KernelTypes

/// One pass over a parameter: gradient and state are read and written once.
///
/// - Returns: whether all that was written is finite. Asked here it costs nothing that can be measured, for the numbers are in
///   registers.
func update(
  _ rule: OptimizerRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
  _ state0: UnsafeMutablePointer<Float>?, _ state1: UnsafeMutablePointer<Float>?,
  _ state2: UnsafeMutablePointer<Float>?, _ count: Int
) -> Bool {
  // The unused states point at the parameter and are not touched.
  let states = rule.stateCount
  let s = state0 ?? w
  let t = state1 ?? w
  let u = state2 ?? w
  let whole = count / vectorWidth &* vectorWidth
  var check = FiniteCheck()
  for i in stride(from: 0, to: whole, by: vectorWidth) {
    var weights = Weights(w: load(w, i), s: load(s, i), t: load(t, i), u: load(u, i))
    weights.update(rule, load(g, i))
    check.see(weights, states)
    store(weights.w, w, i)
    if states > 0 { store(weights.s, s, i) }
    if states > 1 { store(weights.t, t, i) }
    if states > 2 { store(weights.u, u, i) }
  }
  guard whole < count else { return check.isPassed(16) }
  // What lies behind the last element may be another worker's.
  let rest = count - whole
  func partial(_ x: UnsafePointer<Float>) -> Vector { loadPartial(x, whole, count: rest) }
  var weights = Weights(w: partial(w), s: partial(s), t: partial(t), u: partial(u))
  weights.update(rule, partial(g))
  storePartial(weights.w, w, whole, count: rest)
  if states > 0 { storePartial(weights.s, s, whole, count: rest) }
  if states > 1 { storePartial(weights.t, t, whole, count: rest) }
  if states > 2 { storePartial(weights.u, u, whole, count: rest) }
  // Lanes without an element may hold 0 ÷ 0.
  var last = FiniteCheck()
  last.see(weights, states)
  return check.isPassed(16) && last.isPassed(rest)
}

/// Whether numbers are finite, for the price of a subtraction and an addition.
private struct FiniteCheck {
  /// Of x − x, which is 0 for a finite x and NaN for any other.
  private var sum = Vector()

  @inline(__always)
  mutating func see(_ weights: Weights, _ states: Int) {
    sum += weights.w - weights.w
    if states > 0 { sum += weights.s - weights.s }
    if states > 1 { sum += weights.t - weights.t }
    if states > 2 { sum += weights.u - weights.u }
  }

  func isPassed(_ lanes: Int) -> Bool {
    for lane in 0..<lanes where sum[lane] != 0 { return false }
    return true
  }
}

/// Sixteen elements of a parameter with their states, named as in `OptimizerRule`.
private struct Weights {
  var w: Vector
  var s: Vector
  var t: Vector
  var u: Vector

  /// Keras 3's `update_step`.
  @inline(__always)
  mutating func update(_ rule: OptimizerRule, _ gradient: Vector) {
    switch rule {
    case .sgd(let learningRate): w = fma(gradient, Vector(repeating: -learningRate), w)
    case .momentum(let learningRate, let momentum, let nesterov):
      let step = gradient * learningRate
      s = fma(s, Vector(repeating: momentum), -step)
      w += nesterov ? fma(s, Vector(repeating: momentum), -step) : s
    case .adam(let stepSize, let oneMinusBeta1, let oneMinusBeta2, let epsilon, let decay):
      s = fma(gradient - s, Vector(repeating: oneMinusBeta1), s)
      t = fma(fma(gradient, gradient, -t), Vector(repeating: oneMinusBeta2), t)
      if let decay { w = fma(w, Vector(repeating: -decay), w) }
      w -= s * stepSize / (squareRoot(t) + epsilon)
    case .rmsprop(let learningRate, let rho, let oneMinusRho, let epsilon):
      s = fma(s, Vector(repeating: rho), gradient * gradient * oneMinusRho)
      w -= gradient * learningRate / squareRoot(s + epsilon)
    case .rmspropGeneral(let learningRate, let rho, let oneMinusRho, let momentum, let epsilon, let centered):
      s = fma(s, Vector(repeating: rho), gradient * gradient * oneMinusRho)
      var denominator = s + epsilon
      if centered {
        t = fma(t, Vector(repeating: rho), gradient * oneMinusRho)
        denominator = fma(-t, t, denominator)
      }
      u = fma(u, Vector(repeating: momentum), gradient * learningRate / squareRoot(denominator))
      w -= u
    case .adagrad(let learningRate, let epsilon):
      s = fma(gradient, gradient, s)
      w -= gradient * learningRate / squareRoot(s + epsilon)
    }
  }
}
