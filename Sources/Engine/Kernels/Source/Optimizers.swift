import KernelTypes

extension CompiledKernels {
  // One pass over a parameter: gradient and state are read and written once. Whether the numbers are finite is checked here,
  // where they are in registers and the check is almost free.
  func update(
    _ rule: OptimizerRule, decay: Float?, w: Output, g: Input, s state0: Output?, t state1: Output?,
    u state2: Output?, count: Int
  ) -> Bool {
    // The unused states point at the parameter and are not accessed.
    let all = Parameters(w: w, g: g, s: state0 ?? w, t: state1 ?? w, u: state2 ?? w, count: count)
    // A question in each turn would cost as much as the arithmetic.
    func update(by step: some UpdateStep) -> Bool {
      if let decay { all.update(by: DecayingStep(decay: decay, step: step)) } else { all.update(by: step) }
    }
    return switch rule {
    case .sgd(let learningRate): update(by: SGDStep(learningRate: learningRate))
    case .momentum(let learningRate, let momentum, let nesterov):
      update(by: MomentumStep(learningRate: learningRate, momentum: momentum, nesterov: nesterov))
    case .adam(let stepSize, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
      update(by: AdamStep(stepSize: stepSize, means: Means(oneMinusBeta1, oneMinusBeta2), epsilon: epsilon))
    case .amsgrad(let stepSize, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
      update(by: AMSGradStep(stepSize: stepSize, means: Means(oneMinusBeta1, oneMinusBeta2), epsilon: epsilon))
    case .nadam(
      let learningRate, let meanFactor, let gradientFactor, let squareFactor, let oneMinusBeta1, let oneMinusBeta2,
      let epsilon):
      update(
        by: NadamStep(
          learningRate: learningRate, meanFactor: meanFactor, gradientFactor: gradientFactor,
          squareFactor: squareFactor, means: Means(oneMinusBeta1, oneMinusBeta2), epsilon: epsilon))
    case .adamax(let stepSize, let oneMinusBeta1, let beta2, let epsilon):
      update(by: AdamaxStep(stepSize: stepSize, oneMinusBeta1: oneMinusBeta1, beta2: beta2, epsilon: epsilon))
    case .lion(let learningRate, let beta1, let oneMinusBeta1, let beta2, let oneMinusBeta2):
      update(
        by: LionStep(
          learningRate: learningRate, beta1: beta1, oneMinusBeta1: oneMinusBeta1, beta2: beta2,
          oneMinusBeta2: oneMinusBeta2))
    case .adadelta(let learningRate, let rho, let oneMinusRho, let epsilon):
      update(by: AdadeltaStep(learningRate: learningRate, rho: rho, oneMinusRho: oneMinusRho, epsilon: epsilon))
    case .rmsprop(let learningRate, let rho, let oneMinusRho, let epsilon):
      update(by: RMSpropStep(learningRate: learningRate, rho: rho, oneMinusRho: oneMinusRho, epsilon: epsilon))
    case .rmspropGeneral(let learningRate, let rho, let oneMinusRho, let momentum, let epsilon, let centered):
      update(
        by: GeneralRMSpropStep(
          learningRate: learningRate, rho: rho, oneMinusRho: oneMinusRho, momentum: momentum, epsilon: epsilon,
          centered: centered))
    case .adagrad(let learningRate, let epsilon):
      update(by: AdagradStep(learningRate: learningRate, epsilon: epsilon))
    }
  }

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

/// A parameter, its gradient and its states.
private struct Parameters {
  let w: UnsafeMutablePointer<Float>
  let g: UnsafePointer<Float>
  let s: UnsafeMutablePointer<Float>
  let t: UnsafeMutablePointer<Float>
  let u: UnsafeMutablePointer<Float>
  let count: Int

  /// - Returns: whether everything written is finite.
  @inline(__always)
  func update<Step: UpdateStep>(by step: Step) -> Bool {
    let states = Step.states
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
      step.change(&x, element(g))
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
