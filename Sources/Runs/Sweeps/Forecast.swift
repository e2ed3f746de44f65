import Datasets
import Runs

/// How long runs will take, from a few steps of each.
package struct Forecast {
  private let engine: EngineOptions
  /// About what a run's process takes to start and to write its results, in seconds: ten runs of a small table took 0.8.
  private static let overhead = 0.1
  /// How long one measurement may take.
  private let limit: Duration
  private let deadline: ContinuousClock.Instant
  /// All measurements: the seconds of training steps, and the multiply-adds of their forward passes.
  private var measured = (seconds: 0.0, multiplyAdds: 0.0)

  /// - Parameters:
  ///   - engine: with as many threads as one run will have.
  ///   - runs: how many share the time for measuring.
  ///   - isThorough: whether only the forecast was requested. If not, it must not delay training.
  package init(_ engine: EngineOptions, runs: Int, isThorough: Bool) {
    self.engine = engine
    let time = Duration.milliseconds(isThorough ? 500 : 200)
    limit = isThorough ? min(max(time / max(1, runs), .milliseconds(5)), .milliseconds(100)) : .milliseconds(5)
    deadline = ContinuousClock.now + time
  }

  /// Seconds for all of the experiment's epochs, or for those after `finished`. Nil if nothing could be measured.
  package mutating func seconds(_ experiment: Experiment, finished: Int = 0) -> Double? {
    let split = experiment.dataset.split(experiment.spec.validationSplit)
    let batch = min(experiment.spec.batchSize, split.training)
    let steps = Double(split.training) / Double(batch)
    let perSample = Double(max(1, experiment.graph.multiplyAdds))
    let epochs = Double(experiment.spec.epochs - finished)
    if ContinuousClock.now < deadline, let step = stepSeconds(experiment) {
      measured.seconds += step
      measured.multiplyAdds += perSample * Double(batch)
      // A forward pass alone is about a third of a step.
      return Self.overhead + epochs * (steps * step + Double(split.validation) / Double(batch) * step / 3)
    }
    guard measured.multiplyAdds > 0 else { return nil }
    return Self.overhead + epochs * steps * Double(batch) * perSample * measured.seconds / measured.multiplyAdds
  }

  /// The median of the steps within the limit, except up to two at first, which touch memory and start workers. On a busy machine a
  /// few delayed steps would dominate the mean.
  private func stepSeconds(_ experiment: Experiment) -> Double? {
    guard let trainer = try? experiment.trainer(engine) else { return nil }
    let clock = ContinuousClock()
    let end = clock.now + limit
    var last = clock.now
    var steps: [Double] = []
    _ = trainer.trainEpoch { _ in
      let now = clock.now
      steps.append((now - last) / .seconds(1))
      last = now
      return now < end || steps.count < 2
    }
    let warm = steps.dropFirst(min(2, steps.count / 2)).sorted()
    // A run may diverge in its first step.
    return warm.isEmpty ? nil : warm[warm.count / 2]
  }
}
