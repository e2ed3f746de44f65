import Catalog
import KernelTypes

/// A batch at the end of a network, as losses and metrics see it.
struct ScoredBatch {
  let kernels: any KernelSet
  let samples: Int
  /// How many outputs the model has.
  let width: Int
  /// [samples, width], the last layer's results: logits, if the loss has a link.
  let outputs: UnsafePointer<Float>
  /// [samples, width], the model's answers: its outputs after the link. Written by the loss.
  let answers: UnsafeMutablePointer<Float>
  /// The classes of the samples; nil if the targets are values.
  let labels: UnsafePointer<Int32>?
  /// [samples, width], the targets as numbers; nil if neither the loss nor a metric needs them.
  let numbers: UnsafePointer<Float>?
  /// Whether the numbers may be those of several classes at once, so that the labels do not say all.
  let areMixed: Bool
  /// [samples, width], to be used by whoever needs it.
  let scratch: UnsafeMutablePointer<Float>

  var count: Int { samples * width }

  var targets: UnsafePointer<Float> {
    // `Scoring` has asked loss and metrics by `needsNumbers`.
    guard let numbers else { preconditionFailure("targets are numbers where they are needed") }
    return numbers
  }
}

/// A loss of the catalog with its arithmetic.
protocol LossMachinery: LossConstruct {
  /// Whether it needs targets as numbers even if they are classes.
  var needsNumbers: Bool { get }

  /// Writes the loss of each sample, the batch's answers, and the gradient of the samples' mean loss [samples, width], if wanted.
  func score(_ batch: ScoredBatch, losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?)
}

extension LossMachinery {
  var needsNumbers: Bool { true }
}

extension LossSpec {
  var machinery: any LossMachinery { construct.machinery() }
}

extension ScoredBatch {
  /// What a loss without a link does about the answers.
  func answerWithOutputs() { answers.update(from: outputs, count: count) }

  /// losses = the sum, or the mean, of each sample's `elements` [samples, width], in the order of the outputs.
  func sum(_ elements: UnsafePointer<Float>, isMean: Bool, to losses: UnsafeMutablePointer<Float>) {
    let divisor = isMean ? Float(width) : 1
    for sample in 0..<samples {
      var sum: Float = 0
      for index in sample * width..<(sample + 1) * width { sum += elements[index] }
      losses[sample] = sum / divisor
    }
  }
}
