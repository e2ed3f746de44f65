import Catalog
import KernelTypes

extension Lion: OptimizerMachinery, UpdateRules {
  func next(rate: Double) -> OptimizerRule {
    .lion(
      learningRate: Float(rate), beta1: Float(beta1), oneMinusBeta1: Float(1 - beta1), beta2: Float(beta2),
      oneMinusBeta2: Float(1 - beta2))
  }
}
