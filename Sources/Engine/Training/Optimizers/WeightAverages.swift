import Catalog
import KernelTypes

/// Moving averages of the weights: a ← m·a + (1 − m)·w after each step, m = 0 after the first.
struct WeightAverages {
  private let momentum: Float
  private let overwriteFrequency: Int?

  init?(_ options: OptimizerOptions) {
    guard options.usesAverages.isOn else { return nil }
    momentum = Float(options.averageMomentum ?? 0.99)
    overwriteFrequency = options.averageOverwriteFrequency?.count
  }

  /// Adds the weights w after a step to their average, which takes their place in some steps. `step`: its number, from 1.
  ///
  /// - Returns: whether the average is finite.
  func add(
    _ w: UnsafeMutablePointer<Float>, to average: UnsafeMutablePointer<Float>, count: Int, step: Int,
    _ kernels: any KernelSet
  ) -> Bool {
    let isFinite = kernels.average(average, of: w, momentum: step == 1 ? 0 : momentum, count: count)
    if let overwriteFrequency, step % overwriteFrequency == 0 { w.update(from: average, count: count) }
    return isFinite
  }
}
