import Reporting

/// Where a command's words go: progress and diagnostics to stderr, results to stdout; in a test, into a list.
package protocol Terminal: Sendable {
  /// Whether programs listen: then everything that is said is a JSON object.
  var speaksJSON: Bool { get }
  /// Whether what stderr shows can be drawn over.
  var isInteractive: Bool { get }
  /// Columns of the terminal behind stderr.
  var width: Int { get }

  /// - Parameter text: for people; the event's own sentence where it is nil.
  func say(_ event: ProgressEvent, _ text: String?)
  /// Writes to stderr what is drawn over again.
  func redraw(_ text: String)
  /// Writes to stdout.
  func print(_ text: String) throws
}

extension Terminal {
  package func say(_ event: ProgressEvent) { say(event, nil) }

  /// - Parameter name: the run that it is about.
  package func note(_ message: String, name: String? = nil) { say(.note(message, name: name)) }

  /// Something that ends nothing, but should be known: `warning: ` and the message.
  package func warn(_ message: String, name: String? = nil) { say(.warning(message, name: name)) }

  /// What will mislead in a run or a sweep.
  package func warn(_ warnings: [String], of name: String) {
    for warning in warnings { warn("\(name): \(warning)") }
  }

  package func say(_ failure: Failure) {
    for problem in failure.problems {
      let isError = problem.event.kind == .error
      say(
        isError ? problem.event.with("exit_code", .integer(Int(failure.status.rawValue))) : problem.event, problem.text)
    }
  }

  package func noteSeeds(of experiments: [Experiment]) {
    if let words = seedNote(of: experiments) { note(words) }
  }
}
