import Glibc
import Runs

/// The state of a run in a sweep. `SweepDriver` has the table of transitions.
package enum RunState: Equatable {
  /// For a free slot, or for shorter runs from which it continues.
  case waiting
  /// The transport has it, but it has not begun.
  case submitted
  /// - Parameter until: when its last epoch will end, judging by its epochs so far.
  case underWay(until: ContinuousClock.Instant?)
  /// It was told to stop, in order to continue with more threads.
  case moving
  /// It has stopped; it continues at once.
  case moved
  /// Its task has ended; its result may still appear until then.
  case ending(TaskEnd, wasMoving: Bool, until: ContinuousClock.Instant)
  /// Locked by another process.
  case held
  case finished
  case failed

  package var isFinal: Bool { self == .finished || self == .failed }

  /// Whether the transport has its task.
  package var hasTask: Bool {
    switch self {
    case .submitted, .underWay, .moving, .ending: true
    case .waiting, .moved, .held, .finished, .failed: false
    }
  }

  package var isEnding: Bool { if case .ending = self { true } else { false } }

  /// The next state for its task's status, as long as there is no result.
  package func after(_ status: TaskStatus, at now: ContinuousClock.Instant) -> RunState {
    switch (self, status) {
    case (.submitted, .runs), (.ending, .runs): .underWay(until: nil)
    case (.underWay, .waits), (.ending, .waits): .submitted
    case (.submitted, .ended(let end)), (.underWay, .ended(let end)), (.moving, .ended(let end)):
      .ending(end, wasMoving: self == .moving, until: now + end.patience)
    default: self
    }
  }
}

extension TaskEnd {
  /// There is no such task, or no longer: no more is known.
  package static let unknown = TaskEnd(nil)

  /// The next state of a run without a result.
  package func state(wasMoving: Bool) -> RunState {
    switch outcome {
    case .exited(ExitStatus.busy.rawValue): .held
    case .exited(ExitStatus.terminated.rawValue) where wasMoving: .moved
    default: .failed
    }
  }

  /// Why there is no result.
  package func reason(_ words: TaskWords) -> String {
    let reason =
      if let reason {
        reason
      } else if case .killed(let signal) = outcome {
        "it was killed by signal \(signal)\(signal == SIGKILL ? ": by hand, or for want of memory" : "")"
      } else {
        words.reason
      }
    return log.map { "\(reason) (\($0))" } ?? reason
  }
}
