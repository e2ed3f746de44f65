import Catalog

extension AUC: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter { AreaCounter(thresholds: thresholds, curve: curve) }
}

/// How many outputs with a label of 0, and how many with a label of 1, are between each two thresholds, as in Keras.
private struct AreaCounter: MetricCounter {
  let thresholds: Int
  let curve: Curve
  /// Those of label 0, then those of label 1.
  var count: Int { 2 * thresholds }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    let steps = Float(thresholds - 1)
    for index in 0..<batch.count {
      let place = (batch.answers[index] * steps).rounded(.up) - 1
      // A NaN counts as the smallest.
      let bucket = place > 0 ? Int(min(place, steps)) : 0
      sums[bucket + (batch.targets[index] != 0 ? thresholds : 0)] += 1
    }
  }

  /// How many outputs are above a threshold, by their label.
  private struct Point {
    var zeros: Double
    var ones: Double
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double {
    var above = Point(zeros: 0, ones: 0)
    let points = (0..<thresholds).reversed().map { bucket in
      above.zeros += sums[bucket]
      above.ones += sums[thresholds + bucket]
      return above
    }
    return curve == .roc ? areaOfRates(points, above) : areaOfPrecision(points, above)
  }

  /// Trapezoids below recall over the fraction of false positives.
  private func areaOfRates(_ points: [Point], _ all: Point) -> Double {
    zip(points, points.dropFirst()).reduce(0) { sum, pair in
      let (low, high) = pair
      let width = ratio(high.zeros, all.zeros) - ratio(low.zeros, all.zeros)
      return sum + width * (ratio(low.ones, all.ones) + ratio(high.ones, all.ones)) / 2
    }
  }

  /// Between two points precision is not a straight line over recall: J. Davis and M. Goadrich, "The relationship between
  /// precision-recall and ROC curves", 2006.
  private func areaOfPrecision(_ points: [Point], _ all: Point) -> Double {
    zip(points, points.dropFirst()).reduce(0) { sum, pair in
      let (low, high) = pair
      let (lowAll, highAll) = (low.ones + low.zeros, high.ones + high.zeros)
      let slope = ratio(high.ones - low.ones, highAll - lowAll)
      let intercept = low.ones - slope * lowAll
      let logarithm = lowAll > 0 && highAll > 0 ? -naturalLogarithm(lowAll / highAll) : 0
      return sum + ratio(slope * (high.ones - low.ones + intercept * logarithm), all.ones)
    }
  }
}
