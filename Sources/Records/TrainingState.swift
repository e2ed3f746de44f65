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
  /// The weights of an earlier epoch with which the run ends if no later ones are kept, under their names in files; empty if no rule
  /// has kept any.
  public var kept: [NamedTensor]
  /// Likewise those that are saved beside the run's own.
  public var best: [NamedTensor]

  public init(
    finishedEpochs: Int, steps: Int, sums: ScoreSums, tensors: [NamedTensor], kept: [NamedTensor] = [],
    best: [NamedTensor] = []
  ) {
    self.finishedEpochs = finishedEpochs
    self.steps = steps
    self.sums = sums
    self.tensors = tensors
    self.kept = kept
    self.best = best
  }
}

/// Sums over samples, from which scores are computed, so that a short last batch counts by its size.
public struct ScoreSums: Equatable, Sendable {
  public var samples = 0
  public var loss = 0.0
  /// What each metric adds up, one metric after another in the spec's order.
  public var metrics: [Double]

  public init(metrics: [Double] = []) { self.metrics = metrics }

  /// Adds the weights' penalty to the loss of each sample.
  public mutating func addPenalty(_ penalty: Double?) {
    if let penalty { loss += penalty * Double(samples) }
  }

  /// - Precondition: both are of the same metrics.
  public mutating func add(_ other: ScoreSums) {
    samples += other.samples
    loss += other.loss
    for index in metrics.indices { metrics[index] += other.metrics[index] }
  }

  /// Sets all sums to zero, in place.
  public mutating func clear() {
    (samples, loss) = (0, 0)
    for index in metrics.indices { metrics[index] = 0 }
  }
}
