import Files
import Glibc
import Text
import Threads

extension ResultPaths {
  public var checkpoint: String { folder + "/checkpoint" }
  /// The previous one, for the moment in which the newest is replaced, and for a disk that has lost it.
  public var earlierCheckpoint: String { folder + "/checkpoint.previous" }

  /// The history of a run under way, to be watched: one row for each epoch so far. Removed once the result has the same
  /// rows.
  public var liveHistory: String { folder + "/history.csv" }

  public var hasCheckpoint: Bool { access(checkpoint, F_OK) == 0 || access(earlierCheckpoint, F_OK) == 0 }

  /// Writes a checkpoint to disk; the previous one stays beside it.
  public func save(_ checkpoint: Checkpoint) throws(FileProblem) {
    if access(self.checkpoint, F_OK) == 0, rename(self.checkpoint, earlierCheckpoint) != 0 {
      throw FileProblem(path: self.checkpoint, operation: "rename", code: errno)
    }
    try AtomicFile.write(checkpoint.encoded(), to: self.checkpoint)
  }

  /// The newest checkpoint that can be read, and what is wrong with newer ones. Nil if there is none.
  public func newestCheckpoint() -> (checkpoint: Checkpoint?, problems: [String]) {
    let (found, problems) = newest()
    return (found?.checkpoint, problems)
  }

  /// A checkpoint that can be read, and what is wrong with newer ones.
  public typealias Newest = (found: (path: String, checkpoint: Checkpoint)?, problems: [String])

  public func newest() -> Newest {
    var problems: [String] = []
    for path in [checkpoint, earlierCheckpoint] where access(path, F_OK) == 0 {
      do throws(CheckpointProblem) {
        return ((path, try Checkpoint(try Self.bytes(path))), problems)
      } catch { problems.append("\(path) \(error.problem)") }
    }
    return (nil, problems)
  }

  /// Moves away files under the names of a running run's files that this program has not written.
  public func moveForeignCheckpointsAside() throws(FileProblem) -> ([String], to: String)? {
    var strangers = [checkpoint, earlierCheckpoint, finalCheckpoint, lastFiniteCheckpoint].filter {
      !FileMark.checkpoint.allowsWriting($0)
    }
    if !FileMark.history.allowsWriting(liveHistory) { strangers.append(liveHistory) }
    return strangers.isEmpty ? nil : (strangers, try moveAside(strangers))
  }

  /// nil if there is none that can be read.
  static func checkpoint(_ path: String) -> Checkpoint? {
    guard access(path, F_OK) == 0 else { return nil }
    return (try? bytes(path)).flatMap { try? Checkpoint($0) }
  }

  private static func bytes(_ path: String) throws(CheckpointProblem) -> [UInt8] {
    do { return try AtomicFile.read(path) } catch { throw CheckpointProblem(problem: "can't be read: \(error)") }
  }

  /// The last checkpoint of a diverged run with finite weights. No run continues from it, because it would diverge
  /// again.
  public var lastFiniteCheckpoint: String { folder + "/checkpoint.finite" }

  /// Gives the newest checkpoint whose numbers are all finite its permanent name. Returns false if there is none
  /// because the run was too short.
  public func keepLastFiniteCheckpoint() throws(FileProblem) -> Bool {
    for path in [checkpoint, earlierCheckpoint] where access(path, F_OK) == 0 {
      guard let found = try? Checkpoint(try Self.bytes(path)), found.isFinite else { continue }
      try AtomicFile.rename(path, to: lastFiniteCheckpoint)
      return true
    }
    return false
  }

  /// Called once the result itself is on disk.
  public func removeCheckpoints() {
    for path in [checkpoint, earlierCheckpoint, liveHistory] { unlink(path) }
  }
}

/// Writes checkpoints while training continues, because writing one to disk takes longer than many epochs.
///
/// Only the newest one waits to be written; if the disk is slower than the training, those in between are skipped.
public final class CheckpointWriter: Sendable {
  private struct State {
    /// The newest checkpoint, which the worker has been asked to write.
    var waiting: Checkpoint?
    /// Likewise.
    var waitingHistory: CSVTable?
    var problem: FileProblem?
    var seconds = 0.0
  }

  private let paths: ResultPaths
  private let worker = BackgroundWorker()
  private let state = Lock(State())

  public init(_ paths: ResultPaths) { self.paths = paths }

  /// - Throws: the error of an earlier checkpoint; none is written after that.
  public func submit(_ checkpoint: Checkpoint) throws(FileProblem) {
    let (problem, isFirst) = state.withLock { state in
      defer { state.waiting = state.problem == nil ? checkpoint : nil }
      return (state.problem, state.waiting == nil)
    }
    if let problem { throw problem }
    if isFirst { worker.async { self.write() } }
  }

  /// Writes `history.csv` as a whole. Its failure does not end the run: a full disk will not take a checkpoint either.
  public func submit(_ history: CSVTable) {
    let isFirst = state.withLock { state in
      defer { state.waitingHistory = history }
      return state.waitingHistory == nil
    }
    if isFirst { worker.async { self.writeHistory() } }
  }

  private func writeHistory() {
    let next = state.withLock { state in
      defer { state.waitingHistory = nil }
      return state.waitingHistory
    }
    if let next { try? AtomicFile.write(next.text, to: paths.liveHistory) }
  }

  /// Waits until the newest is on disk.
  public func finish() throws(FileProblem) {
    worker.wait()
    if let problem = state.withLock({ $0.problem }) { throw problem }
  }

  /// How long it took to write the last one.
  public var seconds: Double { state.withLock { $0.seconds } }

  private func write() {
    let next = state.withLock { state in
      defer { state.waiting = nil }
      return state.problem == nil ? state.waiting : nil
    }
    guard let next else { return }
    let start = ContinuousClock.now
    var problem: FileProblem?
    do throws(FileProblem) { try paths.save(next) } catch { problem = error }
    state.withLock {
      $0.problem = problem
      $0.seconds = (ContinuousClock.now - start) / .seconds(1)
    }
  }
}
