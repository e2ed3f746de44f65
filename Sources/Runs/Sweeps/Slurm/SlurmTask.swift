import Glibc
import Runs

/// A run that is in Slurm's queue, or was when it was last looked at.
package struct SlurmTask {
  package let run: SweepRun
  package let id: SlurmTaskID
  package var log: TaskLog
  package var words = TaskWords()
  package private(set) var state: SlurmTaskState
  /// Until when a result of a task that has ended may still be seen.
  private var deadline: ContinuousClock.Instant?

  package init(_ run: SweepRun, _ id: SlurmTaskID, in folder: SlurmFolder, _ state: SlurmTaskState = .waiting("")) {
    self.run = run
    self.id = id
    self.state = state
    log = TaskLog(path: folder.log(of: id))
  }

  package mutating func update(_ state: SlurmTaskState) {
    self.state = state
    if case .ended(let end) = state {
      if deadline == nil { deadline = .now + end.patience }
    } else {
      deadline = nil
    }
  }

  /// How it ended, once there is no more hope for a result.
  package var finalEnd: SlurmEnd? {
    guard case .ended(let end) = state, let deadline, deadline <= .now else { return nil }
    return end
  }

  package var isEnding: Bool { deadline != nil }

  /// Why there is no result.
  package func reason(_ end: SlurmEnd) -> String {
    let reason =
      switch end {
      case .stopped("TIMEOUT"):
        "it reached its time limit: the same command goes on from its checkpoint, with another limit by --slurm-args"
      case .stopped("OUT_OF_MEMORY"): "it ran out of memory: more by --slurm-args \"--mem=…\""
      case .stopped("CANCELLED"): "it was cancelled"
      case .stopped("NODE_FAIL"), .stopped("BOOT_FAIL"): "its node failed"
      case .stopped("PREEMPTED"): "it was preempted"
      case .stopped(let state): "Slurm ended it (\(state))"
      case .exited(.killed(let signal)):
        "it was killed by signal \(signal)\(signal == SIGKILL ? ": by hand, or for want of memory" : "")"
      case .exited, .forgotten: words.reason
      }
    return access(log.path, F_OK) == 0 ? "\(reason) (\(log.path))" : reason
  }
}

extension SlurmEnd {
  /// How long a result may take to be seen here after the task's end: a network file system tells of a new file with delay, NFS
  /// after up to a minute. A task that can't have written one needs to be seen twice, for it may be queued again.
  fileprivate var patience: Duration {
    switch self {
    case .exited(.exited(0)): .seconds(60)
    // Diverged, perhaps.
    case .exited(.exited(ExitStatus.failed.rawValue)), .forgotten: .seconds(15)
    case .exited, .stopped: .seconds(2)
    }
  }

  /// Another process held the run's result.
  package var metAnother: Bool { self == .exited(.exited(ExitStatus.busy.rawValue)) }
}

/// A task's log, read as it grows.
package struct TaskLog {
  package let path: String
  private var position = 0
  private var buffer = LineBuffer()

  package init(path: String) { self.path = path }

  /// The lines since the last time. The file is opened anew: a network file system then looks whether it has grown.
  package mutating func newLines() -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var lines: [String] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = pread(descriptor, &piece, piece.count, position), count > 0 {
      position += count
      lines += buffer.add(piece[..<count])
    }
    return lines
  }
}
