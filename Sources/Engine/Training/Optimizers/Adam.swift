import Catalog
import KernelTypes

extension Adam: OptimizerMachinery {
  var rules: any UpdateRules {
    AdamRules(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: nil, amsgrad: amsgrad.isOn)
  }
}

extension AdamW: OptimizerMachinery {
  var rules: any UpdateRules {
    AdamRules(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, amsgrad: amsgrad.isOn)
  }
}

private struct AdamRules: UpdateRules {
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let weightDecay: Double?
  let amsgrad: Bool
  private var beta1Power = RunningPower()
  private var beta2Power = RunningPower()

  init(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double?, amsgrad: Bool) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.amsgrad = amsgrad
  }

  mutating func next(rate: Double) -> OptimizerRule {
    beta1Power.multiply(by: beta1)
    beta2Power.multiply(by: beta2)
    let stepSize = Float(rate) * beta2Power.complement.squareRoot() / beta1Power.complement
    let (oneMinusBeta1, oneMinusBeta2) = (Float(1 - beta1), Float(1 - beta2))
    let decay = weightDecay.map { Float($0 * rate) }
    return amsgrad
      ? .amsgrad(
        stepSize: stepSize, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: Float(epsilon),
        decay: decay)
      : .adam(
        stepSize: stepSize, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: Float(epsilon),
        decay: decay)
  }
}
