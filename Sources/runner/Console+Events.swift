import Glibc
import Reporting
import Runs

/// The output on stderr: sentences for people or, under `--progress json`, events for programs and nothing else.
extension Console {
  /// Whether programs listen. Read directly from the command line, so that an error in its options is an event, too.
  var speaksJSON: Bool { Self.asksForJSON }

  private static let asksForJSON = asksForJSON(CommandLine.arguments)

  private static func asksForJSON(_ arguments: [String]) -> Bool {
    let words = arguments.prefix { $0 != "--" }
    let named = words.indices.filter { words[$0] == "--progress" || words[$0].hasPrefix("--progress=") }
    guard let last = named.last else { return false }
    return words[last] == "--progress=json" || words[last...].starts(with: ["--progress", "json"])
  }

  /// - Parameter text: for people; the event's own sentence by default.
  func say(_ event: ProgressEvent, _ text: String?) {
    if speaksJSON {
      write(line: event.line(at: utcTime(milliseconds: true)))
    } else if let text = text ?? event.sentence {
      write(line: text)
    }
  }
}
