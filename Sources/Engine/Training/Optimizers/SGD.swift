import Catalog
import KernelTypes

extension SGD: OptimizerMachinery, UpdateRules {
  func next(rate: Double) -> OptimizerRule {
    momentum == 0
      ? .sgd(learningRate: Float(rate))
      : .momentum(learningRate: Float(rate), momentum: Float(momentum), nesterov: nesterov)
  }
}
