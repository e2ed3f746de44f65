import Hashing
import Machine
import Records
import Reporting
import Results
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
    var log = try resume(trainer) ?? RunLog(experiment.spec)
    while !log.isOver { try trainEpoch(trainer, &log) }
    try checkpoints?.finish()
    guard log.divergence == nil else { return record(log, trainer) }
    display.show(RunReport(summary(log)).saved(because: log.rules.verdict.reason))
    let (test, weights) = trainer.withKeptWeights { (trainer.evaluate(experiment.dataset.test), trainer.weights()) }
    guard test.scores.loss.isFinite else {
      // The last step spoilt the weights, and no further step noticed it.
      log.divergence = Divergence(epoch: log.history.count, step: log.history.count * trainer.stepsPerEpoch)
      return record(log, trainer)
    }
    // A spec with more epochs continues from it.
    try checkpoints?.save(checkpoint(log, trainer))
    try checkpoints?.finish()
    return record(log, trainer, test: test, weights: Safetensors.encode(weights))
  }

  /// Restores the trainer from an interrupted run, and returns that run's log; nil if there is nothing to continue from.
  private func resume(_ trainer: Trainer) throws -> RunLog? {
    guard let start = try checkpoints?.find(experiment.conditions) else { return nil }
    let checkpoint = start.checkpoint
    let log = RunLog(experiment.spec, checkpoint)
    trainer.learningRate = log.rules.verdict.learningRate
    do { try trainer.restore(checkpoint.state) } catch {
      trainer.learningRate = nil
      terminal.warn(
        "\(experiment.name): the checkpoint doesn't fit (\(error.problem)): starting over", name: experiment.name)
      return nil
    }
    display.resume(checkpoint.state, stepsPerEpoch: trainer.stepsPerEpoch, from: start.origin)
    return log
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
    case .finished(let record): try finish(record, seconds(), trainer, &log)
    case .diverged(let step):
      log.divergence = Divergence(epoch: step.epoch, step: step.step)
      display.interrupt()
    case .stopped:
      display.interrupt()
      if let problem { throw problem }
    }
  }

  private func finish(_ record: EpochRecord, _ seconds: Double, _ trainer: Trainer, _ log: inout RunLog) throws {
    let timing = EpochTiming(
      epoch: record.epoch, seconds: seconds, steps: trainer.stepsPerEpoch, samples: trainer.trainingCount)
    log.add(record, timing)
    let verdict = log.rules.verdict
    trainer.learningRate = verdict.learningRate
    if verdict.savedEpoch == record.epoch { trainer.keepWeights() }
    if verdict.best?.epoch == record.epoch { trainer.keepBestWeights() }
    display.endEpoch(record, timing, remarks: verdict.remarks)
    checkpoints?.show(summary(log))
    // The last epoch's comes after the test, which may find that the last step spoilt the weights.
    if let checkpoints, !log.isOver, checkpoints.isDueAfterEpoch {
      try checkpoints.save(checkpoint(log, trainer))
    }
  }

  private func checkpoint(_ log: RunLog, _ trainer: Trainer) -> Checkpoint {
    Checkpoint(
      summary: summary(log), state: trainer.state, steps: log.steps, timings: log.timings, seconds: log.seconds,
      specFile: experiment.file, overrides: experiment.overrides)
  }

  /// Of the epochs so far.
  private func summary(_ log: RunLog) -> RunSummary {
    RunSummary(
      experiment.conditions, status: .unfinished, history: log.history, stop: log.stop,
      savedEpoch: log.rules.verdict.savedEpoch)
  }

  private func record(
    _ log: RunLog, _ trainer: Trainer, test: Evaluation? = nil, weights: [UInt8]? = nil
  ) -> RunRecord {
    let best = log.rules.verdict.best.map { ($0, Safetensors.encode(trainer.best)) }
    var summary = summary(log)
    summary.status = log.divergence == nil ? .completed : .diverged
    summary.divergence = log.divergence
    if log.divergence != nil { summary.savedEpoch = nil }
    summary.best = best.map { BestEpoch(epoch: $0.epoch, value: $0.value, weightsHash: SHA256.hash($1).hex) }
    summary.test = test.map(TestSummary.init)
    summary.weightsHash = weights.map { SHA256.hash($0).hex }
    return RunRecord(
      summary: summary, resolvedSpec: experiment.resolved.yaml(), weights: weights, bestWeights: best?.1, test: test,
      steps: log.steps, timings: log.timings, interface: experiment.dataset.observedInterface,
      environment: environment?.json ?? .null)
  }
}
