import Glibc
import Reporting

/// What is said on stderr: sentences for people, or under `--progress json` events for programs, and then nothing else.
extension Console {
  /// Whether programs listen. From the command line's words themselves, so that an error in them is an event, too.
  static let speaksJSON = asksForJSON(CommandLine.arguments)

  private static func asksForJSON(_ arguments: [String]) -> Bool {
    let words = arguments.prefix { $0 != "--" }
    let named = words.indices.filter { words[$0] == "--progress" || words[$0].hasPrefix("--progress=") }
    guard let last = named.last else { return false }
    return words[last] == "--progress=json" || words[last...].starts(with: ["--progress", "json"])
  }

  /// - Parameter text: for people; the event's own sentence by default.
  static func say(_ event: ProgressEvent, _ text: String? = nil) {
    if speaksJSON {
      write(line: event.line(at: utcTime(milliseconds: true)))
    } else if let text = text ?? event.sentence {
      write(line: text)
    }
  }

  /// - Parameter name: the run that it is about.
  static func note(_ message: String, name: String? = nil) { say(.note(message, name: name)) }

  /// Something that ends nothing, but should be known: `warning: ` and the message.
  static func warn(_ message: String, name: String? = nil) { say(.warning(message, name: name)) }

  /// What will mislead about a run or a sweep.
  static func warn(_ warnings: [String], of name: String) {
    for warning in warnings { warn("\(name): \(warning)") }
  }
}

/// Now, in ISO 8601 and UTC, as in `2026-03-01T12:00:00Z` or `2026-03-01T12:00:00.000Z`.
func utcTime(milliseconds: Bool = false) -> String {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  var parts = tm()
  gmtime_r(&now.tv_sec, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
  let seconds = String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  guard milliseconds else { return seconds + "Z" }
  return seconds + "." + String(1000 + now.tv_nsec / 1_000_000).dropFirst() + "Z"
}
