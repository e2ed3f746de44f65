import Text

/// A line of `--progress json`: something that has happened, as an object for programs.
///
/// Documentation/progress-events.md describes every event and every field, and a test compares it with what is printed.
public struct ProgressEvent: Equatable, Sendable {
  public enum Kind: String, Sendable {
    /// The progress of a run.
    case start, resume, epoch, saved, diverged, interrupted, end
    /// How many of a sweep's runs have ended.
    case sweep
    /// What a cluster does with a sweep's runs.
    case submit, attach, queue, cancel
    /// What is reported as a sentence.
    case note, warning, error
  }

  public let kind: Kind
  /// All fields except `event` and `time`.
  public private(set) var members: [JSONValue.Member]
  /// The time of another process's event; nil if the event happens now.
  private let time: JSONValue?

  public init(_ kind: Kind, _ members: [JSONValue.Member]) {
    self.kind = kind
    self.members = members
    time = nil
  }

  /// Another process's event; nil if the line is not an event.
  public init?(line: String) {
    guard case .object(let members)? = try? JSONValue(text: line),
      case .string(let word)? = members.first(where: { $0.key == "event" })?.value, let kind = Kind(rawValue: word)
    else { return nil }
    self.kind = kind
    self.members = members.filter { !["event", "time"].contains($0.key) }
    time = members.first { $0.key == "time" }?.value
  }

  /// - Parameter now: the time for an event that happens now, as in `2026-03-01T12:00:00.000Z`.
  public func line(at now: String) -> String {
    let event = JSONValue.Member("event", .string(kind.rawValue))
    return JSONValue.object([event] + members + [.init("time", time ?? .string(now))]).line
  }

  public subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

  public func text(_ key: String) -> String? {
    guard case .string(let text)? = self[key] else { return nil }
    return text
  }

  public func integer(_ key: String) -> Int? {
    guard case .number(let digits)? = self[key] else { return nil }
    return Int(digits)
  }

  /// The event with another field, or unchanged if it already has it.
  public func with(_ key: String, _ value: JSONValue) -> ProgressEvent {
    var event = self
    if self[key] == nil { event.members.append(.init(key, value)) }
    return event
  }
}

extension ProgressEvent {
  /// A sentence about a run, or about everything.
  public static func note(_ message: String, name: String? = nil) -> ProgressEvent {
    ProgressEvent(.note, named(name) + [.init("message", .string(message))])
  }

  public static func warning(_ message: String, name: String? = nil) -> ProgressEvent {
    ProgressEvent(.warning, named(name) + [.init("message", .string(message))])
  }

  /// - Parameter path: the key of a spec.
  public static func error(
    _ message: String, name: String? = nil, file: String? = nil, line: Int? = nil, column: Int? = nil,
    path: String? = nil, hint: String? = nil
  ) -> ProgressEvent {
    let place: [JSONValue.Member?] = [
      file.map { .init("file", .string($0)) }, line.map { .init("line", .integer($0)) },
      column.map { .init("column", .integer($0)) }, path.map { .init("path", .string($0)) },
    ]
    let words: [JSONValue.Member?] = [.init("message", .string(message)), hint.map { .init("hint", .string($0)) }]
    return ProgressEvent(.error, named(name) + (place + words).compactMap(\.self))
  }

  private static func named(_ name: String?) -> [JSONValue.Member] {
    name.map { [.init("name", .string($0))] } ?? []
  }

  /// The event as a sentence for people; nil if it is shown in another form.
  public var sentence: String? {
    guard let message = text("message") else { return nil }
    switch kind {
    case .note, .saved, .interrupted: return message
    case .warning: return "warning: " + message
    case .diverged: return "error: " + message
    case .error: return placed("error: ", message)
    default: return nil
    }
  }

  /// `x.yaml:3:5: error: epochs: '1_0' is not a whole number; write 10`, `error: results/x.json: open failed`.
  private func placed(_ word: String, _ message: String) -> String {
    let found =
      [text("path"), message].compactMap(\.self).joined(separator: ": ") + (text("hint").map { "; " + $0 } ?? "")
    guard let file = text("file") else { return word + found }
    guard let line = integer("line"), let column = integer("column") else { return "\(word)\(file): \(found)" }
    return "\(file):\(line):\(column): \(word)\(found)"
  }
}
