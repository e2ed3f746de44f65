import Catalog
import KernelTypes

extension Adamax: OptimizerMachinery {
  var rules: any UpdateRules { AdamaxRules(optimizer: self) }
}

private struct AdamaxRules: UpdateRules {
  let optimizer: Adamax
  private var beta1Power = RunningPower()

  init(optimizer: Adamax) { self.optimizer = optimizer }

  mutating func next(rate: Double) -> OptimizerRule {
    beta1Power.multiply(by: optimizer.beta1)
    return .adamax(
      stepSize: Float(rate) / beta1Power.complement, oneMinusBeta1: Float(1 - optimizer.beta1),
      beta2: Float(optimizer.beta2), epsilon: Float(optimizer.epsilon))
  }
}
