import Catalog
import Datasets
import Layers
import Records
import Tensors

/// Loss, metrics, and the loss's gradient.
package final class Scoring {
  private let loss: any LossMachinery
  private let metrics: [any MetricCounter]
  /// Where each metric's numbers begin among all metrics' sums.
  private let places: [Int]
  private let sumCount: Int
  /// Whether loss or metrics need targets as numbers even if they are classes.
  private let needsNumbers: Bool
  /// How many numbers the model's last layer has.
  let width: Int
  /// Above which the only answer of two classes says the second.
  let threshold: Float
  private let losses: AlignedBuffer<Float>
  private let scratch: AlignedBuffer<Float>
  /// The model's answers: the probabilities of its logits, or its last layer unchanged.
  let answers: AlignedBuffer<Float>

  package init(_ graph: ModelGraph, metrics: [MetricSpec], capacity: Int) {
    let width = graph.output.count
    let place = MetricPlace(
      target: graph.target, width: width, link: graph.loss.link, threshold: graph.threshold, capacity: capacity)
    let loss = graph.loss.machinery
    let machinery = metrics.map(\.machinery)
    self.loss = loss
    self.metrics = machinery.map { $0.counter(place) }
    self.width = width
    threshold = graph.threshold
    needsNumbers = loss.needsNumbers || machinery.contains { $0.needsNumbers }
    (places, sumCount) = self.metrics.reduce(into: ([], 0)) { result, metric in
      result.0.append(result.1)
      result.1 += metric.count
    }
    losses = AlignedBuffer(capacity)
    answers = AlignedBuffer(capacity * width)
    scratch = AlignedBuffer(needsNumbers ? capacity * width : 0)
  }

  var emptyMetrics: [Float] { metrics.map { _ in 0 } }
  package var emptySums: ScoreSums { ScoreSums(metrics: Array(repeating: 0, count: sumCount)) }

  /// Whether the sums could be this model's.
  func fits(_ sums: ScoreSums) -> Bool { sums.metrics.count == sumCount }

  /// Room for the targets of batches of such samples.
  package func targets(
    like samples: Samples, capacity: Int, areMixed: Bool = false, classWeights: [Float]? = nil
  ) -> BatchTargets {
    BatchTargets(
      like: samples, capacity: capacity, width: width, areNumbers: needsNumbers, areMixed: areMixed,
      classWeights: classWeights)
  }

  /// Scores a batch into `sums`, leaves its answers in `answers`, and writes the gradient of the batch's mean loss, if wanted.
  package func score(
    _ outputs: AlignedBuffer<Float>, _ targets: BatchTargets, _ pass: Pass, gradient: AlignedBuffer<Float>?,
    to sums: inout ScoreSums
  ) {
    let batch = ScoredBatch(
      kernels: pass.compute.kernels, samples: pass.samples, width: width, outputs: outputs.readOnly,
      answers: answers.pointer, labels: targets.labels?.readOnly, numbers: targets.numbers?.readOnly,
      areMixed: targets.areMixed, scratch: scratch.pointer)
    loss.score(batch, losses: losses.pointer, gradient: gradient?.pointer)
    if let weights = targets.weights { weigh(batch, weights.readOnly, gradient?.pointer) }
    sums.clear()
    sums.samples = pass.samples
    for sample in 0..<pass.samples { sums.loss += Double(losses.pointer[sample]) }
    sums.metrics.withUnsafeMutableBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for (metric, place) in zip(metrics, places) { metric.add(batch, to: first + place) }
    }
  }

  /// The mean of weighted losses is over the samples, not over their weights, as in Keras.
  private func weigh(_ batch: ScoredBatch, _ weights: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>?) {
    for sample in 0..<batch.samples {
      losses.pointer[sample] *= weights[sample]
      guard let gradient else { continue }
      for index in sample * width..<(sample + 1) * width { gradient[index] *= weights[sample] }
    }
  }

  /// The scores of `sums`, written in place.
  func write(_ sums: ScoreSums, to scores: inout Scores) {
    scores.loss = Float(sums.loss / Double(sums.samples))
    sums.metrics.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for index in metrics.indices {
        scores.metrics[index] = Float(metrics[index].value(of: first + places[index], samples: sums.samples))
      }
    }
  }
}
