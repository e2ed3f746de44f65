import Catalog
import KernelTypes

extension RMSprop: OptimizerMachinery, UpdateRules {
  func next(rate: Double) -> OptimizerRule {
    momentum == 0 && !centered
      ? .rmsprop(learningRate: Float(rate), rho: Float(rho), oneMinusRho: Float(1 - rho), epsilon: Float(epsilon))
      : .rmspropGeneral(
        learningRate: Float(rate), rho: Float(rho), oneMinusRho: Float(1 - rho), momentum: Float(momentum),
        epsilon: Float(epsilon), centered: centered)
  }
}
