import Catalog
import Text

/// The keys in which several resolved specs differ: what a comparison has to show of them.
///
/// Keys are paths as `--set` takes them, such as `layers[1].dense.units`. Where specs have different constructs in one
/// place, such as two optimizers, its key says which (`optimizer`), and each option that differs among those that have
/// it has a key of its own (`optimizer.learning_rate`). Lists of different lengths differ as a whole. Two different
/// specs never have the same words for all keys. `name` and `description` do not affect a run.
public struct SpecDifferences: Equatable, Sendable {
  /// In the order of the specs' keys.
  public let keys: [String]
  /// By key: each spec's value, nil if it has none.
  private let values: [[ConfigValue?]]
  private let words: [[String?]]

  public init(_ specs: [ConfigValue], ignoring ignored: Set<String> = ["name", "description"]) {
    // Compared as files hold them: a seed that was read back may be another case of ConfigValue than the one that was
    // written.
    let roots = specs.map { spec -> ConfigValue? in JSONValue(spec.current.without(ignored)).config }
    let found = Self.differences(roots, path: "")
    keys = found.map(\.path)
    values = found.map(\.values)
    words = values.map(ValueWords.all)
  }

  /// The keys that a sweep of these specs varies; seed and fold, which only repeat a configuration, are not among them.
  public var sweptKeys: [String] { keys.filter { !ConfigValue.isRepetition($0) } }

  /// The keys that have a column in a table. A list of layers has none, because it would be wider than all other columns.
  public var tableKeys: [String] {
    zip(keys, values).filter { _, values in
      !values.contains { value in if case .list? = value { true } else { false } }
    }.map(\.0)
  }

  /// The value of the spec at `index` for one of `keys`.
  public func value(of key: String, at index: Int) -> ConfigValue? {
    keys.firstIndex(of: key).flatMap { values[$0][index] }
  }

  /// The same on one line, for a cell or a label: different words for different values.
  public func word(of key: String, at index: Int) -> String? {
    keys.firstIndex(of: key).flatMap { words[$0][index] }
  }

  /// `learning_rate`, `dropout_rate`; the whole key if two would have the same short name.
  public func shortName(of key: String) -> String { shortKey(key, among: keys) }

  /// `batch_size=64, learning_rate=0.001` of the spec at `index`; empty when nothing differs.
  public func label(at index: Int) -> String {
    keys.map { shortName(of: $0) + "=" + (word(of: $0, at: index) ?? "none") }.joined(separator: ", ")
  }

  private typealias Found = (path: String, values: [ConfigValue?])

  /// The differences between values in one place; specs without such a place are nil, which is shown elsewhere.
  private static func differences(_ values: [ConfigValue?], path: String) -> [Found] {
    let present = values.compactMap(\.self)
    guard let first = present.first, present.contains(where: { $0 != first }) else { return [] }
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    if !path.isEmpty, let constructs = constructs(values) {
      return [(path, constructs.names)] + constructs.options.flatMap { differences($0.values, path: below($0.key)) }
    }
    if let members = members(values) {
      return members.flatMap { key, isEverywhere, values in
        isEverywhere ? differences(values, path: below(key)) : [(below(key), values)]
      }
    }
    if let elements = elements(values) {
      return elements.enumerated().flatMap { index, values in differences(values, path: "\(path)[\(index)]") }
    }
    return [(path, values)]
  }

  /// The names of constructs, `adam` and `sgd`, and the values of each option by its name; nil if they are not
  /// constructs, or all have one name.
  private static func constructs(
    _ values: [ConfigValue?]
  ) -> (names: [ConfigValue?], options: [(key: String, values: [ConfigValue?])])? {
    let constructs = values.map { $0?.construct }
    guard zip(values, constructs).allSatisfy({ ($0 == nil) == ($1 == nil) }),
      Set(constructs.compactMap { $0?.name }).count > 1, values.contains(where: { $0?.isMapping == true })
    else { return nil }
    var options: [(key: String, values: [ConfigValue?])] = []
    let alike = Dictionary(grouping: constructs.compactMap(\.self), by: \.name).mapValues(Construct.haveTheSameOptions)
    for (index, construct) in constructs.enumerated() {
      guard let construct else { continue }
      // A value that is not a mapping of options, as the activation of an activation layer, becomes one under the construct's name.
      let entries = alike[construct.name] == true ? construct.body.entries : nil
      for (key, value) in entries ?? [(construct.name, construct.body)] {
        let place = options.firstIndex { $0.key == key } ?? options.endIndex
        if place == options.endIndex { options.append((key, values.map { _ in nil })) }
        options[place].values[index] = value
      }
    }
    return (constructs.map { $0.map { .string($0.name) } }, options)
  }

  /// The values of each key, and whether all have it; nil unless all are mappings.
  private static func members(_ values: [ConfigValue?]) -> [(key: String, isEverywhere: Bool, [ConfigValue?])]? {
    guard values.allSatisfy({ $0?.isMapping ?? true }) else { return nil }
    let mappings = values.map { $0?.entries }
    var keys: [String] = []
    for key in mappings.compactMap(\.self).joined().map(\.key) where !keys.contains(key) { keys.append(key) }
    return keys.map { key in
      let found = mappings.map { entries in entries?.first { $0.key == key }?.value }
      return (key, zip(found, values).allSatisfy { $0 != nil || $1 == nil }, found)
    }
  }

  /// The values at each index; nil unless all are lists of one length.
  private static func elements(_ values: [ConfigValue?]) -> [[ConfigValue?]]? {
    let lists = values.compactMap { $0 }.map(\.elements)
    guard let count = lists.first??.count, lists.allSatisfy({ $0?.count == count }) else { return nil }
    return (0..<count).map { index in values.map { $0?.elements?[index] } }
  }
}
