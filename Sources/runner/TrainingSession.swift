import Hashing
import Results
import Training

/// Trains one experiment and gathers what it leaves behind.
struct TrainingSession {
  let experiment: Experiment
  let engine: EngineOptions
  let display: ProgressDisplay

  func run() throws -> RunRecord {
    let trainer = try experiment.trainer(engine)
    display.begin(experiment, trainer)
    var log = RunLog(keepsSteps: experiment.spec.logSteps)
    while log.divergence == nil, log.history.count < experiment.spec.epochs {
      trainEpoch(trainer, &log)
    }
    guard log.divergence == nil else { return record(log, trainer, test: nil, weights: nil) }
    let test = trainer.evaluate(experiment.dataset.test)
    guard test.scores.loss.isFinite else {
      // The last step spoilt the weights, and no further step was there to notice.
      log.divergence = Divergence(epoch: log.history.count, step: log.history.count * trainer.stepsPerEpoch)
      return record(log, trainer, test: nil, weights: nil)
    }
    return record(log, trainer, test: test, weights: Safetensors.encode(trainer.weights()))
  }

  /// The summary of a run that has not begun: what it will be a function of.
  func conditions() throws -> RunSummary {
    record(RunLog(keepsSteps: false), try experiment.trainer(engine), test: nil, weights: nil).summary
  }

  private func trainEpoch(_ trainer: Trainer, _ log: inout RunLog) {
    let clock = ContinuousClock()
    let start = clock.now
    display.beginEpoch(log.history.count + 1)
    let outcome = trainer.trainEpoch { step in
      log.add(step)
      display.show(step)
      return true
    }
    let seconds = (clock.now - start) / .seconds(1)
    switch outcome {
    case .finished(let record):
      let timing = EpochTiming(
        epoch: record.epoch, seconds: seconds, steps: trainer.stepsPerEpoch, images: trainer.trainingCount)
      log.history.append(record)
      log.timings.append(timing)
      display.endEpoch(record, timing)
    case .diverged(let step):
      log.divergence = Divergence(epoch: step.epoch, step: step.step)
      display.interrupt()
    case .stopped:
      // The closure above returns true only.
      preconditionFailure("nothing asks a step to stop")
    }
  }

  private func record(_ log: RunLog, _ trainer: Trainer, test: Evaluation?, weights: [UInt8]?) -> RunRecord {
    let graph = experiment.graph
    let summary = RunSummary(
      status: log.divergence == nil ? .completed : .diverged, divergence: log.divergence, name: experiment.name,
      spec: experiment.resolved, data: experiment.dataSummary(trainer), parameters: graph.parameters,
      multiplyAdds: graph.multiplyAdds, metrics: experiment.spec.metrics.map(\.name), history: log.history,
      test: test.map(TestSummary.init), weightsHash: weights.map { SHA256.hash($0).hex },
      numericsVersion: numericsVersion)
    return RunRecord(
      summary: summary, resolvedSpec: experiment.resolved.yaml(), weights: weights, test: test, steps: log.steps,
      timings: log.timings, environment: runEnvironment(experiment, engine))
  }
}

/// What is written down while a run goes on.
private struct RunLog {
  var history: [EpochRecord] = []
  var timings: [EpochTiming] = []
  /// nil when nobody asked for them.
  var steps: [StepRecord]?
  var divergence: Divergence?

  init(keepsSteps: Bool) { steps = keepsSteps ? [] : nil }

  mutating func add(_ step: borrowing StepRecord) { steps?.append(copy step) }
}

extension Experiment {
  /// What a run of this experiment has seen; its files under the names the spec gives.
  func dataSummary(_ trainer: Trainer) -> DataSummary {
    let source =
      switch spec.dataset.source {
      case .mnist: "mnist"
      case .fashionMNIST: "fashion_mnist"
      case .idx(let folder): folder
      }
    return DataSummary(
      dataset: source, trainingCount: trainer.trainingCount, validationCount: trainer.validationCount,
      testCount: dataset.test.count,
      files: dataset.fileHashes.map { DataSummary.File(name: $0.file, sha256: $0.sha256) },
      initialWeightsHash: initialWeightsHash)
  }
}
