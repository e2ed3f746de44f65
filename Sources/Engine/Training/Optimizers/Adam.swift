import Catalog
import KernelTypes

extension Adam: OptimizerMachinery {
  var rules: any UpdateRules { AdamRules(moments: moments, amsgrad: amsgrad.isOn) }
}

extension AdamW: OptimizerMachinery {
  var rules: any UpdateRules { AdamRules(moments: moments, amsgrad: amsgrad.isOn) }
}

private struct AdamRules: UpdateRules {
  let moments: Moments
  let amsgrad: Bool
  private var beta1Power = RunningPower()
  private var beta2Power = RunningPower()

  init(moments: Moments, amsgrad: Bool) { (self.moments, self.amsgrad) = (moments, amsgrad) }

  mutating func next(rate: Double) -> OptimizerRule {
    beta1Power.multiply(by: moments.beta1)
    beta2Power.multiply(by: moments.beta2)
    let stepSize = Float(rate) * beta2Power.complement.squareRoot() / beta1Power.complement
    let (oneMinusBeta1, oneMinusBeta2) = (Float(1 - moments.beta1), Float(1 - moments.beta2))
    let epsilon = Float(moments.epsilon)
    return amsgrad
      ? .amsgrad(stepSize: stepSize, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
      : .adam(stepSize: stepSize, oneMinusBeta1: oneMinusBeta1, oneMinusBeta2: oneMinusBeta2, epsilon: epsilon)
  }
}
