import Catalog
import KernelTypes
import Kernels
import Layers
import Synchronization
import Tensors

/// Keras 3's optimizers: the state of every parameter, and the coefficients of each step.
///
/// A step is `begin`, then `update` for each part of the parameters that are updated during the backward pass, then
/// `finish` for the others. What it does to a parameter is in Keras's order: the penalty's derivative joins the gradient, which is
/// clipped; the weights decay, change, and enter their average; constraints come last, when all of that is done.
package final class Optimizer: ParameterUpdater {
  private let spec: OptimizerSpec
  private let parameters: [Parameter]
  private let clipping: GradientClipping?
  private let averages: WeightAverages?
  /// How many arrays the rule has of each parameter; the average comes after them.
  private let ruleStates: Int
  private let rates: StepRates
  private var rules: any UpdateRules
  /// This step's rule, with its coefficients.
  private var rule: OptimizerRule
  /// The part of each weight that this step takes away.
  private var decay: Float?
  /// The place of the next step.
  private var place: StepPlace
  /// The learning rate of the last step.
  package private(set) var rate = 0.0
  /// The rate that a rule has set in place of the spec's.
  var ruledRate: Double?
  /// Whether a step has produced a non-finite weight or state. The loss can still be finite: ReLU turns −∞ into 0.
  private let isSpoilt = Atomic(false)
  private let blockSums = BlockSums()
  /// Of each parameter's gradient.
  private var squares: [Double]

  package var isFinite: Bool { !isSpoilt.load(ordering: .relaxed) }

  /// `stepsPerEpoch` and `epochs` are those of the whole training, on which a schedule may depend.
  package init(_ spec: OptimizerSpec, _ parameters: [Parameter], stepsPerEpoch: Int = 1, epochs: Int = 1) {
    place = StepPlace(updates: 0, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    self.spec = spec
    self.parameters = parameters
    let options = spec.construct.shared
    clipping = GradientClipping(options)
    averages = WeightAverages(options)
    rates = StepRates(spec.learningRate)
    rules = spec.rules
    rule = spec.firstRule
    ruleStates = rule.stateCount
    squares = parameters.map { _ in 0 }
    let excluded = Set(options.excludedFromDecay.roles.map(\.rawValue))
    for parameter in parameters {
      parameter.isDecayed = !excluded.contains(parameter.role)
      parameter.states = (0..<ruleStates).map { index in
        let state = AlignedBuffer<Float>(parameter.values.count)
        state.pointer.update(repeating: rules.initialState(index), count: state.count)
        return state
      }
      if averages != nil { parameter.states.append(AlignedBuffer(parameter.values.array)) }
    }
  }

  /// How many state arrays an optimizer keeps for each parameter.
  static func stateCount(_ spec: OptimizerSpec) -> Int {
    spec.firstRule.stateCount + (WeightAverages(spec.construct.shared) == nil ? 0 : 1)
  }

  /// Whether an optimizer needs the gradients of all parameters before it changes the first.
  static func needsGradients(_ spec: OptimizerSpec) -> Bool {
    GradientClipping(spec.construct.shared)?.needsNorms == true
  }

  /// Itself, if it can change parameters during the backward pass.
  package var updater: (any ParameterUpdater)? { clipping?.needsNorms == true ? nil : self }

  /// Computes the coefficients of the next step.
  package func begin() {
    rate = ruledRate ?? rates.rate(at: place)
    rule = rules.next(rate: rate)
    decay = spec.construct.decay.map { Float($0 * rate) }
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
    if let clipping, clipping.needsNorms {
      finish(clipping, compute)
    } else {
      for parameter in parameters where !parameter.isUpdatedInBackward {
        forEachBlock(of: parameter, compute) { range, gradient in
          update(parameter, range, gradient: gradient, compute.kernels)
        }
      }
    }
    for parameter in parameters { parameter.constraint?.apply(to: parameter, compute) }
  }

  private func finish(_ clipping: GradientClipping, _ compute: Compute) {
    for (index, parameter) in parameters.enumerated() {
      if parameter.penalty != nil {
        forEachBlock(of: parameter, compute) { addPenalty(of: parameter, $0, to: $1, compute.kernels) }
      }
      squares[index] = blockSums.sum(parameter.gradient.readOnly, like: parameter, compute) {
        $0.sumOfSquares($1, count: $2)
      }
    }
    let total = squares.reduce(0, +)
    for (index, parameter) in parameters.enumerated() {
      let change = clipping.change(squares: squares[index], total: total)
      forEachBlock(of: parameter, compute) { range, gradient in
        compute.kernels.change(
          gradient, by: change, w: parameter.values.readOnly + range.lowerBound, count: range.count)
        step(parameter, range, gradient, compute.kernels)
      }
    }
  }

  private func forEachBlock(
    of parameter: Parameter, _ compute: Compute,
    _ body: (_ range: Range<Int>, _ gradient: UnsafeMutablePointer<Float>) -> Void
  ) {
    compute.parallelism.forEachBlock(of: parameter.values.count, size: 4096) { range, _ in
      body(range, parameter.gradient.pointer + range.lowerBound)
    }
  }

  package func update(
    _ parameter: Parameter, _ range: Range<Int>, gradient: UnsafeMutablePointer<Float>, _ kernels: any KernelSet
  ) {
    addPenalty(of: parameter, range, to: gradient, kernels)
    if case .value(let limit)? = clipping {
      kernels.change(gradient, by: .clip(limit: limit), w: parameter.values.readOnly, count: range.count)
    }
    step(parameter, range, gradient, kernels)
  }

  private func addPenalty(
    of parameter: Parameter, _ range: Range<Int>, to gradient: UnsafeMutablePointer<Float>, _ kernels: any KernelSet
  ) {
    guard let penalty = parameter.penalty else { return }
    kernels.change(
      gradient, by: penalty.change, w: parameter.values.readOnly + range.lowerBound, count: range.count)
  }

  private func step(
    _ parameter: Parameter, _ range: Range<Int>, _ gradient: UnsafePointer<Float>, _ kernels: any KernelSet
  ) {
    func state(_ index: Int) -> UnsafeMutablePointer<Float>? {
      index < ruleStates ? parameter.states[index].pointer + range.lowerBound : nil
    }
    let w = parameter.values.pointer + range.lowerBound
    var isFinite = kernels.update(
      rule, decay: parameter.isDecayed ? decay : nil, w: w, g: gradient, s: state(0), t: state(1), u: state(2),
      count: range.count)
    if let averages {
      let average = parameter.states[ruleStates].pointer + range.lowerBound
      isFinite = averages.add(w, to: average, count: range.count, step: place.updates, kernels) && isFinite
    }
    if !isFinite { isSpoilt.store(true, ordering: .relaxed) }
  }

  /// Exchanges the weights and their averages, if there are any.
  func exchangeAverages() {
    guard averages != nil else { return }
    for parameter in parameters { parameter.exchangeValues(withState: ruleStates) }
  }
}
