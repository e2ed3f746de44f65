import Catalog
import KernelTypes
import Tensors

extension Mean: MetricMachinery {
  var needsNumbers: Bool { true }

  func counter(_ place: MetricPlace) -> any MetricCounter {
    MeanCounter(
      loss: loss.machinery(), sign: Loss.isNegated ? -1 : 1, isOfLogits: Loss.link != nil && Loss.link == place.link,
      losses: AlignedBuffer(place.capacity))
  }
}

/// Adds up a loss.
private struct MeanCounter: MetricCounter {
  let loss: any LossMachinery
  let sign: Double
  /// Whether the loss takes the model's logits; otherwise it takes its answers.
  let isOfLogits: Bool
  let losses: AlignedBuffer<Float>
  var count: Int { 1 }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    if isOfLogits {
      loss.score(batch, losses: losses.pointer, gradient: nil)
    } else if let loss = loss as? any ProbabilityLoss {
      loss.score(probabilities: batch, losses: losses.pointer)
    } else {
      loss.score(batch.ofAnswers, losses: losses.pointer, gradient: nil)
    }
    var sum = 0.0
    for sample in 0..<batch.samples { sum += Double(losses.pointer[sample]) }
    sums[0] += sum
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double { sign * sums[0] / Double(samples) }
}

extension ScoredBatch {
  /// The batch for a loss that takes the answers.
  fileprivate var ofAnswers: ScoredBatch {
    ScoredBatch(
      kernels: kernels, samples: samples, width: width, outputs: answers, answers: answers, labels: labels,
      numbers: numbers, areMixed: areMixed, scratch: scratch)
  }
}

/// A loss of logits that as a metric also takes the probabilities of a model with another loss.
private protocol ProbabilityLoss: LossMachinery {
  func score(probabilities batch: ScoredBatch, losses: UnsafeMutablePointer<Float>)
}

extension BinaryCrossentropy: ProbabilityLoss {
  fileprivate func score(probabilities batch: ScoredBatch, losses: UnsafeMutablePointer<Float>) {
    batch.kernels.elementwise(
      .binaryCrossEntropy(label), p: batch.answers, y: batch.targets, losses: batch.scratch, dp: nil, scale: 1,
      count: batch.count)
    batch.sum(batch.scratch, isMean: true, to: losses)
  }
}

extension CategoricalCrossentropy: ProbabilityLoss {
  fileprivate func score(probabilities batch: ScoredBatch, losses: UnsafeMutablePointer<Float>) {
    batch.crossEntropyOfProbabilities(smoothing: labelSmoothing ?? 0, losses: losses)
  }
}

extension ScoredBatch {
  /// Answers that do not add up to 1 are divided by their sum, as in Keras.
  fileprivate func crossEntropyOfProbabilities(smoothing: Double, losses: UnsafeMutablePointer<Float>) {
    sum(answers, isMean: false, to: losses)
    for index in 0..<count { scratch[index] = answers[index] / losses[index / width] }
    kernels.elementwise(
      .crossEntropy(SmoothedLabel(smoothing: smoothing, classes: width)), p: scratch, y: targets, losses: scratch,
      dp: nil, scale: 1, count: count)
    sum(scratch, isMean: false, to: losses)
  }
}

extension RootMeanSquaredError: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter { ErrorCounter(width: place.width) }
}

extension R2Score: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter { VarianceCounter(width: place.width) }
}

/// The root of the mean of all squares, which is not the mean of the batches' roots.
private struct ErrorCounter: MetricCounter {
  let width: Int
  var count: Int { 1 }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    for index in 0..<batch.count { sums[0] += batch.squaredError(index) }
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double {
    (sums[0] / Double(samples * width)).squareRoot()
  }
}

/// For each output: Σ y, Σ y² and Σ (y − p)².
private struct VarianceCounter: MetricCounter {
  let width: Int
  var count: Int { 3 * width }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    for index in 0..<batch.count {
      let (sums, target) = (sums + 3 * (index % width), Double(batch.targets[index]))
      sums[0] += target
      sums[1] += target * target
      sums[2] += batch.squaredError(index)
    }
  }

  /// An output whose targets are all equal has no variance to explain, and scores 0.
  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double {
    (0..<width).reduce(0) { result, output in
      let sums = sums + 3 * output
      let score = 1 - sums[2] / (sums[1] - sums[0] * (sums[0] / Double(samples)))
      return result + (score.isInfinite ? 0 : score) / Double(width)
    }
  }
}

extension ScoredBatch {
  fileprivate func squaredError(_ index: Int) -> Double {
    let error = Double(answers[index]) - Double(targets[index])
    return error * error
  }
}
