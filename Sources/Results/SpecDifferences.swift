import ExperimentSpec

/// In which keys several resolved specs differ: what a comparison has to show of them.
///
/// Keys are paths as `--set` takes them, such as `layers[1].dense.units`. Where two specs have other structures (another
/// optimizer, another number of layers) the key is that of the whole. `name` and `description` say nothing about a run.
public struct SpecDifferences: Equatable, Sendable {
  /// In the order of the specs' keys.
  public let keys: [String]
  /// By key: each spec's value, nil where it has none.
  private let values: [[ConfigValue?]]

  public init(_ specs: [ConfigValue], ignoring ignored: Set<String> = ["name", "description"]) {
    // As a file holds them: a seed that was read back is another case of ConfigValue than the one that was written.
    let roots = specs.map { spec -> ConfigValue? in JSONValue(spec.without(ignored)).config }
    let found = Self.differences(roots, path: "")
    keys = found.map(\.path)
    values = found.map(\.values)
  }

  /// The keys that have a column in a table: a list of layers has none, it would be wider than all others.
  public var tableKeys: [String] {
    zip(keys, values).filter { _, values in
      !values.contains { value in if case .list? = value { true } else { false } }
    }.map(\.0)
  }

  /// What the spec at `index` has under one of `keys`.
  public func value(of key: String, at index: Int) -> ConfigValue? {
    keys.firstIndex(of: key).flatMap { values[$0][index] }
  }

  /// The last part of a key, or the whole where two keys end alike: `learning_rate`.
  public func shortName(of key: String) -> String {
    func last(_ key: String) -> Substring { key[(key.lastIndex(of: ".").map(key.index(after:)) ?? key.startIndex)...] }
    return keys.count { last($0) == last(key) } > 1 ? key : String(last(key))
  }

  /// `batch_size=64, learning_rate=0.001` of the spec at `index`; empty when nothing differs.
  public func label(at index: Int) -> String {
    keys.map { shortName(of: $0) + "=" + (value(of: $0, at: index)?.word ?? "none") }.joined(separator: ", ")
  }

  private typealias Found = (path: String, values: [ConfigValue?])

  private static func differences(_ values: [ConfigValue?], path: String) -> [Found] {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return [] }
    if let mappings = members(values, path) {
      return mappings.flatMap { key, values in differences(values, path: path.isEmpty ? key : "\(path).\(key)") }
    }
    if let lists = elements(values) {
      return lists.enumerated().flatMap { index, values in differences(values, path: "\(path)[\(index)]") }
    }
    return [(path, values)]
  }

  /// The values of each key; nil unless all are mappings that can be laid beside each other.
  private static func members(_ values: [ConfigValue?], _ path: String) -> [(String, [ConfigValue?])]? {
    let mappings = values.compactMap { value -> [(key: String, value: ConfigValue)]? in
      if case .mapping(let entries)? = value { entries } else { nil }
    }
    guard mappings.count == values.count else { return nil }
    var keys: [String] = []
    for key in mappings.joined().map(\.key) where !keys.contains(key) { keys.append(key) }
    // `{adam: …}` and `{sgd: …}` are two things, not one with options.
    if !path.isEmpty, mappings.allSatisfy({ $0.count == 1 }), keys.count > 1 { return nil }
    return keys.map { key in (key, mappings.map { entries in entries.first { $0.key == key }?.value }) }
  }

  private static func elements(_ values: [ConfigValue?]) -> [[ConfigValue?]]? {
    let lists = values.compactMap { value -> [ConfigValue]? in if case .list(let list)? = value { list } else { nil } }
    guard lists.count == values.count, let count = lists.first?.count, lists.allSatisfy({ $0.count == count }) else {
      return nil
    }
    return (0..<count).map { index in lists.map { $0[index] } }
  }
}

extension ConfigValue {
  func without(_ keys: Set<String>) -> ConfigValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping(entries.filter { !keys.contains($0.key) })
  }

  /// The value on one line, for a cell or a label: a construct without options is its name, `[dense, dense]` a list's outline.
  public var word: String {
    switch self {
    case .null: "none"
    case .mapping(let entries) where entries.count == 1: entries[0].key
    case .list(let elements): "[" + elements.map(\.word).joined(separator: ", ") + "]"
    default: JSONValue(self).cell
    }
  }
}
