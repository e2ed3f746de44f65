import Reporting

/// Output of a sweep's task that may explain why there is no result.
package struct TaskWords {
  package private(set) var errors: [ProgressEvent] = []
  private var last: String?

  package init() {}

  /// The event in a task's line. A line that is not an event, for example from a crash or from the cluster, becomes a note.
  ///
  /// - Returns: nil for an error, which is shown only once no result can follow: if another process is training the run, for example,
  ///   that is an error of the task but not a failure of the sweep.
  package mutating func add(_ line: String, of run: SweepRun) -> ProgressEvent? {
    let event = ProgressEvent(line: line) ?? .note(line, name: run.name)
    switch event.kind {
    case .error:
      errors.append(event)
      return nil
    case .note, .warning: last = event.sentence
    default: break
    }
    return event
  }

  /// Why the run has no result.
  package var reason: String {
    let said = errors.isEmpty ? last : errors.compactMap(\.sentence).joined(separator: "\n  ")
    return said ?? "it ended without a result and without a word"
  }
}

extension ProgressEvent {
  /// Whether a task reports its interruption.
  package var isOfInterruption: Bool { kind == .interrupted || kind == .end && text("status") == "interrupted" }
}
