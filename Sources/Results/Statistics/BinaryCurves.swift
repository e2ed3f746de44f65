/// How well one number for each sample tells two classes apart, whatever the threshold.
///
/// - Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC)
///   curve. Radiology 143, 29–36.
public struct BinaryCurves: Equatable, Sendable {
  /// What is counted as positive from some threshold on, ever lower: samples with equal scores come together.
  public struct Step: Equatable, Sendable {
    /// The lowest score that is counted as positive.
    public var score: Float
    public var truePositives: Int
    public var falsePositives: Int
  }

  public let positives: Int
  public let negatives: Int
  /// From the highest score to the lowest; the last one counts every sample.
  public let steps: [Step]

  /// - Parameters:
  ///   - scores: the higher, the more likely class 1.
  ///   - labels: 0 or 1.
  public init(scores: [Float], labels: [Int32]) {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var steps: [Step] = []
    var (truePositives, falsePositives) = (0, 0)
    for (place, index) in order.enumerated() {
      truePositives += labels[index] == 1 ? 1 : 0
      falsePositives += labels[index] == 1 ? 0 : 1
      if place + 1 < order.count, scores[order[place + 1]] == scores[index] { continue }
      steps.append(Step(score: scores[index], truePositives: truePositives, falsePositives: falsePositives))
    }
    self.steps = steps
    (positives, negatives) = (truePositives, falsePositives)
  }

  /// Whether both classes occur: nothing can be told apart otherwise.
  public var hasBoth: Bool { positives > 0 && negatives > 0 }

  /// The area under the ROC curve, exact: the probability that a positive sample has a higher score than a negative one, where
  /// equal scores count a half (Mann and Whitney's U ÷ (positives · negatives)). Nil without both classes.
  public var areaUnderROC: Double? {
    guard hasBoth else { return nil }
    var (twiceU, last) = (0, Step(score: 0, truePositives: 0, falsePositives: 0))
    for step in steps {
      // The negatives of this step lose against all positives before, and draw with its own.
      twiceU += (step.falsePositives - last.falsePositives) * (step.truePositives + last.truePositives)
      last = step
    }
    return Double(twiceU) / (2 * Double(positives) * Double(negatives))
  }

  /// Σ (recall − last recall) · precision over the steps: the area under the precision–recall curve without interpolation, which
  /// would flatter it. Nil without a positive sample.
  ///
  /// - Davis, J. and Goadrich, M. (2006). The relationship between precision-recall and ROC curves. ICML, 233–240.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (sum, last) = (0.0, 0)
    for step in steps {
      sum += Double(step.truePositives - last) * step.precision
      last = step.truePositives
    }
    return sum / Double(positives)
  }

  /// The counts where a score above a threshold means class 1.
  public func counts(above threshold: Float) -> BinaryCounts {
    // The steps are sorted by descending score.
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].score > threshold { low = middle + 1 } else { high = middle }
    }
    let step = low > 0 ? steps[low - 1] : Step(score: 0, truePositives: 0, falsePositives: 0)
    return BinaryCounts(
      truePositives: step.truePositives, falsePositives: step.falsePositives,
      trueNegatives: negatives - step.falsePositives, falseNegatives: positives - step.truePositives)
  }
}

extension BinaryCurves.Step {
  /// The fraction of those counted as positive that are.
  public var precision: Double { Double(truePositives) / Double(truePositives + falsePositives) }
}

/// What a threshold makes of the samples of two classes.
public struct BinaryCounts: Equatable, Sendable {
  public var truePositives: Int
  public var falsePositives: Int
  public var trueNegatives: Int
  public var falseNegatives: Int

  public var accuracy: Double? {
    ratio(truePositives + trueNegatives, truePositives + falsePositives + trueNegatives + falseNegatives)
  }
  public var precision: Double? { ratio(truePositives, truePositives + falsePositives) }
  public var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }
  public var f1: Double? { ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }

  /// Nil where there is nothing to divide by.
  private func ratio(_ part: Int, _ whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
}
