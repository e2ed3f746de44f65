import Catalog
import KernelTypes

extension Nadam: OptimizerMachinery {
  var rules: any UpdateRules { NadamRules(optimizer: self) }
}

/// Every coefficient is computed in float, as in Keras.
private struct NadamRules: UpdateRules {
  let optimizer: Nadam
  private var decayPower = RunningPower()
  private var beta2Power = RunningPower()
  /// The product of the momenta of all steps so far.
  private var momenta: Float = 1

  init(optimizer: Nadam) { self.optimizer = optimizer }

  mutating func next(rate: Double) -> OptimizerRule {
    decayPower.multiply(by: 0.96)
    beta2Power.multiply(by: optimizer.beta2)
    var following = decayPower
    following.multiply(by: 0.96)
    let (momentum, nextMomentum) = (momentum(decayPower), momentum(following))
    momenta *= momentum
    return .nadam(
      learningRate: Float(rate), meanFactor: nextMomentum / (1 - momenta * nextMomentum),
      gradientFactor: (1 - momentum) / (1 - momenta), squareFactor: 1 / beta2Power.complement,
      oneMinusBeta1: Float(1 - optimizer.beta1), oneMinusBeta2: Float(1 - optimizer.beta2),
      epsilon: Float(optimizer.epsilon))
  }

  /// That of a step, given 0.96 to the power of its number.
  private func momentum(_ power: RunningPower) -> Float { Float(optimizer.beta1) * (1 - 0.5 * power.value) }
}
