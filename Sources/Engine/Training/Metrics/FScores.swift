import Catalog

extension F1Score: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter {
    FScoreCounter(beta: 1, average: average, threshold: threshold, place)
  }
}

extension FBetaScore: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter {
    FScoreCounter(beta: beta, average: average, threshold: threshold, place)
  }
}

/// For each output: true positives, false positives, false negatives. Keras's formulas, with its epsilon in every divisor.
private struct FScoreCounter: MetricCounter {
  let beta: Double
  let average: Average
  let threshold: Float?
  let width: Int
  var count: Int { 3 * width }

  /// - Parameter threshold: the spec's; without it, a single output has that of its loss.
  init(beta: Double, average: Average, threshold: Double?, _ place: MetricPlace) {
    (self.beta, self.average, width) = (beta, average, place.width)
    self.threshold = threshold.map { Float($0) } ?? (place.width > 1 ? nil : place.threshold)
  }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    for sample in 0..<batch.samples {
      let (answers, targets) = (batch.answers + sample * width, batch.targets + sample * width)
      let bound = bound(answers)
      for output in 0..<width {
        let answer = answers[output]
        let saysOne = bound.isIncluded ? answer >= bound.value && answer.magnitude > 1e-9 : answer > bound.value
        let isOne = targets[output] != 0
        if saysOne || isOne { sums[3 * output + (saysOne ? isOne ? 0 : 1 : 2)] += 1 }
      }
    }
  }

  /// What an output has to exceed: without a threshold every output that equals the largest says 1, unless all are zero.
  private func bound(_ answers: UnsafeMutablePointer<Float>) -> (value: Float, isIncluded: Bool) {
    if let threshold { return (threshold, false) }
    var largest = answers[0]
    for output in 1..<width { largest = answers[output] > largest ? answers[output] : largest }
    return (largest, true)
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double {
    func sum(_ kind: Int) -> Double { (0..<width).reduce(0) { $0 + sums[3 * $1 + kind] } }
    if average == .micro { return score(sum(0), sum(1), sum(2)) }
    let all = sum(0) + sum(2) + Self.epsilon
    return (0..<width).reduce(0) { result, output in
      let counts = sums + 3 * output
      let weight = average == .macro ? 1 / Double(width) : (counts[0] + counts[2]) / all
      return result + score(counts[0], counts[1], counts[2]) * weight
    }
  }

  private static let epsilon = 1e-7

  private func score(_ trueOnes: Double, _ falseOnes: Double, _ falseZeros: Double) -> Double {
    let precision = trueOnes / (trueOnes + falseOnes + Self.epsilon)
    let recall = trueOnes / (trueOnes + falseZeros + Self.epsilon)
    let square = beta * beta
    return precision * recall / (square * precision + recall + Self.epsilon) * (1 + square)
  }
}
