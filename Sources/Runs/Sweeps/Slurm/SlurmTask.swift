import Glibc
import Processes
import Reporting
import Runs

/// A task that is in Slurm's queue, or was at the last query.
package struct SlurmTask {
  package let task: TaskID
  package let run: SweepRun
  package let id: SlurmTaskID
  package var state: SlurmTaskState
  private var log: TaskLog

  package init(_ start: TaskStart, _ id: SlurmTaskID, in folder: SlurmFolder, _ state: SlurmTaskState = .waiting("")) {
    task = start.task
    run = start.run
    self.id = id
    self.state = state
    log = TaskLog(path: folder.log(of: id))
  }

  /// Its output since the last call, and its status.
  package mutating func events() -> [TaskEvent] {
    log.newLines().map { TaskEvent(task, .line($0)) } + [TaskEvent(task, .status(status))]
  }

  /// The status of a task that an earlier command submitted: it may be needed at once, before its next event.
  package var knownEvents: [TaskEvent] {
    guard state == .running else { return [] }
    var log = log
    let last = log.newLines().last { line in
      ProgressEvent(line: line).map { [.start, .resume, .epoch].contains($0.kind) } ?? false
    }
    return [TaskEvent(task, .status(.runs))] + (last.map { [TaskEvent(task, .line($0))] } ?? [])
  }

  private var status: TaskStatus {
    switch state {
    case .waiting: .waits
    case .running: .runs
    case .ended(let end):
      .ended(
        TaskEnd(
          end.outcome, reason: end.reason, log: access(log.path, F_OK) == 0 ? log.path : nil, patience: end.patience))
    }
  }
}

extension SlurmEnd {
  fileprivate var outcome: ChildProcess.Outcome? { if case .exited(let outcome) = self { outcome } else { nil } }

  /// Why there is no result, if Slurm knows.
  fileprivate var reason: String? {
    switch self {
    case .stopped("TIMEOUT"):
      "it reached its time limit: the same command goes on from its checkpoint, with another limit by --slurm-args"
    case .stopped("OUT_OF_MEMORY"): "it ran out of memory: more by --slurm-args \"--mem=…\""
    case .stopped("CANCELLED"): "it was cancelled"
    case .stopped("NODE_FAIL"), .stopped("BOOT_FAIL"): "its node failed"
    case .stopped("PREEMPTED"): "it was preempted"
    case .stopped(let state): "Slurm ended it (\(state))"
    case .exited, .forgotten: nil
    }
  }

  /// How long a result may take to appear here after the task's end: a network file system shows a new file with a delay, NFS after
  /// up to a minute. A task that can't have written one must be seen as ended twice, because it may be requeued.
  fileprivate var patience: Duration {
    switch self {
    case .exited(.exited(0)): .seconds(60)
    // Diverged, perhaps.
    case .exited(.exited(ExitStatus.failed.rawValue)), .forgotten: .seconds(15)
    case .exited, .stopped: .seconds(2)
    }
  }
}

/// A task's log, read as it grows.
package struct TaskLog {
  package let path: String
  private var position = 0
  private var buffer = LineBuffer()

  package init(path: String) { self.path = path }

  /// The lines since the last call. The file is reopened: a network file system then checks whether it has grown.
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
