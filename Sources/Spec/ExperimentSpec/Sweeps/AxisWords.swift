import Catalog
import YAMLTree

/// What runs' names call the values of a key: `64`, `relu`; if options distinguish the values, these too: `adam-1e-3`,
/// `sgd-0.1`.
struct AxisWords {
  /// Distinct words, each valid in a file's name; numbers if there are no such words.
  let words: [String]

  init(_ values: [YAMLNode]) {
    let parts = values.compactMap(Parts.init)
    let words = parts.map { part in
      let options = part.options.filter { Self.tellsApart($0.key, parts) }.map(\.text)
      return ([part.name].compactMap(\.self) + options).joined(separator: "-")
    }
    let isUsable = words.count == values.count && Set(words).count == words.count
    let isFit = words.allSatisfy { !$0.isEmpty && nameProblem("x-" + $0) == nil }
    self.words = isUsable && isFit ? words : values.indices.map { String($0 + 1) }
  }

  /// Whether an option differs between values that have it, or only some with the same name have it.
  private static func tellsApart(_ key: String, _ values: [Parts]) -> Bool {
    let texts = values.map { value in (name: value.name, text: value.options.first { $0.key == key }?.text) }
    let having = texts.filter { $0.text != nil }
    return having.contains { one in
      having[0].text != one.text || texts.contains { $0.name == one.name && $0.text == nil }
    }
  }

  /// A value as a name and the scalars among its options, each with its path.
  private struct Parts {
    var name: String?
    var options: [(key: String, text: String)] = []

    /// nil for a value that contains a list.
    init?(_ value: YAMLNode) {
      switch value.content {
      case .scalar(let text, _): name = text
      case .mapping(let entries) where entries.count == 1:
        name = entries[0].name
        guard add(entries[0].value.entries ?? (entries[0].value.isNull ? [] : entries)) else { return nil }
      case .mapping(let entries): guard add(entries) else { return nil }
      case .sequence, .invalid: return nil
      }
    }

    private mutating func add(_ entries: [YAMLEntry]) -> Bool {
      for entry in entries {
        guard let parts = Parts(entry.value) else { return false }
        if let name = parts.name { options.append((entry.name, name)) }
        options += parts.options.map { ("\(entry.name).\($0.key)", $0.text) }
      }
      return true
    }
  }
}
