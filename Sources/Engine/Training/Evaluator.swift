import Datasets
import Kernels
import Layers
import Records
import Tensors

/// Runs a network over samples without training it.
struct Evaluator {
  let network: Network
  let scoring: Scoring
  let compute: Compute

  func evaluate(_ samples: Samples, _ range: Range<Int>) -> Evaluation {
    compute.withTeam { evaluate(samples, range, $0) }
  }

  private func evaluate(_ samples: Samples, _ range: Range<Int>, _ compute: Compute) -> Evaluation {
    var sums = scoring.emptySums
    var batchSums = scoring.emptySums
    var outputs: [Float] = []
    outputs.reserveCapacity(range.count * scoring.width)
    let targets = scoring.targets(like: samples, capacity: network.capacity)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: network.capacity) {
      let count = min(network.capacity, range.upperBound - start)
      let pass = Pass(compute: compute, samples: count, isTraining: false)
      network.load(samples, targets, pass) { start + $0 }
      network.forward(pass)
      scoring.score(network.output, targets, pass, gradient: nil, to: &batchSums)
      sums.add(batchSums)
      outputs.append(contentsOf: UnsafeBufferPointer(start: scoring.answers.pointer, count: count * scoring.width))
    }
    sums.addPenalty(network.penalty(compute))
    var scores = Scores(loss: 0, metrics: scoring.emptyMetrics)
    scoring.write(sums, to: &scores)
    var evaluation = Evaluation(scores: scores, classes: 0, width: scoring.width, outputs: outputs)
    evaluation.threshold = scoring.threshold
    switch samples.targets {
    case .classes(let labels):
      evaluation.classes = samples.interface.outputs
      (evaluation.predicted, evaluation.labels) = (predictions(outputs), Array(labels[range]))
    case .values(let values):
      evaluation.values = Array(values[range.lowerBound * scoring.width..<range.upperBound * scoring.width])
    }
    return evaluation
  }

  /// The class with the largest answer, the first of equals; of two classes with one answer, the second if it is above the threshold.
  private func predictions(_ outputs: [Float]) -> [Int32] {
    guard scoring.width > 1 else { return outputs.map { $0 > scoring.threshold ? 1 : 0 } }
    return stride(from: 0, to: outputs.count, by: scoring.width).map { start in
      var best = 0
      for other in 1..<scoring.width where outputs[start + other] > outputs[start + best] { best = other }
      return Int32(best)
    }
  }
}
