import Catalog
import KernelTypes
import Kernels
import Layers
import Synchronization
import Tensors

/// Keras 3's optimizers: the state of every parameter, and the coefficients of each step.
///
/// A step is `begin`, then `update` for each part of the parameters that are updated during the backward pass, then `finish`
/// for the others.
package final class Optimizer: ParameterUpdater {
  private let spec: OptimizerSpec
  private let parameters: [Parameter]
  /// This step's rule, with its coefficients.
  private var rule: OptimizerRule
  /// βⁿ after n steps, as running products: no power function. β is rounded to float first, as in Keras.
  private var beta1Power = 1.0
  private var beta2Power = 1.0
  /// Whether a step has produced a non-finite weight or state. The loss can be finite all the same: ReLU turns −∞ into 0.
  private let isSpoilt = Atomic(false)

  package var isFinite: Bool { !isSpoilt.load(ordering: .relaxed) }

  package init(_ spec: OptimizerSpec, _ parameters: [Parameter]) {
    self.spec = spec
    self.parameters = parameters
    rule = Self.rule(spec, beta1Power: 0, beta2Power: 0)
    for parameter in parameters {
      parameter.states = (0..<rule.stateCount).map { _ in AlignedBuffer(parameter.values.count) }
      if case .adagrad(let adagrad) = spec {
        let sums = parameter.states[0]
        sums.pointer.update(repeating: Float(adagrad.initialAccumulatorValue), count: sums.count)
      }
    }
  }

  /// How many arrays an optimizer keeps for each parameter.
  static func stateCount(_ spec: OptimizerSpec) -> Int { rule(spec, beta1Power: 0, beta2Power: 0).stateCount }

  /// Computes the coefficients of the next step.
  package func begin() {
    switch spec {
    case .adam(let adam): advance(adam.beta1, adam.beta2)
    case .adamw(let adamw): advance(adamw.beta1, adamw.beta2)
    default: break
    }
    rule = Self.rule(spec, beta1Power: beta1Power, beta2Power: beta2Power)
  }

  /// Continues after `steps` steps; the parameters' states are set by their owner.
  package func restore(steps: Int) {
    isSpoilt.store(false, ordering: .relaxed)
    (beta1Power, beta2Power) = (1, 1)
    for _ in 0..<steps { begin() }
  }

  /// Changes every parameter by its gradient, if the backward pass has not done it.
  package func finish(_ compute: Compute) {
    for parameter in parameters where !parameter.isUpdatedInBackward {
      compute.parallelism.forEachBlock(of: parameter.values.count, size: 4096) { range, _ in
        update(parameter, range, gradient: parameter.gradient.readOnly + range.lowerBound, compute.kernels)
      }
    }
  }

  package func update(
    _ parameter: Parameter, _ range: Range<Int>, gradient: UnsafePointer<Float>, _ kernels: any KernelSet
  ) {
    func state(_ index: Int) -> UnsafeMutablePointer<Float>? {
      index < parameter.states.count ? parameter.states[index].pointer + range.lowerBound : nil
    }
    let isFinite = kernels.update(
      rule, w: parameter.values.pointer + range.lowerBound, g: gradient, s: state(0), t: state(1), u: state(2),
      count: range.count)
    if !isFinite { isSpoilt.store(true, ordering: .relaxed) }
  }

  private func advance(_ beta1: Double, _ beta2: Double) {
    beta1Power *= Double(Float(beta1))
    beta2Power *= Double(Float(beta2))
  }

  private static func rule(_ spec: OptimizerSpec, beta1Power: Double, beta2Power: Double) -> OptimizerRule {
    /// η·√(1−β₂ⁿ) ÷ (1−β₁ⁿ), every operation in float as Keras does it. At the first steps 1−β₂ⁿ is then off by parts
    /// in 100,000, and so are Keras's weights; with the exact value, dense.yaml's losses differ from Keras's by more than
    /// 1e-4 within 50 steps (`KerasFidelityTests`).
    func stepSize(_ learningRate: Double) -> Float {
      Float(learningRate) * (1 - Float(beta2Power)).squareRoot() / (1 - Float(beta1Power))
    }
    switch spec {
    case .sgd(let s) where s.momentum == 0: return .sgd(learningRate: Float(s.learningRate))
    case .sgd(let s):
      return .momentum(learningRate: Float(s.learningRate), momentum: Float(s.momentum), nesterov: s.nesterov)
    case .adam(let a):
      return .adam(
        stepSize: stepSize(a.learningRate), oneMinusBeta1: Float(1 - a.beta1), oneMinusBeta2: Float(1 - a.beta2),
        epsilon: Float(a.epsilon), decay: nil)
    case .adamw(let a):
      return .adam(
        stepSize: stepSize(a.learningRate), oneMinusBeta1: Float(1 - a.beta1), oneMinusBeta2: Float(1 - a.beta2),
        epsilon: Float(a.epsilon), decay: Float(a.weightDecay * a.learningRate))
    case .rmsprop(let r) where r.momentum == 0 && !r.centered:
      return .rmsprop(
        learningRate: Float(r.learningRate), rho: Float(r.rho), oneMinusRho: Float(1 - r.rho),
        epsilon: Float(r.epsilon))
    case .rmsprop(let r):
      return .rmspropGeneral(
        learningRate: Float(r.learningRate), rho: Float(r.rho), oneMinusRho: Float(1 - r.rho),
        momentum: Float(r.momentum), epsilon: Float(r.epsilon), centered: r.centered)
    case .adagrad(let a): return .adagrad(learningRate: Float(a.learningRate), epsilon: Float(a.epsilon))
    }
  }
}
