import Datasets
import Hashing
import Machine
import Records
import Reporting
import Results
import Text
import Training

/// Trains one experiment and gathers its results.
package struct TrainingSession {
  package let experiment: Experiment
  package let engine: EngineOptions
  package let display: ProgressDisplay
  package let terminal: any Terminal
  /// Nil if nothing should be saved to disk.
  package let checkpoints: Checkpoints?
  package let environment: RunEnvironment?
  private let rules: EpochRules

  package init(
    _ experiment: Experiment, _ engine: EngineOptions, _ display: ProgressDisplay, _ terminal: any Terminal,
    checkpoints: Checkpoints? = nil, environment: RunEnvironment? = nil
  ) {
    self.experiment = experiment
    self.engine = engine
    self.display = display
    self.terminal = terminal
    self.checkpoints = checkpoints
    self.environment = environment
    rules = EpochRules(experiment.spec)
  }

  package func run() throws -> RunRecord {
    do { return try train() } catch {
      // The process ends: a checkpoint that is being written must not remain as a partial file.
      try? checkpoints?.finish()
      throw error
    }
  }

  private func train() throws -> RunRecord {
    let trainer = try experiment.trainer(engine)
    display.begin(experiment, trainer)
    var log = try resume(trainer) ?? RunLog(keepsSteps: experiment.spec.logSteps)
    while !isOver(log) { try trainEpoch(trainer, &log) }
    try checkpoints?.finish()
    guard log.divergence == nil else { return record(log, test: nil, weights: nil) }
    say(log.stop, savedEpoch: log.savedEpoch, log.history)
    let (test, weights) = trainer.withKeptWeights { (trainer.evaluate(experiment.dataset.test), trainer.weights()) }
    guard test.scores.loss.isFinite else {
      // The last step spoilt the weights, and no further step noticed it.
      log.divergence = Divergence(epoch: log.history.count, step: log.history.count * trainer.stepsPerEpoch)
      return record(log, test: nil, weights: nil)
    }
    // A spec with more epochs continues from it.
    try checkpoints?.save(checkpoint(log, trainer))
    try checkpoints?.finish()
    return record(log, test: test, weights: Safetensors.encode(weights))
  }

  private func isOver(_ log: RunLog) -> Bool {
    log.divergence != nil || log.stop != nil || log.history.count >= experiment.spec.epochs
  }

  /// Restores the trainer from an interrupted run, and returns that run's log; nil if there is nothing to continue from.
  private func resume(_ trainer: Trainer) throws -> RunLog? {
    guard let start = try checkpoints?.find(experiment.conditions) else { return nil }
    let checkpoint = start.checkpoint
    trainer.learningRate = rules.decide(after: checkpoint.summary.history).learningRate
    do { try trainer.restore(checkpoint.state) } catch {
      trainer.learningRate = nil
      terminal.warn(
        "\(experiment.name): the checkpoint doesn't fit (\(error.problem)): starting over", name: experiment.name)
      return nil
    }
    display.resume(checkpoint.state, stepsPerEpoch: trainer.stepsPerEpoch, from: start.origin)
    var log = RunLog(checkpoint)
    // The process may have been killed between a rule's decision and the result.
    log.stop = stop(after: log.history)
    return log
  }

  /// A rule's decision to end training. After the spec's last epoch nothing is left to end.
  private func stop(after history: [EpochRecord]) -> Stop? {
    history.count < experiment.spec.epochs ? rules.decide(after: history).stop : nil
  }

  /// `x: early_stopping ended the run after epoch 4 of 10: val_loss has not improved for 2 epochs`
  private func say(_ stop: Stop?, savedEpoch: Int?, _ history: [EpochRecord]) {
    guard let stop else { return }
    let saved = savedEpoch.map { "; the weights of epoch \(grouped($0)) are saved" } ?? ""
    terminal.note(
      "\(experiment.name): \(stop.by) ended the run after epoch \(grouped(stop.epoch)) of \(grouped(experiment.spec.epochs)): "
        + rules.decide(after: history).reason + saved, name: experiment.name)
  }

  private func trainEpoch(_ trainer: Trainer, _ log: inout RunLog) throws {
    let stopwatch = Stopwatch()
    let before = log.seconds
    func seconds() -> Double { before + stopwatch.seconds }
    var problem: (any Error)?
    display.beginEpoch(log.history.count + 1)
    let outcome = trainer.trainEpoch { step in
      log.add(step)
      display.show(step)
      let signal = Interruption.signal
      guard let checkpoints, checkpoints.isDue || signal != nil else { return true }
      log.seconds = seconds()
      do {
        try checkpoints.save(checkpoint(log, trainer))
        if let signal {
          checkpoints.show(summary(log), isLast: true)
          try checkpoints.finish()
          throw Interrupted(
            signal: signal,
            events: display.interruption(
              trainer.state, of: trainer.stepsPerEpoch, after: log.seconds + log.timings.reduce(0) { $0 + $1.seconds }))
        }
      } catch { problem = error }
      return problem == nil
    }
    log.seconds = 0
    switch outcome {
    case .finished(let record):
      let timing = EpochTiming(
        epoch: record.epoch, seconds: seconds(), steps: trainer.stepsPerEpoch, samples: trainer.trainingCount)
      log.history.append(record)
      log.timings.append(timing)
      log.stop = stop(after: log.history)
      let verdict = rules.decide(after: log.history)
      trainer.learningRate = verdict.learningRate
      if verdict.keepsWeights {
        trainer.keepWeights()
        log.savedEpoch = record.epoch
      }
      display.endEpoch(record, timing)
      checkpoints?.show(summary(log))
      // The last epoch's comes after the test, which may find that the last step spoilt the weights.
      if let checkpoints, !isOver(log), checkpoints.isDueAfterEpoch {
        try checkpoints.save(checkpoint(log, trainer))
      }
    case .diverged(let step):
      log.divergence = Divergence(epoch: step.epoch, step: step.step)
      display.interrupt()
    case .stopped:
      display.interrupt()
      if let problem { throw problem }
    }
  }

  private func checkpoint(_ log: RunLog, _ trainer: Trainer) -> Checkpoint {
    Checkpoint(
      summary: summary(log), state: trainer.state, steps: log.steps, timings: log.timings, seconds: log.seconds,
      specFile: experiment.file)
  }

  /// Of the epochs so far.
  private func summary(_ log: RunLog) -> RunSummary {
    RunSummary(experiment.conditions, status: .unfinished, history: log.history, savedEpoch: log.savedEpoch)
  }

  private func record(_ log: RunLog, test: Evaluation?, weights: [UInt8]?) -> RunRecord {
    let summary = RunSummary(
      experiment.conditions, status: log.divergence == nil ? .completed : .diverged, divergence: log.divergence,
      history: log.history, stop: log.stop, savedEpoch: log.divergence == nil ? log.savedEpoch : nil,
      test: test.map(TestSummary.init), weightsHash: weights.map { SHA256.hash($0).hex })
    return RunRecord(
      summary: summary, resolvedSpec: experiment.resolved.yaml(), weights: weights, test: test,
      steps: log.steps, timings: log.timings,
      interface: experiment.dataset.observedInterface,
      environment: environment?.json ?? .null)
  }
}

/// The records made during a run.
private struct RunLog {
  var history: [EpochRecord] = []
  var timings: [EpochTiming] = []
  /// Nil if not requested.
  var steps: [StepRecord]?
  /// Time spent on the current epoch: by earlier processes, then also to the last checkpoint.
  var seconds = 0.0
  var divergence: Divergence?
  var stop: Stop?
  /// The epoch whose weights a rule kept most recently.
  var savedEpoch: Int?

  init(keepsSteps: Bool) { steps = keepsSteps ? [] : nil }

  init(_ checkpoint: Checkpoint) {
    history = checkpoint.summary.history
    savedEpoch = checkpoint.summary.savedEpoch
    timings = checkpoint.timings
    steps = checkpoint.steps
    seconds = checkpoint.seconds
  }

  mutating func add(_ step: borrowing StepRecord) { steps?.append(copy step) }
}

extension Experiment {
  /// What its results depend on.
  package var conditions: RunConditions {
    RunConditions(
      name: name, spec: resolved, data: dataSummary, parameters: graph.parameters, multiplyAdds: graph.multiplyAdds,
      metrics: spec.metrics.map(\.name), numericsVersion: numericsVersion)
  }

  /// A result of this very training in the spec's current words, for example with another description.
  package func worded(_ summary: RunSummary) -> RunSummary {
    var (summary, conditions) = (summary, conditions)
    (summary.name, summary.spec, summary.data.dataset) = (name, conditions.spec, conditions.data.dataset)
    return summary
  }

  private var dataDetails: DataSummary.Details? {
    dataset.hashes.map { hashes in
      DataSummary.Details(
        source: spec.dataset.source.words.name, features: dataset.interface.table?.features ?? [],
        preprocessingHash: hashes.preprocessing,
        tensorsHash: hashes.tensors)
    }
  }

  /// The data of this experiment's runs, with files named as in the spec.
  private var dataSummary: DataSummary {
    let split = dataset.split(spec.validationSplit)
    let source = spec.dataset.source
    return DataSummary(
      dataset: source.title, kind: dataset.interface.sampleKind, trainingCount: split.training,
      validationCount: split.validation, testCount: dataset.test.count,
      target: dataset.hashes == nil ? nil : dataset.interface.target,
      files: dataset.files.map { DataSummary.File(name: $0.name, sha256: $0.sha256, count: $0.count) },
      testRowsHash: dataset.hashes == nil ? nil : dataset.testRowsHash,
      details: dataDetails,
      initialWeightsHash: initialWeightsHash)
  }
}
