import Catalog
import Records
import Results
import Training

/// What a session knows of its run so far.
struct RunLog {
  private(set) var history: [EpochRecord] = []
  private(set) var timings: [EpochTiming] = []
  /// Nil if not requested.
  private(set) var steps: [StepRecord]?
  /// Time spent on the current epoch: by earlier processes, then also to the last checkpoint.
  var seconds = 0.0
  var divergence: Divergence?
  private(set) var rules: EpochRules
  private let epochs: Int

  init(_ spec: ExperimentSpec) {
    epochs = spec.epochs
    rules = EpochRules(spec)
    steps = spec.logSteps ? [] : nil
  }

  /// The run from which the spec's continues.
  init(_ spec: ExperimentSpec, _ checkpoint: Checkpoint) {
    epochs = spec.epochs
    history = checkpoint.summary.history
    rules = EpochRules(spec, after: history)
    timings = checkpoint.timings
    steps = checkpoint.steps
    seconds = checkpoint.seconds
  }

  mutating func add(_ step: borrowing StepRecord) { steps?.append(copy step) }

  mutating func add(_ record: EpochRecord, _ timing: EpochTiming) {
    history.append(record)
    timings.append(timing)
    rules.follow(record)
  }

  /// A rule's decision to end training. After the spec's last epoch nothing is left to end.
  var stop: Stop? { history.count < epochs ? rules.verdict.stop : nil }

  var isOver: Bool { divergence != nil || stop != nil || history.count >= epochs }
}
