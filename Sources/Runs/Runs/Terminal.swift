import Reporting

/// A command's output: progress and diagnostics to stderr, results to stdout; in a test, into a list.
package protocol Terminal: Sendable {
  /// Whether programs listen: then each message is a JSON object.
  var speaksJSON: Bool { get }
  /// Whether lines on stderr can be redrawn.
  var isInteractive: Bool { get }
  /// Columns of the terminal behind stderr.
  var width: Int { get }

  /// - Parameter text: for people; nil for the event's own sentence.
  func say(_ event: ProgressEvent, _ text: String?)
  /// Writes to stderr text that is redrawn.
  func redraw(_ text: String)
  /// Writes to stdout.
  func print(_ text: String) throws
}

extension Terminal {
  package func say(_ event: ProgressEvent) { say(event, nil) }

  /// - Parameter name: the run concerned.
  package func note(_ message: String, name: String? = nil) { say(.note(message, name: name)) }

  /// Reports something that is not an error: `warning: ` and the message.
  package func warn(_ message: String, name: String? = nil) { say(.warning(message, name: name)) }

  /// Shows warnings about a run or a sweep.
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

  package func note(about experiments: [Experiment]) { for words in notes(about: experiments) { note(words) } }
}
