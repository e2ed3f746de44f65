import Records
import Reporting
import Results

/// A run's data for a comparison.
package struct TrainedRun {
  package var summary: RunSummary
  package var seconds: Double
}

/// An experiment whose results no other process can write.
package struct ReservedRun {
  private let experiment: Experiment
  private let continues: Bool
  private let setup: TrainingSetup
  private let display: ProgressDisplay
  private let terminal: any Terminal
  private let checkpoints: Checkpoints
  private let paths: ResultPaths
  private let lock: ResultLock

  /// - Parameters:
  ///   - siblings: results of the same training with fewer epochs, from which it may continue.
  ///   - continues: whether its result takes the place of one of the same training with fewer epochs.
  /// - Throws: `ResultLock.Problem.heldBy` if another process is writing this result.
  package init(
    _ experiment: Experiment, at paths: ResultPaths, _ setup: TrainingSetup, siblings: [ResultPaths] = [],
    continuing continues: Bool = false, display: ProgressDisplay, _ terminal: any Terminal
  ) throws {
    self.experiment = experiment
    self.continues = continues
    self.setup = setup
    self.display = display
    self.terminal = terminal
    self.paths = paths
    try paths.makeFolder()
    lock = try ResultLock.acquire(paths.lock)
    paths.removeLeftovers()
    self.checkpoints = Checkpoints(paths, setup.checkpoints, siblings: siblings, terminal)
  }

  package func train() throws -> TrainedRun {
    defer { lock.release() }
    let engine = try EngineOptions(threads: setup.threads)
    let session = TrainingSession(
      experiment, engine, display, terminal, checkpoints: checkpoints,
      environment: RunEnvironment(experiment, engine, RecordedPlaces(of: experiment, in: paths.root, setup.dataFolder))
    )
    let record = try session.run()
    let outcome = try record.save(to: paths, continuing: continues) {
      terminal.note(movedAside($0, to: $1, of: experiment.name), name: experiment.name)
    }
    try checkpoints.end(record.summary)
    let seconds = record.seconds
    try report(record.summary, outcome, seconds)
    display.end(record.summary, result: paths.summary, after: seconds)
    return TrainedRun(summary: record.summary, seconds: seconds)
  }

  private func report(_ summary: RunSummary, _ outcome: SaveOutcome, _ seconds: Double) throws {
    let report = RunReport(summary)
    if summary.status == .diverged { terminal.say(report.diverged) }
    if case .differs(let difference, let previous) = outcome {
      terminal.warn(
        "\(summary.name) DIFFERS from the recorded result at \(difference.sentence); "
          + "the recorded files are now in \(previous)/", name: summary.name)
    }
    if !setup.isQuiet { try terminal.print(report.text(paths: paths, outcome: outcome, seconds: seconds)) }
  }
}
