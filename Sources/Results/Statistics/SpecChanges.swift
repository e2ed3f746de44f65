import Catalog
import Text

/// What has to be changed in one resolved spec to get another, key by key.
///
/// Unlike ``SpecDifferences``, which names columns for many specs, this says of lists of layers which were added, removed and changed.
public struct SpecChanges: Equatable, Sendable {
  public struct Change: Equatable, Sendable {
    /// As `--set` takes it, such as `layers[1].dense.units`: in the first spec, and for what was added in the second.
    public var key: String
    /// nil where the spec has nothing in this place.
    public var before: String?
    public var after: String?

    package init(key: String, before: String?, after: String?) {
      (self.key, self.before, self.after) = (key, before, after)
    }
  }

  /// In the order of the specs' keys. Words for people: different values have different words.
  public let changes: [Change]

  public init(_ before: ConfigValue, _ after: ConfigValue, ignoring ignored: Set<String> = ["name", "description"]) {
    // Compared as files hold them, as SpecDifferences does.
    let (before, after) = (Self.read(before, ignored), Self.read(after, ignored))
    changes = Self.changes(before, after, path: "")
  }

  private static func read(_ spec: ConfigValue, _ ignored: Set<String>) -> ConfigValue {
    JSONValue(spec.current.without(ignored)).config
  }

  /// The changes between the values of two mappings, or of anything else in one place.
  private static func changes(_ before: ConfigValue?, _ after: ConfigValue?, path: String) -> [Change] {
    guard before != after else { return [] }
    if let before = before?.entries, let after = after?.entries, path.isEmpty || before.map(\.key) == after.map(\.key) {
      let keys = before.map(\.key) + after.map(\.key).filter { key in !before.contains { $0.key == key } }
      return keys.flatMap { key in
        changes(before[key], after[key], path: path.isEmpty ? key : "\(path).\(key)")
      }
    }
    if let before = before?.constructs, let after = after?.constructs {
      return changes(before, after, path: path)
    }
    // Under its key, so that two optimizers are told apart by their names before their options.
    let differences = SpecDifferences(
      [before, after].map { value in .mapping(value.map { [(path, $0)] } ?? []) }, ignoring: [])
    return differences.keys.map {
      Change(key: $0, before: differences.word(of: $0, at: 0), after: differences.word(of: $0, at: 1))
    }
  }

  /// Lists of layers, callbacks, metrics or augmentations.
  private static func changes(_ before: [ConfigValue], _ after: [ConfigValue], path: String) -> [Change] {
    let words = ListWords([before, after])
    return ListAlignment.pairs(before, after, cost: cost).flatMap { a, b -> [Change] in
      if let a, let b, before[a].construct?.name == after[b].construct?.name {
        return changes(before[a], after[b], path: "\(path)[\(a)]")
      }
      let index = a ?? b ?? 0
      return [
        Change(
          key: "\(path)[\(index)]", before: a.map { words.word(before[$0]) }, after: b.map { words.word(after[$0]) })
      ]
    }
  }

  private static func cost(_ a: ConfigValue, _ b: ConfigValue) -> ListAlignment.Cost {
    if a == b { return ListAlignment.same }
    return a.construct?.name == b.construct?.name ? ListAlignment.similar : ListAlignment.different
  }
}

extension ConfigValue {
  /// nil unless it is a list of constructs only.
  fileprivate var constructs: [ConfigValue]? {
    guard let elements, elements.allSatisfy({ $0.construct != nil }) else { return nil }
    return elements
  }
}

extension [(key: String, value: ConfigValue)] {
  fileprivate subscript(key: String) -> ConfigValue? { first { $0.key == key }?.value }
}
