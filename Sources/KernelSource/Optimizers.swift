import KernelTypes

/// One pass over a parameter: gradient and state are read and written once. Formulas: Keras 3's `update_step`.
func update(
  _ rule: OptimizerRule, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
  _ state0: UnsafeMutablePointer<Float>?, _ state1: UnsafeMutablePointer<Float>?,
  _ state2: UnsafeMutablePointer<Float>?, _ count: Int
) {
  // The rule's `stateCount` says how many states there are; the unused ones point at the parameter and are not touched.
  let s = state0 ?? w
  let t = state1 ?? w
  let u = state2 ?? w
  // Buffers end in whole vectors, and an update of zeros by zeros is harmless, so there is no partial vector here.
  for i in stride(from: 0, to: count, by: vectorWidth) {
    let weight = load(w, i)
    let gradient = load(g, i)
    switch rule {
    case .sgd(let learningRate):
      store(fma(gradient, Vector(repeating: -learningRate), weight), w, i)
    case .momentum(let learningRate, let momentum, let nesterov):
      let step = gradient * learningRate
      let velocity = fma(load(s, i), Vector(repeating: momentum), -step)
      store(velocity, s, i)
      store(weight + (nesterov ? fma(velocity, Vector(repeating: momentum), -step) : velocity), w, i)
    case .adam(let stepSize, let oneMinusBeta1, let oneMinusBeta2, let epsilon, let decay):
      let first = fma(gradient - load(s, i), Vector(repeating: oneMinusBeta1), load(s, i))
      let second = fma(fma(gradient, gradient, -load(t, i)), Vector(repeating: oneMinusBeta2), load(t, i))
      store(first, s, i)
      store(second, t, i)
      let decayed = decay.map { fma(weight, Vector(repeating: -$0), weight) } ?? weight
      store(decayed - first * stepSize / (squareRoot(second) + epsilon), w, i)
    case .rmsprop(let learningRate, let rho, let oneMinusRho, let epsilon):
      let mean = fma(load(s, i), Vector(repeating: rho), gradient * gradient * oneMinusRho)
      store(mean, s, i)
      store(weight - gradient * learningRate / squareRoot(mean + epsilon), w, i)
    case .rmspropGeneral(let learningRate, let rho, let oneMinusRho, let momentum, let epsilon, let centered):
      let mean = fma(load(s, i), Vector(repeating: rho), gradient * gradient * oneMinusRho)
      store(mean, s, i)
      var denominator = mean + epsilon
      if centered {
        let average = fma(load(t, i), Vector(repeating: rho), gradient * oneMinusRho)
        store(average, t, i)
        denominator = fma(-average, average, denominator)
      }
      let step = fma(load(u, i), Vector(repeating: momentum), gradient * learningRate / squareRoot(denominator))
      store(step, u, i)
      store(weight - step, w, i)
    case .adagrad(let learningRate, let epsilon):
      let sum = fma(gradient, gradient, load(s, i))
      store(sum, s, i)
      store(weight - gradient * learningRate / squareRoot(sum + epsilon), w, i)
    }
  }
}
