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
    var sums = ScoreSums()
    var outputs: [Float] = []
    outputs.reserveCapacity(range.count * scoring.classes)
    let targets = BatchTargets(like: samples, capacity: network.capacity)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: network.capacity) {
      let count = min(network.capacity, range.upperBound - start)
      let pass = Pass(compute: compute, samples: count, isTraining: false)
      network.load(samples, targets, pass) { start + $0 }
      network.forward(pass)
      sums.add(scoring.score(network.output, targets, pass, gradient: nil))
      outputs.append(contentsOf: UnsafeBufferPointer(start: scoring.answers.pointer, count: count * scoring.classes))
    }
    sums.addPenalty(network.penalty)
    var scores = Scores(loss: 0, metrics: scoring.emptyMetrics)
    scoring.write(sums, to: &scores)
    var evaluation = Evaluation(scores: scores, classes: scoring.classes, outputs: outputs, predicted: [], labels: [])
    if case .classes(let labels) = samples.targets {
      (evaluation.predicted, evaluation.labels) = (predictions(outputs), Array(labels[range]))
    }
    return evaluation
  }

  /// The class with the largest answer, the first of equals.
  private func predictions(_ outputs: [Float]) -> [Int32] {
    stride(from: 0, to: outputs.count, by: scoring.classes).map { start in
      var best = 0
      for other in 1..<scoring.classes where outputs[start + other] > outputs[start + best] { best = other }
      return Int32(best)
    }
  }
}
