import Catalog
import Geometry
import Kernels
import Layers
import Random
import Tensors
import Testing
import Training

/// Five steps of every optimizer against Keras 3's formulas (`keras/src/optimizers/*.py`, `update_step`) in Double.
struct OptimizerTests {
  /// One weight with its state.
  private struct Reference {
    let spec: OptimizerSpec
    var w: Double
    var first = 0.0
    var second = 0.0
    var velocity = 0.0
    var greatest = 0.0
    var steps = 0

    init(_ spec: OptimizerSpec, _ w: Double) {
      self.spec = spec
      self.w = w
      if let adagrad = spec.construct as? Adagrad { second = adagrad.initialAccumulatorValue }
    }

    private func power(_ x: Double) -> Double { (0..<steps).reduce(1) { product, _ in product * x } }

    private mutating func adam(
      _ g: Double, _ rate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double, _ amsgrad: Bool
    ) {
      let alpha = rate * (1 - power(beta2)).squareRoot() / (1 - power(beta1))
      first += (g - first) * (1 - beta1)
      second += (g * g - second) * (1 - beta2)
      greatest = max(greatest, second)
      w -= first * alpha / ((amsgrad ? greatest : second).squareRoot() + epsilon)
    }

    private mutating func nadam(_ g: Double, _ rate: Double, _ n: Nadam) {
      func momentum(_ step: Int) -> Double {
        n.beta1 * (1 - 0.5 * (0..<step).reduce(1) { product, _ in product * 0.96 })
      }
      let past = (1...steps).reduce(1) { $0 * momentum($1) }
      first += (g - first) * (1 - n.beta1)
      second += (g * g - second) * (1 - n.beta2)
      let mean =
        momentum(steps + 1) * first / (1 - past * momentum(steps + 1)) + (1 - momentum(steps)) * g / (1 - past)
      w -= mean * rate / ((second / (1 - power(n.beta2))).squareRoot() + n.epsilon)
    }

    mutating func step(_ g: Double) {
      steps += 1
      let rate = spec.learningRate.number ?? .nan
      switch spec.construct {
      case let s as SGD where s.momentum == 0: w -= rate * g
      case let s as SGD:
        velocity = velocity * s.momentum - g * rate
        w += s.nesterov ? velocity * s.momentum - g * rate : velocity
      case let a as Adam: adam(g, rate, a.beta1, a.beta2, a.epsilon, a.amsgrad.isOn)
      case let a as AdamW:
        w -= w * (a.decay ?? .nan) * rate
        adam(g, rate, a.beta1, a.beta2, a.epsilon, a.amsgrad.isOn)
      case let r as RMSprop:
        second = r.rho * second + (1 - r.rho) * g * g
        var denominator = second + r.epsilon
        if r.centered {
          first = r.rho * first + (1 - r.rho) * g
          denominator -= first * first
        }
        velocity = r.momentum * velocity + rate * g / denominator.squareRoot()
        w -= velocity
      case let a as Adagrad:
        second += g * g
        w -= rate * g / (second + a.epsilon).squareRoot()
      case let n as Nadam: nadam(g, rate, n)
      case let a as Adamax:
        first += (g - first) * (1 - a.beta1)
        second = max(a.beta2 * second, abs(g))
        w -= rate * first / ((1 - power(a.beta1)) * (second + a.epsilon))
      case let l as Lion:
        let direction = l.beta1 * first + (1 - l.beta1) * g
        w -= direction == 0 ? 0 : direction > 0 ? rate : -rate
        first = l.beta2 * first + (1 - l.beta2) * g
      case let a as Adadelta:
        first = a.rho * first + (1 - a.rho) * g * g
        let step = ((second + a.epsilon) / (first + a.epsilon)).squareRoot() * g
        second = a.rho * second + (1 - a.rho) * step * step
        w -= rate * step
      default: preconditionFailure("no formula for \(spec.words.name)")
      }
    }
  }

  static let specs: [OptimizerSpec] = {
    var specs: [OptimizerSpec] = [
      OptimizerSpec(SGD()), OptimizerSpec(Adam()), OptimizerSpec(AdamW()), OptimizerSpec(RMSprop()),
      OptimizerSpec(Adagrad()), OptimizerSpec(Nadam()), OptimizerSpec(Adamax()), OptimizerSpec(Lion()),
      OptimizerSpec(Adadelta()),
    ]
    for nesterov in [false, true] {
      var sgd = SGD()
      sgd.momentum = 0.9
      sgd.nesterov = nesterov
      specs.append(OptimizerSpec(sgd))
    }
    for (momentum, centered) in [(0, true), (0.8, false), (0.8, true)] {
      var rmsprop = RMSprop()
      rmsprop.momentum = momentum
      rmsprop.centered = centered
      specs.append(OptimizerSpec(rmsprop))
    }
    var adam = Adam()
    (adam.learningRate, adam.beta1, adam.beta2, adam.epsilon) = (0.02, 0.8, 0.95, 1e-3)
    var adamw = AdamW()
    (adamw.learningRate, adamw.weightDecay) = (0.05, 0.3)
    var amsgrad = adamw
    (amsgrad.beta2, amsgrad.amsgrad) = (0.5, Flag(true))
    return specs + [OptimizerSpec(adam), OptimizerSpec(adamw), OptimizerSpec(amsgrad)]
  }()

  /// The weights after five steps.
  private func run(_ spec: OptimizerSpec, _ weights: [Float], _ set: InstructionSet, workers: Int) -> [Float] {
    let parameter = Parameter(role: "kernel", shape: Shape([weights.count]))
    for (index, weight) in weights.enumerated() { parameter.values.pointer[index] = weight }
    let optimizer = Optimizer(spec, [parameter])
    let compute = Compute(instructionSet: set, parallelism: Parallelism(workers: workers))
    for step in 0..<5 {
      for index in weights.indices { parameter.gradient.pointer[index] = Self.gradient(index, step) }
      optimizer.begin()
      optimizer.finish(compute)
    }
    return parameter.values.array
  }

  /// Of either sign, from 10⁻⁴ to 1, and different in each step.
  private static func gradient(_ index: Int, _ step: Int) -> Float {
    let word = RandomStream(seed: 6, purpose: .dropout, step: step).block(index)
    return (RandomStream.unit(word[0]) - 0.4) * (word[1] % 2 == 0 ? 1 : 0.01) + 1e-4
  }

  @Test func everyOptimizerIsThere() {
    #expect(Set(Self.specs.map(\.words.name)) == Set(OptimizerSpec.family.members.map(\.words.name)))
  }

  @Test(arguments: specs)
  func fiveStepsAreKeras(_ spec: OptimizerSpec) {
    let weights = (0..<37).map { Float($0 - 18) / 10 }
    let results = run(spec, weights, .best, workers: 1)
    for (index, weight) in weights.enumerated() {
      var reference = Reference(spec, Double(weight))
      var path = 0.0
      for step in 0..<5 {
        let before = reference.w
        reference.step(Double(Self.gradient(index, step)))
        path += (reference.w - before).magnitude
      }
      // The weights are rounded to 2⁻²³ of 1.8 in each step. Adam's step size is computed in Float, as in Keras, where
      // 1 − 0.999ⁿ is right to four digits.
      #expect(
        isClose(Double(results[index]), reference.w, within: 6e-7 + 5e-5 * path),
        "weight \(index): \(results[index]), not \(reference.w)")
      #expect(results[index] != weight)
    }
  }

  /// Parts that end within a vector change their own weights and none beside them.
  @Test(arguments: specs)
  func partsGiveTheSameBits(_ spec: OptimizerSpec) {
    let weights = (0..<130).map { Float($0 - 60) / 30 }
    let expected = run(spec, weights, .portable, workers: 1).map(\.bitPattern)
    for set in InstructionSet.supported {
      let parameter = Parameter(role: "kernel", shape: Shape([130, 1]), panels: PanelLayout(rows: 130, columns: 1))
      parameter.setValues(rowMajor: weights)
      let optimizer = Optimizer(spec, [parameter])
      let compute = Compute(instructionSet: set, parallelism: Parallelism(workers: 1))
      for step in 0..<5 {
        let gradient = AlignedBuffer(weights.indices.map { Self.gradient($0, step) })
        optimizer.begin()
        for range in [50..<67, 0..<1, 1..<50, 67..<67, 67..<99, 99..<130] {
          optimizer.update(
            parameter, range, gradient: gradient.pointer + range.lowerBound, compute.kernels)
        }
        optimizer.finish(compute)
      }
      #expect(parameter.values.array.map(\.bitPattern) == expected, "\(set)")
    }
  }

  /// More weights than a worker's block.
  @Test(arguments: specs)
  func isIndependentOfWorkersAndInstructionSets(_ spec: OptimizerSpec) {
    let weights = (0..<40_003).map { Float($0 % 201 - 100) / 70 }
    let expected = run(spec, weights, .portable, workers: 1).map(\.bitPattern)
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 8] {
        #expect(run(spec, weights, set, workers: workers).map(\.bitPattern) == expected, "\(set), \(workers) workers")
      }
    }
  }
}
