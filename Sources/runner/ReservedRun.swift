import Records
import Reporting
import Results

/// What remains of a run for a comparison.
struct TrainedRun {
  var summary: RunSummary
  var seconds: Double
}

/// An experiment whose results no other process can write.
struct ReservedRun {
  private let experiment: Experiment
  private let options: TrainingOptions
  private let checkpoints: Checkpoints
  private let paths: ResultPaths
  private let lock: ResultLock

  /// - Parameter siblings: results of the same training with fewer epochs, from which it may go on.
  /// - Throws: `ResultLock.Problem.heldBy` where another process is writing this result.
  init(
    _ experiment: Experiment, at paths: ResultPaths, _ options: TrainingOptions, _ checkpoints: CheckpointOptions,
    siblings: [ResultPaths] = []
  ) throws {
    self.experiment = experiment
    self.options = options
    self.paths = paths
    try paths.makeFolder()
    lock = try ResultLock.acquire(paths.lock)
    paths.removeLeftovers()
    self.checkpoints = Checkpoints(paths, checkpoints, siblings: siblings)
  }

  func train() throws -> TrainedRun {
    defer { lock.release() }
    let engine = try EngineOptions(threads: options.threads.count)
    let display = ProgressDisplay(options.progress)
    let session = TrainingSession(
      experiment: experiment, engine: engine, display: display, checkpoints: checkpoints,
      environment: runEnvironment(experiment, engine, RecordedPlaces(of: experiment, in: paths.root, options.spec.data))
    )
    let record = try session.run()
    let outcome = try record.save(to: paths) {
      Console.note(movedAside($0, to: $1, of: experiment.name), name: experiment.name)
    }
    try checkpoints.end(record.summary)
    let seconds = record.seconds
    try report(record.summary, outcome, seconds)
    display.end(record.summary, result: paths.summary, after: seconds)
    return TrainedRun(summary: record.summary, seconds: seconds)
  }

  private func report(_ summary: RunSummary, _ outcome: SaveOutcome, _ seconds: Double) throws {
    let report = RunReport(summary)
    if summary.status == .diverged { Console.say(report.diverged) }
    if case .differs(let difference, let previous) = outcome {
      Console.warn(
        "\(summary.name) DIFFERS from the recorded result at \(difference.sentence); "
          + "the recorded files are now in \(previous)/", name: summary.name)
    }
    if !options.isQuiet { try Console.print(report.text(paths: paths, outcome: outcome, seconds: seconds)) }
  }
}
