import Records
import Results

/// Saves where one run stands, and finds where an interrupted one stood.
package final class Checkpoints {
  private let paths: ResultPaths
  /// Results of the same training with other numbers of epochs.
  private let siblings: [ResultPaths]
  private let restarts: Bool
  private let interval: Double
  private let writer: CheckpointWriter
  private let terminal: any Terminal
  private var last = ContinuousClock.now
  private var lastShown = ContinuousClock.now - .seconds(1)
  /// How long the state took to copy, the last time.
  private var copySeconds = 0.0

  package init(
    _ paths: ResultPaths, _ policy: CheckpointPolicy, siblings: [ResultPaths] = [], _ terminal: any Terminal
  ) {
    self.paths = paths
    self.siblings = siblings
    self.terminal = terminal
    restarts = policy.restarts
    interval = policy.interval
    writer = CheckpointWriter(paths)
  }

  /// What a run under these conditions can go on from. Anything else that is found is reported, and kept where its own spec finds it.
  package func find(_ conditions: RunConditions) throws -> StartingPoint? {
    let newest = paths.newest()
    if !restarts { sayWhatIsDamaged(newest) }
    if let (files, folder) = try paths.moveForeignCheckpointsAside() {
      terminal.note(movedAside(files, to: folder, of: paths.name), name: paths.name)
    }
    let (own, other) = try paths.prepareCheckpoints(newest, for: conditions)
    if let other { say(other, conditions) }
    return restarts ? nil : paths.startingPoint(for: conditions, from: [own].compactMap(\.self), orOf: siblings)
  }

  private func sayWhatIsDamaged(_ newest: ResultPaths.Newest) {
    for problem in newest.problems {
      terminal.warn(
        "\(problem); \(newest.found == nil ? "starting over" : "the one before is used")", name: paths.name)
    }
  }

  private func say(_ other: ResultPaths.OtherRun, _ conditions: RunConditions) {
    let difference =
      conditions.firstDifferenceOfTraining(from: other.summary.conditions)?.changed
      ?? "it has finished \(other.summary.history.count) epochs, and \(conditions.plannedEpochs) are asked for"
    terminal.note(
      "\(conditions.name): the interrupted run was another one (\(difference)): it is kept in \(other.path), "
        + "and goes on when its own spec is run again", name: conditions.name)
  }

  /// Whether it is time, within an epoch.
  package var isDue: Bool { elapsed >= max(interval, pause) }

  /// Whether it is time, after an epoch.
  package var isDueAfterEpoch: Bool { elapsed >= pause }

  private var elapsed: Double { (ContinuousClock.now - last) / .seconds(1) }

  /// A twentieth of the time at most is for checkpoints, however large the model and slow the disk. With an interval of 0
  /// there is no such limit.
  private var pause: Double { interval > 0 ? 20 * (copySeconds + writer.seconds) : 0 }

  /// Hands a checkpoint over to be written. Throws the error of an earlier one that could not be written.
  package func save(_ checkpoint: @autoclosure () -> Checkpoint) throws {
    let start = ContinuousClock.now
    let checkpoint = checkpoint()
    last = .now
    copySeconds = (last - start) / .seconds(1)
    try writer.submit(checkpoint)
  }

  /// Shows the epochs so far in history.csv. At most four times a second, by the thread that writes the checkpoints: bringing even a
  /// small file to the disk takes longer than an epoch of a small model.
  package func show(_ summary: RunSummary, isLast: Bool = false) {
    guard isLast || ContinuousClock.now - lastShown > .milliseconds(250) else { return }
    lastShown = .now
    writer.submit(summary.historyTable)
  }

  /// Waits until the last one is on the disk.
  package func finish() throws { try writer.finish() }

  /// Once the result is there, checkpoints are of use only to see what a run was like before it diverged, and to go on with more
  /// epochs.
  package func end(_ summary: RunSummary) throws {
    if summary.status == .diverged, try paths.keepLastFiniteCheckpoint() {
      terminal.note(
        "\(summary.name): the last checkpoint before that is kept: \(paths.lastFiniteCheckpoint)", name: paths.name)
    }
    try paths.finishCheckpoints(of: summary)
  }
}
