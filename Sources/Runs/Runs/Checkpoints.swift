import Machine
import Records
import Results

/// Saves the state of a run, and finds that of an interrupted one.
package final class Checkpoints {
  private let paths: ResultPaths
  /// Results of the same training with other numbers of epochs.
  private let siblings: [ResultPaths]
  private let restarts: Bool
  private let interval: Double
  private let writer: CheckpointWriter
  private let terminal: any Terminal
  private var sinceCheckpoint = Stopwatch()
  /// Nil before the first history.
  private var sinceHistory: Stopwatch?
  /// How long the last copy of the state took.
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

  /// The checkpoint from which a run under these conditions continues. Others are reported, and kept where their own spec finds them.
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
  package var isDue: Bool { sinceCheckpoint.seconds >= max(interval, pause) }

  /// Whether it is time, after an epoch.
  package var isDueAfterEpoch: Bool { sinceCheckpoint.seconds >= pause }

  /// At most a twentieth of the time goes to checkpoints, however large the model and slow the disk. An interval of 0 lifts
  /// this limit.
  private var pause: Double { interval > 0 ? 20 * (copySeconds + writer.seconds) : 0 }

  /// Has a checkpoint written in the background. Throws if an earlier one could not be written.
  package func save(_ checkpoint: @autoclosure () -> Checkpoint) throws {
    let copying = Stopwatch()
    let checkpoint = checkpoint()
    copySeconds = copying.seconds
    sinceCheckpoint.restart()
    try writer.submit(checkpoint)
  }

  /// Writes the epochs so far to history.csv, at most four times a second and in the thread that writes the checkpoints: syncing even
  /// a small file to disk takes longer than an epoch of a small model.
  package func show(_ summary: RunSummary, isLast: Bool = false) {
    if !isLast, let sinceHistory, sinceHistory.seconds < 0.25 { return }
    sinceHistory = Stopwatch()
    writer.submit(summary.historyTable)
  }

  /// Waits until the last one is on disk.
  package func finish() throws { try writer.finish() }

  /// Once the result exists, checkpoints only serve to inspect a run before it diverged, and to continue with more epochs.
  package func end(_ summary: RunSummary) throws {
    if summary.status == .diverged, try paths.keepLastFiniteCheckpoint() {
      terminal.note(
        "\(summary.name): the last checkpoint before that is kept: \(paths.lastFiniteCheckpoint)", name: paths.name)
    }
    try paths.finishCheckpoints(of: summary)
  }
}
