import Diagnostics
import YAMLTree

/// One name of a construct that is written as `name` or `{name: {options}}`: a layer, an optimizer, …
struct Choice<Value>: Sendable {
  let name: String
  fileprivate let read: @Sendable (Place, DiagnosticCollector) -> Value?

  /// A name without options.
  init(_ name: String, _ value: Value) where Value: Sendable {
    self.init(name) { _ in value }
  }

  /// A name with options.
  init(
    _ name: String, example: String? = nil, _ decode: @escaping @Sendable (inout Fields) -> Value
  ) {
    self.name = name
    read = { place, collector in
      guard var fields = Fields(place, example: example, collector) else { return nil }
      let value = decode(&fields)
      fields.finish()
      return value
    }
  }

  /// A name whose value is no mapping of options.
  init<Body>(_ name: String, body: Reader<Body>, _ make: @escaping @Sendable (Body) -> Value) {
    self.name = name
    read = { place, collector in body.read(place, collector).map(make) }
  }
}

extension Reader where Value: Sendable {
  /// One of the names in `choices`.
  ///
  /// - Parameters:
  ///   - what: what is named, for messages: "layer".
  ///   - aliases: other programs' names, in lowercase, and what to write instead.
  static func choice(_ what: String, of choices: [Choice<Value>], aliases: [String: String] = [:]) -> Reader {
    Reader { place, collector in
      var names: [String] { choices.map(\.name) }
      if place.node.entries?.contains(where: \.key.isInvalid) == true { return nil }
      guard let entries = place.node.entries, !entries.isEmpty else {
        place.report(
          "expected \(article(what)) \(what), found \(place.finding)", hint: "known: \(listed(names))", collector)
        return nil
      }
      guard entries.count == 1 else {
        let second = entries[1].key
        collector.report(
          in: second.source, at: second.range, path: place.path,
          "\(quoted(entries[1].name)) stands beside \(quoted(entries[0].name)) where one \(what) belongs",
          hint: names.contains(entries[1].name)
            ? "keep one of them" : "options stand within: \(entries[0].name): {\(entries[1].name): …}")
        return nil
      }
      let (name, key) = (entries[0].name, entries[0].key)
      guard let choice = choices.first(where: { $0.name == name }) else {
        if collector.reportSlips(in: key, path: place.path) { return nil }
        if let dash = key.entryWithin {
          collector.report(
            in: key.source, at: dash, path: place.path, "an entry that is indented further than the one above",
            hint: "begin the entries of a list in one column")
          return nil
        }
        collector.report(
          in: key.source, at: key.range, path: place.path, "unknown \(what) \(quoted(name))",
          hint: advice(for: name, among: names, aliases: aliases))
        return nil
      }
      return choice.read(place.member(entries[0]), collector)
    }
  }
}

extension YAMLNode {
  /// The dash of a further entry of a list that YAML takes for a word of this text, because it is indented further.
  fileprivate var entryWithin: Range<Int>? {
    guard case .scalar(_, isPlain: true) = content, range.upperBound <= source.bytes.count else { return nil }
    let text = source.bytes[range]
    guard let end = text.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }),
      let start = text[end...].firstIndex(where: { $0 > 0x20 }), text[start...].starts(with: "- ".utf8)
    else { return nil }
    return start..<start + 1
  }
}

private func article(_ word: String) -> String { "aeiou".contains(word.prefix(1)) ? "an" : "a" }
