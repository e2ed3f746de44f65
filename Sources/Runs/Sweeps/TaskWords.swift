import Reporting

/// What a sweep's task has said that may tell why there is no result.
package struct TaskWords {
  package private(set) var errors: [ProgressEvent] = []
  private var last: String?

  /// The event of a task's line. What isn't one, such as a crash or a cluster's own words, becomes a note.
  ///
  /// - Returns: nil for an error, which is to be shown only once the task has come to no result: another process that trains the
  ///   run, for one, is no failure of the sweep.
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
  /// What a task says that was told to end.
  package var isOfInterruption: Bool { kind == .interrupted || kind == .end && text("status") == "interrupted" }
}
