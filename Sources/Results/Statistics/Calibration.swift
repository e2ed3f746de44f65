/// Whether probabilities mean what they say: of the samples with about the same probability of class 1, how many are of it?
public struct Calibration: Equatable, Sendable {
  public struct Bin: Equatable, Sendable {
    public var count: Int
    public var meanProbability: Double
    public var positives: Int
    /// The fraction of the samples that are of class 1.
    public var fraction: Double { Double(positives) / Double(count) }
  }

  public static let bins = 10

  /// By ascending probability; bins without samples are left out.
  public let bins: [Bin]

  /// Bins of equal width; a probability on the border of two is in the lower one, as in scikit-learn's `calibration_curve`.
  ///
  /// Nil unless all scores are in [0, 1]: those of other models are no probabilities.
  public init?(scores: [Float], labels: [Int32]) {
    guard scores.allSatisfy({ (0...1).contains($0) }) else { return nil }
    var bins = Array(repeating: Bin(count: 0, meanProbability: 0, positives: 0), count: Self.bins)
    for (score, label) in zip(scores, labels) {
      let bin = (1..<Self.bins).count { Double($0) / Double(Self.bins) < Double(score) }
      bins[bin].count += 1
      bins[bin].meanProbability += Double(score)
      bins[bin].positives += label == 1 ? 1 : 0
    }
    for index in bins.indices where bins[index].count > 0 { bins[index].meanProbability /= Double(bins[index].count) }
    self.bins = bins.filter { $0.count > 0 }
  }
}
