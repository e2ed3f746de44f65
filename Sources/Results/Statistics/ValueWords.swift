import Catalog
import Text

/// Values of one key, each on one line.
enum ValueWords {
  /// Different words for different values.
  static func all(_ values: [ConfigValue?]) -> [String?] {
    let lists = ListWords(values.compactMap { $0?.elements })
    let words = values.map { value in value.map { value in value.elements.map(lists.word) ?? value.word } }
    let lines = values.map { value in value.map { JSONValue($0).line } }
    return Set(words).count == Set(lines).count ? words : lines
  }
}

/// Lists on one line, each entry with its most important options and those that differ anywhere: `[flatten, dense 512
/// relu, dense 10 softmax]`.
struct ListWords {
  /// The words for each construct, by its name.
  private var differing: [String: Set<String>] = [:]

  private static let shown: Set = ["units", "filters", "kernel_size", "pool_size", "rate", "activation"]

  init(_ lists: [[ConfigValue]]) {
    var first: [String: Construct] = [:]
    for construct in lists.joined().compactMap(\.construct) {
      guard let known = first[construct.name]?.body.entries else {
        first[construct.name] = construct
        continue
      }
      for (old, new) in zip(known, construct.body.entries ?? []) where old.value != new.value {
        differing[construct.name, default: []].insert(new.key)
      }
    }
  }

  func word(_ elements: [ConfigValue]) -> String { "[" + elements.map(word).joined(separator: ", ") + "]" }

  /// One entry.
  func word(_ element: ConfigValue) -> String {
    guard let construct = element.construct, let options = construct.body.entries else { return element.fullWord }
    let telling = options.filter { key, _ in
      Self.shown.contains(key) || differing[construct.name]?.contains(key) == true
    }
    let words = telling.map { key, value in
      if case .bool = value { key + "=" + value.word } else { value.fullWord }
    }
    return ([construct.name] + words).joined(separator: " ")
  }
}

/// `adam`, or `{adam: {learning_rate: 0.001}}`: a name and the options below it.
struct Construct {
  var name: String
  var body: ConfigValue

  static func haveTheSameOptions(_ constructs: [Construct]) -> Bool {
    constructs.allSatisfy { $0.body.entries?.map(\.key) == constructs[0].body.entries?.map(\.key) }
  }
}

extension ConfigValue {
  /// nil for a value that cannot be one.
  var construct: Construct? {
    switch self {
    case .string(let name): Construct(name: name, body: .null)
    case .mapping(let entries) where entries.count == 1: Construct(name: entries[0].key, body: entries[0].value)
    default: nil
    }
  }

  var entries: [(key: String, value: ConfigValue)]? { if case .mapping(let entries) = self { entries } else { nil } }
  var elements: [ConfigValue]? { if case .list(let elements) = self { elements } else { nil } }
  var isMapping: Bool { entries != nil }

  package func without(_ keys: Set<String>) -> ConfigValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping(entries.filter { !keys.contains($0.key) })
  }

  /// The value on one line; a construct is its name.
  public var word: String {
    switch self {
    case .null: "none"
    case .mapping(let entries) where entries.count == 1: entries[0].key
    case .list(let elements): "[" + elements.map(\.word).joined(separator: ", ") + "]"
    default: JSONValue(self).cell
    }
  }

  /// The value with everything in it: `leaky_relu 0.2`, `3x3`.
  fileprivate var fullWord: String {
    switch self {
    case .mapping(let entries): entries.map { "\($0.key) \($0.value.fullWord)" }.joined(separator: " ")
    case .list(let elements): elements.map(\.fullWord).joined(separator: "x")
    default: word
    }
  }
}
