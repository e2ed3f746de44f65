import Catalog
import KernelTypes

extension CategoricalCrossentropy: LossMachinery {
  var needsNumbers: Bool { labelSmoothing != nil }

  func score(_ batch: ScoredBatch, losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    guard let labelSmoothing else { return batch.crossEntropy(losses: losses, gradient: gradient) }
    let label = SmoothedLabel(smoothing: labelSmoothing, classes: batch.width)
    for index in 0..<batch.count { batch.scratch[index] = batch.targets[index] * label.factor + label.rest }
    batch.kernels.crossEntropy(
      batch.outputs, smoothed: batch.scratch, y: batch.answers, losses: losses, dx: gradient,
      scale: 1 / Float(batch.samples), rows: batch.samples, columns: batch.width)
  }
}

extension SparseCategoricalCrossentropy: LossMachinery {
  var needsNumbers: Bool { false }

  func score(_ batch: ScoredBatch, losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    batch.crossEntropy(losses: losses, gradient: gradient)
  }
}

extension ScoredBatch {
  fileprivate func crossEntropy(losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    guard !areMixed else {
      return kernels.crossEntropy(
        outputs, smoothed: targets, y: answers, losses: losses, dx: gradient, scale: 1 / Float(samples), rows: samples,
        columns: width)
    }
    // `ModelGraph` refuses the loss for values, and no network is made without a graph: `SampleTests`.
    guard let labels else { preconditionFailure("a ModelGraph has this loss for classes only") }
    kernels.crossEntropy(
      outputs, labels: labels, y: answers, losses: losses, dx: gradient, scale: 1 / Float(samples), rows: samples,
      columns: width)
  }
}

/// From the softmax's results, and back through the softmax.
extension CategoricalFocalCrossentropy: LossMachinery {
  func score(_ batch: ScoredBatch, losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    let (rows, columns) = (batch.samples, batch.width)
    let label = SmoothedLabel(smoothing: labelSmoothing ?? 0, classes: columns)
    batch.kernels.softmax(batch.outputs, y: batch.answers, rows: rows, columns: columns)
    batch.kernels.elementwise(
      .focal(label, alpha: Float(alpha), gamma: Float(gamma)), p: batch.answers, y: batch.targets,
      losses: batch.scratch, dp: gradient, scale: 1 / Float(rows), count: batch.count)
    batch.sum(batch.scratch, isMean: false, to: losses)
    guard let gradient else { return }
    batch.kernels.softmaxGradient(y: batch.answers, dy: gradient, dx: gradient, rows: rows, columns: columns)
  }
}
