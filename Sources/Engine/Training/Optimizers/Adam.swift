import Catalog
import KernelTypes

extension Adam: OptimizerMachinery {
  var rules: any UpdateRules { AdamRules(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: nil) }
}

extension AdamW: OptimizerMachinery {
  var rules: any UpdateRules { AdamRules(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay) }
}

private struct AdamRules: UpdateRules {
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let weightDecay: Double?
  /// βⁿ after n steps, as running products: no power function. β is first rounded to float, as in Keras.
  private var beta1Power = 1.0
  private var beta2Power = 1.0

  init(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double?) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  mutating func next(rate: Double) -> OptimizerRule {
    beta1Power *= Double(Float(beta1))
    beta2Power *= Double(Float(beta2))
    return .adam(
      stepSize: stepSize(rate), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
      epsilon: Float(epsilon), decay: weightDecay.map { Float($0 * rate) })
  }

  /// η·√(1−β₂ⁿ) ÷ (1−β₁ⁿ), with every operation in float, as in Keras. In the first steps 1−β₂ⁿ is then off by some parts
  /// in 100,000, and so are Keras's weights; with the exact value, dense.yaml's losses would differ from Keras's by more
  /// than 1e-4 within 50 steps (`KerasFidelityTests`).
  private func stepSize(_ rate: Double) -> Float {
    Float(rate) * (1 - Float(beta2Power)).squareRoot() / (1 - Float(beta1Power))
  }
}
