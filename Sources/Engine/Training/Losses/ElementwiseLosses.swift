import Catalog
import KernelTypes

/// A loss that is the mean, or the sum, of a function of one output and its target.
protocol ElementwiseMachinery: LossMachinery {
  var function: ElementwiseLoss { get }
  var isMean: Bool { get }
}

extension ElementwiseMachinery {
  var isMean: Bool { true }

  func score(_ batch: ScoredBatch, losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    if Self.link == .sigmoid {
      batch.kernels.apply(.sigmoid, x: batch.outputs, y: batch.answers, count: batch.count)
    } else {
      batch.answerWithOutputs()
    }
    batch.kernels.elementwise(
      function, p: batch.outputs, y: batch.targets, losses: batch.scratch, dp: gradient,
      scale: 1 / Float(isMean ? batch.count : batch.samples), count: batch.count)
    batch.sum(batch.scratch, isMean: isMean, to: losses)
  }
}

extension MeanSquaredError: ElementwiseMachinery {
  var function: ElementwiseLoss { .squaredError }
}

extension MeanAbsoluteError: ElementwiseMachinery {
  var function: ElementwiseLoss { .absoluteError }
}

extension MeanAbsolutePercentageError: ElementwiseMachinery {
  var function: ElementwiseLoss { .percentageError }
}

extension MeanSquaredLogarithmicError: ElementwiseMachinery {
  var function: ElementwiseLoss { .squaredLogarithmicError }
}

extension Huber: ElementwiseMachinery {
  var function: ElementwiseLoss { .huber(delta: Float(delta)) }
}

extension LogCosh: ElementwiseMachinery {
  var function: ElementwiseLoss { .logCosh }
}

extension Poisson: ElementwiseMachinery {
  var function: ElementwiseLoss { .poisson }
}

extension KLDivergence: ElementwiseMachinery {
  var function: ElementwiseLoss { .divergence }
  var isMean: Bool { false }
}

extension Hinge: ElementwiseMachinery {
  var function: ElementwiseLoss { .hinge(isSquared: false) }
}

extension SquaredHinge: ElementwiseMachinery {
  var function: ElementwiseLoss { .hinge(isSquared: true) }
}

extension BinaryCrossentropy: ElementwiseMachinery {
  var function: ElementwiseLoss { .sigmoidCrossEntropy(label) }
  var label: SmoothedLabel { SmoothedLabel(smoothing: labelSmoothing ?? 0, classes: 2) }
}

extension BinaryFocalCrossentropy: ElementwiseMachinery {
  var function: ElementwiseLoss {
    .sigmoidFocal(
      SmoothedLabel(smoothing: labelSmoothing ?? 0, classes: 2), alpha: appliesClassBalancing ? Float(alpha) : nil,
      gamma: Float(gamma))
  }
}
