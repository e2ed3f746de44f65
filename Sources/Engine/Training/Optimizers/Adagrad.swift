import Catalog
import KernelTypes

extension Adagrad: OptimizerMachinery, UpdateRules {
  func next(rate: Double) -> OptimizerRule { .adagrad(learningRate: Float(rate), epsilon: Float(epsilon)) }

  func initialState(_ index: Int) -> Float { Float(initialAccumulatorValue) }
}
