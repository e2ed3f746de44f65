import Catalog
import KernelTypes

extension Adadelta: OptimizerMachinery, UpdateRules {
  func next(rate: Double) -> OptimizerRule {
    .adadelta(
      learningRate: Float(rate), rho: Float(rho), oneMinusRho: Float(1 - rho), epsilon: Float(epsilon))
  }
}
