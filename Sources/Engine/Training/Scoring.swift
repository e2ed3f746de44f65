import Catalog
import Layers
import Records
import Tensors

/// Loss, metrics, and the loss's gradient.
package final class Scoring {
  private let loss: LossSpec
  private let metrics: [MetricSpec]
  /// How many numbers the model's last layer has.
  let width: Int
  private let losses: AlignedBuffer<Float>
  /// The model's answers: the softmax of its logits, or its last layer unchanged.
  let answers: AlignedBuffer<Float>

  package init(loss: LossSpec, metrics: [MetricSpec], width: Int, capacity: Int) {
    self.loss = loss
    self.metrics = metrics
    self.width = width
    losses = AlignedBuffer(capacity)
    answers = AlignedBuffer(capacity * width)
  }

  var emptyMetrics: [Float] { metrics.map { _ in 0 } }

  /// Scores a batch, leaves its answers in `answers`, and writes the gradient of the batch's mean loss, if wanted.
  package func score(
    _ outputs: AlignedBuffer<Float>, _ targets: BatchTargets, _ pass: Pass, gradient: AlignedBuffer<Float>?
  ) -> ScoreSums {
    switch (loss, targets) {
    case (.categoricalCrossentropy, .classes(let labels)):
      pass.compute.kernels.crossEntropy(
        outputs.readOnly, labels: labels.readOnly, y: answers.pointer, losses: losses.pointer, dx: gradient?.pointer,
        scale: 1 / Float(pass.samples), rows: pass.samples, columns: width)
    case (.meanSquaredError, .classes(let labels)):
      squaredErrors(outputs, pass.samples, gradient: gradient?.pointer) { sample, output in
        width == 1 ? Float(labels.pointer[sample]) : output == Int(labels.pointer[sample]) ? 1 : 0
      }
    case (.meanSquaredError, .values(let values, _)):
      squaredErrors(outputs, pass.samples, gradient: gradient?.pointer) { sample, output in
        values.pointer[sample * width + output]
      }
    case (.categoricalCrossentropy, .values):
      // `ModelGraph` refuses the pair, and no network is made without a graph: `SampleTests`.
      preconditionFailure("a ModelGraph has this loss for classes only")
    }
    var sums = ScoreSums()
    sums.samples = pass.samples
    for sample in 0..<pass.samples { sums.loss += Double(losses.pointer[sample]) }
    if case .classes(let labels) = targets { count(labels, pass.samples, &sums) }
    return sums
  }

  /// The samples that each metric counts.
  private func count(_ labels: AlignedBuffer<Int32>, _ samples: Int, _ sums: inout ScoreSums) {
    for sample in 0..<samples {
      let rank = rank(ofLabel: Int(labels.pointer[sample]), in: answers.pointer + sample * width)
      for index in metrics.indices {
        switch metrics[index] {
        case .accuracy: sums.counts[index] += rank == 0 ? 1 : 0
        case .topKCategoricalAccuracy(let k): sums.counts[index] += rank < k ? 1 : 0
        }
      }
    }
  }

  /// loss = Σ (y − target)² ÷ outputs;  dy = 2(y − target) ÷ (outputs · samples). The target of a class is one-hot.
  @inline(__always)
  private func squaredErrors(
    _ outputs: AlignedBuffer<Float>, _ samples: Int, gradient: UnsafeMutablePointer<Float>?,
    target: (_ sample: Int, _ output: Int) -> Float
  ) {
    let scale = 2 / Float(width * samples)
    for sample in 0..<samples {
      var sum: Float = 0
      for index in sample * width..<(sample + 1) * width {
        let output = outputs.pointer[index]
        let difference = output - target(sample, index - sample * width)
        sum += difference * difference
        answers.pointer[index] = output
        gradient?[index] = difference * scale
      }
      losses.pointer[sample] = sum / Float(width)
    }
  }

  /// How many classes rank before the label: those with a larger answer, and equal ones with a smaller index. NaNs rank
  /// before everything, so a model of NaNs is never right. Of two classes with one answer, the second ranks first above ½.
  private func rank(ofLabel label: Int, in answers: UnsafePointer<Float>) -> Int {
    if width == 1 { return (answers[0] > 0.5) == (label == 1) ? 0 : 1 }
    let own = answers[label]
    var rank = 0
    for other in 0..<width where other != label {
      let isBehind = answers[other] < own || (answers[other] == own && other > label)
      rank += isBehind ? 0 : 1
    }
    return rank
  }

  /// The means of `sums`, written in place.
  func write(_ sums: ScoreSums, to scores: inout Scores) {
    scores.loss = Float(sums.loss / Double(sums.samples))
    for index in metrics.indices { scores.metrics[index] = Float(Double(sums.counts[index]) / Double(sums.samples)) }
  }
}
