import Foundation
import Testing
import Text

/// Documentation/progress-events.md: the events of `--progress json`, and the fields of each.
struct EventPage {
  /// Fields by event. A field within an object, or within a list of objects, is `object.field`.
  let fields: [String: Set<String>]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).appending(path: "../../../Documentation/progress-events.md").standardized
    var fields: [String: Set<String>] = [:]
    var event: String?
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("#") {
        event = line.wholeMatch(of: /### `([a-z]+)`/).map { String($0.1) }
        if let event { fields[event] = [] }
      } else if let event, let cell = line.wholeMatch(of: /\| (`[^|]+) \|[^|]+\|/) {
        fields[event, default: []].formUnion(cell.1.matches(of: /`([a-z0-9_.]+)`/).map { String($0.1) })
      }
    }
    self.fields = fields
  }

  /// The events of a stream. Each must be one JSON object on its line, with its time, and only fields that the page
  /// describes.
  func events(_ stderr: String, _ location: SourceLocation = #_sourceLocation) throws -> [JSONValue] {
    return try stderr.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
      let object = try #require(try? JSONValue(text: String(line)), "\(line)", sourceLocation: location)
      let event = try #require(object["event"]?.string, sourceLocation: location)
      let time = try #require(object["time"]?.string, sourceLocation: location)
      #expect(
        time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(time)", sourceLocation: location)
      let known = fields[event]
      #expect(known != nil, "\(event) is not documented", sourceLocation: location)
      let unknown = Self.fields(of: object).subtracting(known ?? []).sorted()
      #expect(unknown == [], "fields of \(event) that are not documented: \(line)", sourceLocation: location)
      return object
    }
  }

  static func fields(of object: JSONValue) -> Set<String> {
    guard case .object(let members) = object else { return [] }
    var fields: Set<String> = []
    for member in members where !["event", "time"].contains(member.key) {
      fields.insert(member.key)
      var inner = [member.value]
      if case .list(let values) = member.value { inner = values }
      for value in inner { fields.formUnion(Self.fields(of: value).map { member.key + "." + $0 }) }
    }
    return fields
  }
}

extension JSONValue {
  var string: String? { if case .string(let text) = self { text } else { nil } }
}

extension [JSONValue] {
  /// The names of the events, in order.
  var words: [String] { compactMap { $0["event"]?.string } }

  func all(_ event: String) -> [JSONValue] { filter { $0["event"]?.string == event } }
}
