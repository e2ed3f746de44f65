import Catalog

extension Precision: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter {
    ThresholdCounter(threshold, place.column(of: className)) { ratio($0.trueOnes, $0.trueOnes + $0.falseOnes) }
  }
}

extension Recall: MetricMachinery {
  func counter(_ place: MetricPlace) -> any MetricCounter {
    ThresholdCounter(threshold, place.column(of: className)) { ratio($0.trueOnes, $0.trueOnes + $0.falseZeros) }
  }
}

extension DecisionCount: MetricMachinery where Decision: CountedDecision {
  func counter(_ place: MetricPlace) -> any MetricCounter { ThresholdCounter(threshold, value: Decision.count) }
}

/// A kind of decision with its place among the counts.
protocol CountedDecision: DecisionKind {
  static func count(_ decisions: Decisions) -> Double
}

extension TruePositive: CountedDecision { static func count(_ decisions: Decisions) -> Double { decisions.trueOnes } }
extension FalsePositive: CountedDecision { static func count(_ decisions: Decisions) -> Double { decisions.falseOnes } }
extension TrueNegative: CountedDecision { static func count(_ decisions: Decisions) -> Double { decisions.trueZeros } }
extension FalseNegative: CountedDecision {
  static func count(_ decisions: Decisions) -> Double { decisions.falseZeros }
}

extension MetricPlace {
  /// The output of a class; nil for all outputs. A single output is that of the second class.
  fileprivate func column(of name: String?) -> Int? {
    guard width > 1, case .classes(let names) = target else { return nil }
    return name.flatMap(names.firstIndex)
  }
}

/// How many outputs say 1 or 0, rightly or wrongly.
struct Decisions {
  /// By output and label: [0, 0], [0, 1], [1, 0], [1, 1].
  let counts: UnsafePointer<Double>

  var trueZeros: Double { counts[0] }
  var falseZeros: Double { counts[1] }
  var falseOnes: Double { counts[2] }
  var trueOnes: Double { counts[3] }
}

private struct ThresholdCounter: MetricCounter {
  let threshold: Float
  /// The output that counts; nil if all do.
  let column: Int?
  let value: (Decisions) -> Double
  var count: Int { 4 }

  init(_ threshold: Double, _ column: Int? = nil, value: @escaping (Decisions) -> Double) {
    self.threshold = Float(threshold)
    self.column = column
    self.value = value
  }

  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>) {
    for index in stride(from: column ?? 0, to: batch.count, by: column == nil ? 1 : batch.width) {
      sums[(batch.answers[index] > threshold ? 2 : 0) + (batch.targets[index] != 0 ? 1 : 0)] += 1
    }
  }

  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double { value(Decisions(counts: sums)) }
}
