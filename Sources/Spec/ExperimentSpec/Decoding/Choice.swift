import Diagnostics
import Text
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
      fields.finish { hint(forOption: $0.name, of: name) }
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
  ///   - advice: for other names.
  static func choice(_ what: String, of choices: [Choice<Value>], advice: NameAdvice = NameAdvice()) -> Reader {
    Reader { place, collector in
      if place.node.entries?.contains(where: \.key.isInvalid) == true { return nil }
      guard let entries = place.node.entries, !entries.isEmpty else {
        place.report(
          "expected \(article(what)) \(what), found \(place.finding)", hint: "known: \(listed(choices.map(\.name)))",
          collector)
        return nil
      }
      if entries.count > 1, let (key, hint) = advice.rewriting(entries, among: choices.map(\.name)) {
        collector.report(
          in: key.source, at: key.range, path: place.path, "unknown \(what) \(quoted(key.text ?? ""))", hint: hint)
        return nil
      }
      for (index, entry) in entries.enumerated() {
        guard let choice = choices.first(where: { $0.name == entry.name }) else { continue }
        if entries.count == 1 { return choice.read(place.member(entry), collector) }
        let other = entries[index == 0 ? 1 : 0]
        collector.report(
          in: other.key.source, at: other.key.range, path: place.path,
          "\(quoted(other.name)) stands beside \(quoted(entry.name)) where one \(what) belongs",
          hint: choices.contains { $0.name == other.name }
            ? "keep one of them" : "options stand within: \(entry.name): {\(other.name): …}")
        return nil
      }
      place.reportUnknown(what, entries, among: choices.map(\.name), advice, collector)
      return nil
    }
  }
}

extension Place {
  /// Of a mapping in which no name of a choice is.
  fileprivate func reportUnknown(
    _ what: String, _ entries: [YAMLEntry], among names: [String], _ advice: NameAdvice,
    _ collector: DiagnosticCollector
  ) {
    func report(_ node: YAMLNode, _ hint: String) {
      collector.report(
        in: node.source, at: node.range, path: path, "unknown \(what) \(quoted(node.text ?? ""))", hint: hint)
    }
    let key = entries[0].key
    if collector.reportSlips(in: key, path: path) { return }
    if let dash = key.entryWithin {
      collector.report(
        in: key.source, at: dash, path: path, "an entry that is indented further than the one above",
        hint: "begin the entries of a list in one column")
    } else if let (key, hint) = advice.rewriting(entries, among: names) {
      report(key, hint)
    } else if let foreign = ForeignForm(entries) {
      report(foreign.name, advice.hint(for: foreign.lastName, among: names))
    } else if let values = values(in: entries[0].name, where: names.contains) {
      report(key, sweepHint(values))
    } else {
      report(key, advice.hint(for: entries[0].name, among: names))
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
