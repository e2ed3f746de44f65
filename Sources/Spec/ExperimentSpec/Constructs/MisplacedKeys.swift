import Catalog
import Diagnostics
import YAMLTree

/// Where a misplaced key at the top of a spec belongs, or that there is no such thing here; nil for an unknown key.
func hint(forMisplaced entry: YAMLEntry, in tree: YAMLNode) -> String? {
  if let hint = optionalLists.hint(forMember: entry) ?? remark(onForeign: entry.name) { return hint }
  let key = keyAliases[entry.name] ?? entry.name
  let option = "\(key): \(entry.value.shortFlow)"
  if let hint = optimizerHint(key, option, in: tree) { return hint }
  if SpecKeys.dataset.contains(key) {
    return "write dataset: {\(merged(tree.entry("dataset")?.value.entries ?? [], key, option))}"
  }
  if key == "from_logits" { return "write loss: {categorical_crossentropy: {\(option)}}" }
  // A layer, though recurrent layers have an option of its name.
  if key == "dropout" { return "write it as an entry of layers" }
  if let layer = LayerSpec.family.table.owners.first(where: { $0.keys.contains(key) }) {
    return "write it within an entry of layers, as in \(layer.name): {\(option)}"
  }
  if LayerSpec.family.table.names.contains(key) { return "write it as an entry of layers" }
  return optionalLists.hint(forOption: entry)
}

private let optionalLists = OptionalLists(ExperimentSpec(name: "").optionDescriptions)

/// The lists that a spec may leave out, such as `callbacks`: hints for what was written beside them instead of inside.
struct OptionalLists {
  private let lists: [(key: String, family: FamilyTable)]

  init(_ options: [OptionDescription]) {
    lists = options.compactMap {
      if case .members(let family, let rules) = $0.kind, !rules.isRecordedEmpty { ($0.key, family) } else { nil }
    }
  }

  /// The hint about an entry that belongs in one of them.
  func hint(forMember entry: YAMLEntry) -> String? {
    for (key, family) in lists {
      guard let name = family.names.first(where: { plainWord($0) == plainWord(entry.name) }) else { continue }
      let isBare = entry.value.isNull || entry.value.text == "true"
      return "write \(key): [\(isBare ? name : "\(name): \(entry.value.shortFlow)")]"
    }
    return nil
  }

  /// The hint about an option of such an entry.
  func hint(forOption entry: YAMLEntry) -> String? {
    for (key, family) in lists {
      guard let owner = family.owners.first(where: { $0.keys.contains(entry.name) }) else { continue }
      return "write it within an entry of \(key), as in \(owner.name): {\(entry.name): \(entry.value.shortFlow)}"
    }
    return nil
  }
}

/// The hint about an option that a construct does not have.
///
/// - Parameter name: the construct's name as it is written.
func hint(forOption key: String, of construct: ConstructWords, as name: String) -> String? {
  if let refusal = construct.refused[key] { return refusal }
  if construct.positional == "layers", LayerSpec.family.table.names.contains(key) {
    return "its layers are a list: \(name): [\(key): …]"
  }
  if let remark = remark(onForeign: key) { return remark }
  guard OptimizerSpec.family.table.names.contains(name) else { return nil }
  let owners = OptimizerSpec.family.table.owners.filter { $0.keys.contains(key) }.map(\.name)
  if owners.isEmpty { return nil }
  return "\(name) has none; \(listed(owners)) \(owners.count == 1 ? "has" : "have") \(key)"
}

/// The spec's optimizer if it has the option, otherwise the first that has it.
private func optimizerHint(_ key: String, _ option: String, in tree: YAMLNode) -> String? {
  let fitting = OptimizerSpec.family.table.owners.filter { $0.keys.contains(key) }.map(\.name)
  guard let first = fitting.first else { return nil }
  guard let written = tree.entry("optimizer")?.value.entries?.first, fitting.contains(written.name) else {
    return "write optimizer: {\(first): {\(option)}}"
  }
  return "write optimizer: {\(written.name): {\(merged(written.value.entries ?? [], key, option))}}"
}

/// The options already written, and one more.
private func merged(_ entries: [YAMLEntry], _ key: String, _ option: String) -> String {
  listed(entries.filter { $0.name != key }.map { "\($0.name): \($0.value.shortFlow)" } + [option])
}
