import KernelTypes
import Kernels
import Testing

/// One optimizer step against its formula in Double, and the same bits from all instruction sets.
struct OptimizerKernelTests {
  /// A weight and its states, in Double.
  struct Element {
    var w: Double
    var s: Double
    var t: Double
    var u: Double
  }

  static let rules: [OptimizerRule] = [
    .sgd(learningRate: 0.01), .momentum(learningRate: 0.01, momentum: 0.9, nesterov: false),
    .momentum(learningRate: 0.01, momentum: 0.9, nesterov: true),
    .adam(stepSize: 0.002, oneMinusBeta1: 0.1, oneMinusBeta2: 0.001, epsilon: 1e-7),
    .rmsprop(learningRate: 0.001, rho: 0.9, oneMinusRho: 0.1, epsilon: 1e-7),
    .rmspropGeneral(learningRate: 0.001, rho: 0.9, oneMinusRho: 0.1, momentum: 0, epsilon: 1e-7, centered: true),
    .rmspropGeneral(learningRate: 0.001, rho: 0.9, oneMinusRho: 0.1, momentum: 0.8, epsilon: 1e-7, centered: false),
    .rmspropGeneral(learningRate: 0.001, rho: 0.9, oneMinusRho: 0.1, momentum: 0.8, epsilon: 1e-7, centered: true),
    .adagrad(learningRate: 0.01, epsilon: 1e-7),
    .amsgrad(stepSize: 0.002, oneMinusBeta1: 0.1, oneMinusBeta2: 0.001, epsilon: 1e-7),
    .nadam(
      learningRate: 0.002, meanFactor: 0.9, gradientFactor: 0.2, squareFactor: 1.5, oneMinusBeta1: 0.1,
      oneMinusBeta2: 0.001, epsilon: 1e-7),
    .adamax(stepSize: 0.002, oneMinusBeta1: 0.1, beta2: 0.999, epsilon: 1e-7),
    .lion(learningRate: 0.001, beta1: 0.9, oneMinusBeta1: 0.1, beta2: 0.99, oneMinusBeta2: 0.01),
    .adadelta(learningRate: 0.5, rho: 0.95, oneMinusRho: 0.05, epsilon: 1e-7),
  ]

  private static func step(_ rule: OptimizerRule, decay: Float?, _ before: Element, _ g: Double) -> Element {
    var e = before
    e.w -= e.w * Double(decay ?? 0)
    switch rule {
    case .sgd(let rate): e.w -= Double(rate) * g
    case .momentum(let rate, let momentum, let nesterov):
      e.s = Double(momentum) * e.s - Double(rate) * g
      e.w += nesterov ? Double(momentum) * e.s - Double(rate) * g : e.s
    case .adam(let stepSize, let a, let b, let epsilon):
      e.s += (g - e.s) * Double(a)
      e.t += (g * g - e.t) * Double(b)
      e.w -= Double(stepSize) * e.s / (e.t.squareRoot() + Double(epsilon))
    case .rmsprop(let rate, let rho, let rest, let epsilon):
      e.s = Double(rho) * e.s + Double(rest) * g * g
      e.w -= Double(rate) * g / (e.s + Double(epsilon)).squareRoot()
    case .rmspropGeneral(let rate, let rho, let rest, let momentum, let epsilon, let centered):
      e.s = Double(rho) * e.s + Double(rest) * g * g
      if centered { e.t = Double(rho) * e.t + Double(rest) * g }
      let variance = e.s - (centered ? e.t * e.t : 0)
      e.u = Double(momentum) * e.u + Double(rate) * g / (variance + Double(epsilon)).squareRoot()
      e.w -= e.u
    case .adagrad(let rate, let epsilon):
      e.s += g * g
      e.w -= Double(rate) * g / (e.s + Double(epsilon)).squareRoot()
    case .amsgrad(let stepSize, let a, let b, let epsilon):
      e.s += (g - e.s) * Double(a)
      e.t += (g * g - e.t) * Double(b)
      e.u = max(e.u, e.t)
      e.w -= Double(stepSize) * e.s / (e.u.squareRoot() + Double(epsilon))
    case .nadam(let rate, let mean, let gradient, let square, let a, let b, let epsilon):
      e.s += (g - e.s) * Double(a)
      e.t += (g * g - e.t) * Double(b)
      let ahead = Double(mean) * e.s + Double(gradient) * g
      e.w -= Double(rate) * ahead / ((e.t * Double(square)).squareRoot() + Double(epsilon))
    case .adamax(let stepSize, let a, let beta2, let epsilon):
      e.s += (g - e.s) * Double(a)
      e.t = max(Double(beta2) * e.t, abs(g))
      e.w -= Double(stepSize) * e.s / (e.t + Double(epsilon))
    case .lion(let rate, let beta1, let rest1, let beta2, let rest2):
      let direction = Double(beta1) * e.s + Double(rest1) * g
      e.w -= direction == 0 ? 0 : direction > 0 ? Double(rate) : -Double(rate)
      e.s = Double(beta2) * e.s + Double(rest2) * g
    case .adadelta(let rate, let rho, let rest, let epsilon):
      e.s = Double(rho) * e.s + Double(rest) * g * g
      let step = ((e.t + Double(epsilon)) / (e.s + Double(epsilon))).squareRoot() * g
      e.t = Double(rho) * e.t + Double(rest) * step * step
      e.w -= Double(rate) * step
    }
    return e
  }

  @Test(arguments: InstructionSet.supported, 0..<2 * rules.count)
  func equalsItsFormula(_ set: InstructionSet, rule number: Int) {
    let (rule, decay) = (Self.rules[number / 2], number % 2 == 0 ? nil : Float(0.004))
    let statesUsed = rule.stateCount
    for count in lengths {
      for misalignment in misalignments {
        var random = SplitMix(UInt64(count))
        let weights = random.floats(count)
        let gradients = random.floats(count)
        // s and t are means of squares in some rules: positive, and s larger than t².
        let states = [random.floats(count, in: 1...2), random.floats(count, in: 0.1...0.9), random.floats(count)]
        func run(_ kernels: any KernelSet) -> [GuardedArray] {
          let arrays = ([weights] + states).map { GuardedArray($0, misalignment: misalignment) }
          let g = GuardedArray(gradients, misalignment: misalignment + 1)
          let used = (0..<3).map { $0 < statesUsed ? arrays[$0 + 1].pointer : nil }
          #expect(
            kernels.update(
              rule, decay: decay, w: arrays[0].pointer, g: g.readOnly, s: used[0], t: used[1], u: used[2], count: count)
          )
          return arrays
        }
        let results = run(set.kernels)
        for (array, portable) in zip(results, run(InstructionSet.portable.kernels)) {
          #expect(array.bits == portable.bits, "\(count) from \(misalignment)")
          // Updates work on whole vectors, into the padding.
          #expect(array.canariesLive(after: wholeVectors(count)), "\(count) from \(misalignment)")
        }
        for i in 0..<count {
          let before = Element(
            w: Double(weights[i]), s: Double(states[0][i]), t: Double(states[1][i]), u: Double(states[2][i]))
          let exact = Self.step(rule, decay: decay, before, Double(gradients[i]))
          let places = zip(results, [exact.w, exact.s, exact.t, exact.u])
          #expect(
            places.allSatisfy { isClose(Double($0.pointer[i]), $1, within: 3e-7 * max(1, $1.magnitude)) },
            "element \(i) of \(count)")
        }
      }
    }
  }

  /// Without a gradient, running means decay. They would stay subnormal for ever and slow down every later step;
  /// Adagrad's sum and AMSGrad's maximum do not decay.
  @Test(arguments: InstructionSet.supported, 0..<rules.count)
  func aMeanWithoutGradientEndsAtZero(_ set: InstructionSet, rule number: Int) {
    let rule = Self.rules[number]
    if case .adagrad = rule { return }
    if case .amsgrad = rule { return }
    // The rule does not use its second array.
    if case .rmspropGeneral(_, _, _, _, _, centered: false) = rule { return }
    let count = 19
    let w = GuardedArray([Float](repeating: 1, count: count), misalignment: 0)
    let g = GuardedArray([Float](repeating: 0, count: count), misalignment: 0)
    let states = (0..<rule.stateCount).map { _ in
      GuardedArray((0..<count).map { 0x1p-60 * Float($0 + 1) }, misalignment: 0)
    }
    let pointers = (0..<3).map { $0 < states.count ? states[$0].pointer : nil }
    // 19 · 2⁻⁶⁰ · 0.999ⁿ is 2⁻¹²⁶ after 48,669 steps.
    for step in 0..<48_700 {
      #expect(
        set.kernels.update(
          rule, decay: nil, w: w.pointer, g: g.readOnly, s: pointers[0], t: pointers[1], u: pointers[2], count: count))
      guard step % 20 == 0 else { continue }
      for state in states { #expect(state.values.allSatisfy { !$0.isSubnormal }, "step \(step)") }
    }
    for state in states { #expect(state.bits == [UInt32](repeating: 0, count: count)) }
    #expect(w.values.allSatisfy { $0.isFinite })
  }

  /// Where the limits lie: at 2⁻¹⁰⁰ for means of gradients of either sign, and at 2⁻¹²⁶ for means of squares.
  @Test(arguments: InstructionSet.supported)
  func aMeanIsKeptDownToItsLimit(_ set: InstructionSet) {
    // α = 0: the weight stays, and s ← s + (g − s) = g, t ← t + (g² − t) = g².
    let rule = OptimizerRule.adam(stepSize: 0, oneMinusBeta1: 1, oneMinusBeta2: 1, epsilon: 1)
    let gradients: [Float] = [0x1p-100, -0x1p-100, 0x1.fffffep-101, -0x1.fffffep-101, 0x1p-63, 0x1.fffffep-64, 1, -0.0]
    let w = GuardedArray([Float](repeating: 1, count: gradients.count), misalignment: 0)
    let g = GuardedArray(gradients, misalignment: 0)
    let s = GuardedArray([Float](repeating: 0, count: gradients.count), misalignment: 0)
    let t = GuardedArray([Float](repeating: 0, count: gradients.count), misalignment: 0)
    #expect(
      set.kernels.update(
        rule, decay: nil, w: w.pointer, g: g.readOnly, s: s.pointer, t: t.pointer, u: nil, count: gradients.count))
    #expect(s.bits == [0x1p-100, -0x1p-100, 0, 0, 0x1p-63, 0x1.fffffep-64, 1, 0].map(\Float.bitPattern))
    #expect(t.bits == [0, 0, 0, 0, 0x1p-126, 0, 1, 0].map(\Float.bitPattern))
  }

  /// Wherever it is among the weights and the states; what follows them does not matter.
  @Test(arguments: InstructionSet.supported, 0..<rules.count)
  func saysThatANumberIsNotFinite(_ set: InstructionSet, rule number: Int) {
    let rule = Self.rules[number]
    func isFinite(_ count: Int, spoiling array: Int = 0, at place: Int = 0, with value: Float = 1) -> Bool {
      let arrays = (0...rule.stateCount).map { _ in GuardedArray([Float](repeating: 1, count: count), misalignment: 0) }
      let g = GuardedArray([Float](repeating: 0, count: count), misalignment: 0)
      arrays[array].pointer[place] = value
      let states = (0..<3).map { $0 < rule.stateCount ? arrays[$0 + 1].pointer : nil }
      return set.kernels.update(
        rule, decay: nil, w: arrays[0].pointer, g: g.readOnly, s: states[0], t: states[1], u: states[2], count: count)
    }
    for count in [1, 16, 17, 48, 50] {
      #expect(isFinite(count))
      for array in 0...rule.stateCount {
        for place in Set([0, count / 2, count - 1]) {
          for value in [Float.nan, .infinity, -.infinity] {
            #expect(!isFinite(count, spoiling: array, at: place, with: value), "array \(array), \(place) of \(count)")
          }
        }
      }
    }
  }

  @Test func theRulesSayHowManyStatesTheyKeep() {
    #expect(Self.rules.map(\.stateCount) == [0, 1, 1, 2, 1, 3, 3, 3, 1, 3, 2, 2, 1, 2])
  }

  /// a ← m·a + (1 − m)·w, which ends at zero where w is 0, and says whether it is finite.
  @Test(arguments: InstructionSet.supported)
  func averagesFollowTheWeights(_ set: InstructionSet) {
    for count in lengths {
      for misalignment in misalignments {
        var random = SplitMix(UInt64(count))
        let (averages, weights) = (random.floats(count), random.floats(count))
        func run(_ kernels: any KernelSet) -> GuardedArray {
          let a = GuardedArray(averages, misalignment: misalignment)
          let w = GuardedArray(weights, misalignment: misalignment + 1)
          #expect(kernels.average(a.pointer, of: w.readOnly, momentum: 0.9, count: count))
          return a
        }
        let result = run(set.kernels)
        #expect(result.bits == run(InstructionSet.portable.kernels).bits)
        #expect(result.canariesLive(after: wholeVectors(count)))
        for i in 0..<count {
          let exact = Double(Float(0.9)) * Double(averages[i]) + (1 - Double(Float(0.9))) * Double(weights[i])
          #expect(isClose(Double(result.pointer[i]), exact, within: 3e-7))
        }
      }
    }
    let a = GuardedArray([1, 0x1p-126, -0x1p-126], misalignment: 0)
    let zero = GuardedArray([0, 0, 0], misalignment: 0)
    #expect(set.kernels.average(a.pointer, of: zero.readOnly, momentum: 0.5, count: 3))
    #expect(a.values == [0.5, 0, 0])
    // Without momentum the average is the weight.
    let w = GuardedArray([3, -1, 0x1p-100], misalignment: 0)
    #expect(set.kernels.average(a.pointer, of: w.readOnly, momentum: 0, count: 3) && a.values == w.values)
    for value in [Float.nan, .infinity] {
      for (average, weight) in [(value, 1), (1, value)] {
        let a = GuardedArray([1, average], misalignment: 0)
        let w = GuardedArray([1, weight], misalignment: 0)
        #expect(!set.kernels.average(a.pointer, of: w.readOnly, momentum: 0.5, count: 2))
      }
    }
  }
}
