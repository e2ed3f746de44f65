import Catalog
import YAMLTree

extension FamilyTable {
  /// What to write for a name that is not in the table.
  func hint(for text: String) -> String {
    guard let call = PythonCall(text) else { return advice.hint(for: text, among: names) }
    return hint(for: call) ?? advice.hint(for: call.name, among: names)
  }

  /// The key that reveals a construct written as in other programs, and what to write instead, with the same options.
  func rewriting(_ entries: [YAMLEntry]) -> (key: YAMLNode, hint: String)? {
    let foreign = ForeignForm(entries)
    let meant = foreign.map { advice.meaning(of: $0.lastName, among: names) } ?? owner(of: entries)
    guard let meant else { return nil }
    // A name with options of its own is right. A layer's activation is an option, and also a layer.
    let keys = owners.first { $0.name == meant }?.keys ?? []
    let isNamed = entries.contains {
      names.contains($0.name) && $0.value.entries != nil && !$0.value.isBareName && !keys.contains($0.name)
    }
    return isNamed ? nil : (foreign?.key ?? entries[0].key, "write \(spelled(meant, foreign?.options ?? entries))")
  }

  /// The first member that has all of these options.
  private func owner(of entries: [YAMLEntry]) -> String? {
    guard isKnownByOptions else { return nil }
    return owners.first { owner in entries.allSatisfy { owner.keys.contains(keyAliases[$0.name] ?? $0.name) } }?.name
  }

  private func spelled(_ name: String, _ options: [YAMLEntry]) -> String {
    if options.isEmpty || name.contains(":") { return name }
    return "\(name): {\(listed(options.map { "\(keyAliases[$0.name] ?? $0.name): \($0.value.shortFlow)" }))}"
  }
}

/// A construct as written in other programs: `{type: adam, lr: 0.1}`, `{class_name: Dense, config: {units: 10}}`,
/// `{_target_: torch.optim.Adam, lr: 0.1}`.
struct ForeignForm {
  let key: YAMLNode
  let name: YAMLNode
  let options: [YAMLEntry]

  private static let nameKeys = ["class_name", "class_path", "_target_", "type", "kind", "class", "name", "module"]
  private static let optionKeys = ["config", "init_args", "params", "parameters", "args", "kwargs", "options"]

  init?(_ entries: [YAMLEntry]) {
    let naming = Self.nameKeys.lazy.compactMap { key in entries.first { $0.name == key } }.first
    guard let naming, naming.value.text?.isEmpty == false else { return nil }
    (key, name) = (naming.key, naming.value)
    options = entries.filter { !Self.nameKeys.contains($0.name) && $0.name != "registered_name" }
      .flatMap { Self.optionKeys.contains($0.name) ? $0.value.entries ?? [] : [$0] }
  }

  /// Without its module path.
  var lastName: String { name.text?.split { ".:/".contains($0) }.last.map(String.init) ?? "" }
}

extension YAMLNode {
  /// Whether a bare name was spelt out as a mapping.
  fileprivate var isBareName: Bool {
    entries?.count == 1 && entries?[0].value.isNull == true && entries?[0].key.range == range
  }

  /// For a hint: long values are left out.
  var shortFlow: String {
    let text = range.count > 100 ? "…" : flow
    return text.utf8.count > 100 ? "…" : text
  }

  /// On one line, as allowed within braces.
  var flow: String {
    switch content {
    case .scalar(let text, isPlain: true): text.contains { "[]{},".contains($0) } ? "\"\(text)\"" : text
    case .scalar: String(decoding: source.bytes[range], as: UTF8.self)
    case .sequence(let elements): "[" + listed(elements.map(\.flow)) + "]"
    case .mapping(let entries) where isBareName: entries[0].name
    case .mapping(let entries): "{" + listed(entries.map { "\($0.key.flow): \($0.value.shortFlow)" }) + "}"
    case .invalid: "…"
    }
  }
}
