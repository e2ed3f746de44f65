import Catalog
import KernelTypes
import Kernels
import Layers
import Synchronization
import Tensors

/// Keras 3's optimizers: the state of every parameter, and the coefficients of each step.
///
/// A step is `begin`, then `update` for each part of the parameters that are updated during the backward pass, then
/// `finish` for the others.
package final class Optimizer: ParameterUpdater {
  private let spec: OptimizerSpec
  private let parameters: [Parameter]
  private var rules: any UpdateRules
  /// This step's rule, with its coefficients.
  private var rule: OptimizerRule
  /// The place of the next step.
  private var place: StepPlace
  /// The learning rate of the last step.
  package private(set) var rate = 0.0
  /// The rate that a rule has set in place of the spec's.
  var ruledRate: Double?
  /// Whether a step has produced a non-finite weight or state. The loss can still be finite: ReLU turns −∞ into 0.
  private let isSpoilt = Atomic(false)

  package var isFinite: Bool { !isSpoilt.load(ordering: .relaxed) }

  /// `stepsPerEpoch` and `epochs` are those of the whole training, on which a schedule may depend.
  package init(_ spec: OptimizerSpec, _ parameters: [Parameter], stepsPerEpoch: Int = 1, epochs: Int = 1) {
    place = StepPlace(updates: 0, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    self.spec = spec
    self.parameters = parameters
    rules = spec.rules
    rule = spec.firstRule
    for parameter in parameters {
      parameter.states = (0..<rule.stateCount).map { index in
        let state = AlignedBuffer<Float>(parameter.values.count)
        state.pointer.update(repeating: rules.initialState(index), count: state.count)
        return state
      }
    }
  }

  /// How many state arrays an optimizer keeps for each parameter.
  static func stateCount(_ spec: OptimizerSpec) -> Int { spec.firstRule.stateCount }

  /// Computes the coefficients of the next step.
  package func begin() {
    rate = ruledRate ?? spec.learningRate.rate(at: place)
    rule = rules.next(rate: rate)
    place.updates += 1
  }

  /// Continues after `steps` steps; the owner of the parameters' states sets them.
  package func restore(steps: Int) {
    isSpoilt.store(false, ordering: .relaxed)
    rules = spec.rules
    place.updates = 0
    for _ in 0..<steps { begin() }
  }

  /// Changes every parameter by its gradient, unless the backward pass has done so.
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
    guard let regularizer = parameter.regularizer else { return apply(gradient, to: parameter, range, kernels) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { sum in
      guard let sum = sum.baseAddress else { return }
      sum.initialize(from: gradient, count: range.count)
      regularizer.addDerivative(of: parameter.values.pointer + range.lowerBound, to: sum, count: range.count)
      apply(sum, to: parameter, range, kernels)
    }
  }

  private func apply(
    _ gradient: UnsafePointer<Float>, to parameter: Parameter, _ range: Range<Int>, _ kernels: any KernelSet
  ) {
    func state(_ index: Int) -> UnsafeMutablePointer<Float>? {
      index < parameter.states.count ? parameter.states[index].pointer + range.lowerBound : nil
    }
    let isFinite = kernels.update(
      rule, w: parameter.values.pointer + range.lowerBound, g: gradient, s: state(0), t: state(1), u: state(2),
      count: range.count)
    if !isFinite { isSpoilt.store(true, ordering: .relaxed) }
  }
}
