import Datasets
import Runs

/// How long runs will take, from a few steps of each.
package struct Forecast {
  private let engine: EngineOptions
  /// What one measurement and all of them together may take.
  private let limit: Duration
  private let deadline: ContinuousClock.Instant
  /// Seconds for each multiply-add of a training step's forward pass, of those that were measured.
  private var measured = (seconds: 0.0, multiplyAdds: 0.0)

  /// - Parameters:
  ///   - engine: with the threads that one run will have.
  ///   - isThorough: where the forecast is what was asked for; otherwise it must not delay the training.
  package init(_ engine: EngineOptions, isThorough: Bool) {
    self.engine = engine
    limit = .milliseconds(isThorough ? 100 : 5)
    deadline = ContinuousClock.now + limit * (isThorough ? 20 : 40)
  }

  /// Seconds for all of the experiment's epochs, or for those after `finished`. Nil when nothing could be measured.
  package mutating func seconds(_ experiment: Experiment, finished: Int = 0) -> Double? {
    let split = ValidationSplit(count: experiment.dataset.training.count, fraction: experiment.spec.validationSplit)
    let batch = min(experiment.spec.batchSize, split.training)
    let steps = Double(split.training) / Double(batch)
    let perSample = Double(max(1, experiment.graph.multiplyAdds))
    let epochs = Double(experiment.spec.epochs - finished)
    if ContinuousClock.now < deadline, let step = stepSeconds(experiment) {
      measured.seconds += step
      measured.multiplyAdds += perSample * Double(batch)
      // A forward pass alone is about a third of a step.
      return epochs * (steps * step + Double(split.validation) / Double(batch) * step / 3)
    }
    guard measured.multiplyAdds > 0 else { return nil }
    return epochs * steps * Double(batch) * perSample * measured.seconds / measured.multiplyAdds
  }

  /// The median of the steps within the limit, after up to two that warm up: memory is touched, workers are started. On a busy machine
  /// the mean is that of the few steps that were held up.
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
