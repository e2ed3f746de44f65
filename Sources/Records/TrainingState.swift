/// The state of a training between two steps, as a value: a trainer of the same spec and samples that continues from it
/// ends with the same bits as one that never stopped.
///
/// It holds no random state: random numbers are a function of seed, epoch and step.
public struct TrainingState: Equatable, Sendable {
  /// How many epochs are finished, including their validation.
  public var finishedEpochs: Int
  /// Finished steps of the next epoch. When all are, only its validation is left.
  public var steps: Int
  /// The sums over those steps.
  public var sums: ScoreSums
  /// The weights under their names in files, each followed by its optimizer state arrays, `<name>.state.<index>`.
  public var tensors: [NamedTensor]
  /// The weights of an earlier epoch that a rule kept, under their names in files; empty if none did.
  public var kept: [NamedTensor]

  public init(
    finishedEpochs: Int, steps: Int, sums: ScoreSums, tensors: [NamedTensor], kept: [NamedTensor] = []
  ) {
    self.finishedEpochs = finishedEpochs
    self.steps = steps
    self.sums = sums
    self.tensors = tensors
    self.kept = kept
  }
}

/// Sums over samples, from which means are computed, so that a short last batch counts by its size.
public struct ScoreSums: Equatable, Sendable {
  public var samples = 0
  public var loss = 0.0
  /// The samples that each metric counts, in the spec's order; unused elements stay zero.
  public var counts: InlineArray<2, Int> = [0, 0]

  public init() {}

  public static func == (a: ScoreSums, b: ScoreSums) -> Bool {
    a.samples == b.samples && a.loss == b.loss && a.counts.indices.allSatisfy { a.counts[$0] == b.counts[$0] }
  }

  /// Adds the weights' penalty to the loss of each sample.
  public mutating func addPenalty(_ penalty: Double?) {
    if let penalty { loss += penalty * Double(samples) }
  }

  public mutating func add(_ other: ScoreSums) {
    samples += other.samples
    loss += other.loss
    for index in counts.indices { counts[index] += other.counts[index] }
  }
}
