import Glibc
import Runs

/// Where a run of a sweep stands. `SweepDriver` has the table of what leads from one state to another.
package enum RunState: Equatable {
  /// For a free place, or for the shorter runs that it goes on from.
  case waiting
  /// The transport has it, and it has not begun.
  case submitted
  /// - Parameter until: when its last epoch will end, as far as its epochs so far tell.
  case underWay(until: ContinuousClock.Instant?)
  /// It has been told to stop, in order to go on with more threads.
  case moving
  /// It has stopped, and goes on at once.
  case moved
  /// Its task has ended, and until then its result may still appear.
  case ending(TaskEnd, wasMoving: Bool, until: ContinuousClock.Instant)
  /// Another process trains it.
  case held
  case finished
  case failed

  package var isFinal: Bool { self == .finished || self == .failed }

  /// Whether the transport has a task of it.
  package var hasTask: Bool {
    switch self {
    case .submitted, .underWay, .moving, .ending: true
    case .waiting, .moved, .held, .finished, .failed: false
    }
  }

  package var isEnding: Bool { if case .ending = self { true } else { false } }

  /// The state that follows from where its task stands, as long as there is no result.
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
  /// All that is known is that there is no such task, or no longer.
  package static let unknown = TaskEnd(nil)

  /// What it means for a run that has no result.
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
