import Catalog

extension Accuracy: MetricMachinery {
  var needsNumbers: Bool { false }

  func counter(_ place: MetricPlace) -> any MetricCounter {
    place.width == 1 ? ThresholdAccuracy(threshold: place.threshold, width: 1) : RankCounter(ranks: 1)
  }
}

extension CategoricalAccuracy: MetricMachinery {
  var needsNumbers: Bool { false }
  func counter(_ place: MetricPlace) -> any MetricCounter { RankCounter(ranks: 1) }
}

extension TopKCategoricalAccuracy: MetricMachinery {
  var needsNumbers: Bool { false }
  func counter(_ place: MetricPlace) -> any MetricCounter { RankCounter(ranks: k) }
}

extension BinaryAccuracy: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter {
    ThresholdAccuracy(threshold: Float(threshold), width: place.width)
  }
}

/// Counts the samples whose label has one of the first ranks.
private struct RankCounter: MetricCounter {
  let ranks: Int
  var count: Int { 1 }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    guard let labels = batch.labels else { return }
    var found = 0
    for sample in 0..<batch.samples {
      let answers = UnsafePointer(batch.answers + sample * batch.width)
      found += rank(ofLabel: Int(labels[sample]), in: answers, batch.width) < ranks ? 1 : 0
    }
    sums[0] += Double(found)
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double { sums[0] / Double(samples) }

  /// How many classes rank before the label: those with a larger answer, and equal ones with a smaller index. NaNs rank
  /// before everything, so a model of NaNs is never right.
  private func rank(ofLabel label: Int, in answers: UnsafePointer<Float>, _ classes: Int) -> Int {
    let own = answers[label]
    var rank = 0
    for other in 0..<classes where other != label {
      let isBehind = answers[other] < own || (answers[other] == own && other > label)
      rank += isBehind ? 0 : 1
    }
    return rank
  }
}

/// Counts the outputs that are above the threshold where the target is 1, and not where it is 0.
private struct ThresholdAccuracy: MetricCounter {
  let threshold: Float
  let width: Int
  var count: Int { 1 }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    var found = 0
    for index in 0..<batch.count {
      found += (batch.answers[index] > threshold ? 1 : 0) == batch.target(index) ? 1 : 0
    }
    sums[0] += Double(found)
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double { sums[0] / Double(samples * width) }
}

extension ScoredBatch {
  /// A target as a number: of a single output, it may be the label itself.
  fileprivate func target(_ index: Int) -> Float {
    if width == 1, let labels { return Float(labels[index]) }
    return targets[index]
  }
}
