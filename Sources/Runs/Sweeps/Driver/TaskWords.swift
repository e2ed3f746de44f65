import Reporting

/// What a task of a sweep has said that may explain why there is no result.
package struct TaskWords {
  package private(set) var errors: [ProgressEvent] = []
  private var last: String?

  package init() {}

  /// The event in a line of a task. A line that is not an event, such as one of a crash or of the cluster itself, becomes a note.
  ///
  /// - Returns: nil for an error. It is shown only once there is no hope for a result: that another process is training the run, for
  ///   example, is an error of the task and not a failure of the sweep.
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
  /// Whether a task says it because it was told to end.
  package var isOfInterruption: Bool { kind == .interrupted || kind == .end && text("status") == "interrupted" }
}
