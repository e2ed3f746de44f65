import Catalog
import YAMLTree

/// How a part of a spec is written: what its shorthands stand for, and how two of them merge.
indirect enum Form: Sendable {
  /// A scalar, or anything that is replaced as a whole.
  case value
  /// Text, a name or a path: an argument's value is taken literally.
  case text
  /// Keys with forms of their own; other keys are plain values. `positional` and `wrapper` as in `ConstructWords`.
  case options([String: OptionDescription.Kind], positional: String? = nil, wrapper: String? = nil)
  /// `name` or `{name: body}`. The body's form is looked up on use, because a member may contain members of its own family.
  case choice(FamilyTable)
  /// A choice, or a number.
  case numberOrChoice(FamilyTable)
  case list(of: Form)
  /// Lists of a family's members, under names that the spec chooses.
  case branches(FamilyTable)
  /// Options for members of a family, by their names.
  case defaults(FamilyTable)
  /// Options within an option.
  case record([String: OptionDescription.Kind], positional: String?)
  /// A value that may contain others.
  case nested(ValueForm)
  /// A name, or a mapping in which the sources' keys exclude each other.
  case dataset

  private static let datasetKinds = DatasetSpec.everyOption.kinds

  /// The form of a spec.
  static let root = Form.options((ExperimentSpec(name: "").optionDescriptions + ExperimentSpec.fileOptions).kinds)

  private init(_ kind: OptionDescription.Kind) {
    switch kind {
    case .boolean, .integer, .seed, .number, .extent, .word: self = .value
    case .text: self = .text
    case .member(let family): self = .choice(family)
    case .members(let family, _): self = .list(of: .choice(family))
    case .numberOrMember(_, let family): self = .numberOrChoice(family)
    case .value(let form): self = .nested(form)
    case .record(let options, let positional): self = .record(options.kinds, positional: positional)
    case .defaults(let family): self = .defaults(family)
    case .dataset: self = .dataset
    }
  }

  /// The form of a family's member. Under a name that is not in the table, all options of the family are allowed.
  private init(_ name: String, in family: FamilyTable) {
    let row = family.row(named: name)
    switch row?.body {
    case .member(let family): self = .choice(family)
    case .branches(let family): self = .branches(family)
    case nil:
      let words = row?.words
      self = .options(row?.kinds ?? family.kinds, positional: words?.positional, wrapper: words?.wrapper)
    }
  }

  func member(_ name: String) -> Form {
    switch self {
    case .options(_, _, let wrapper?) where name == wrapper: self
    case .options(let kinds, _, _), .record(let kinds, _): kinds[name].map { Form($0) } ?? .value
    case .branches(let family): .list(of: .choice(family))
    case .nested(let form): form.member(name).map(Form.nested) ?? .value
    case .choice(let family), .numberOrChoice(let family), .defaults(let family): Form(name, in: family)
    case .dataset: Self.datasetKinds[name].map { Form($0) } ?? .value
    case .value, .text, .list: .value
    }
  }

  /// Whether there is no such key, whatever its value.
  func lacks(_ name: String) -> Bool {
    switch self {
    case .options(let kinds, _, let wrapper): kinds[name] == nil && name != wrapper
    case .record(let kinds, _): kinds[name] == nil
    default: false
    }
  }

  /// The key of this form's own list of layers, if it is one of a block: `layers`.
  var ownList: String? {
    guard case .options(let kinds, let positional, _) = self else { return nil }
    let lists = kinds.filter { if case .members = $0.value { true } else { false } }.keys
    return positional.flatMap { lists.contains($0) ? $0 : nil } ?? (lists.count == 1 ? lists.first : nil)
  }

  /// Whether a value may be a list.
  var isList: Bool {
    switch self {
    case .list: true
    case .nested(let form): form.alternatives.contains(where: \.isList)
    default: false
    }
  }

  /// Whether what is under the key could as well stand beside it.
  func wraps(_ name: String) -> Bool {
    if case .options(_, _, let wrapper?) = self { name == wrapper } else { false }
  }

  /// Whether the key's value is a layer: that of an entry of a list, or one within another layer.
  func isLayer(_ name: String) -> Bool {
    switch self {
    case .choice(let family): family === LayerSpec.family.table
    case .options(let kinds, _, .some): kinds[name]?.isRecord == true
    default: false
    }
  }

  var element: Form {
    if case .list(let element) = self { element } else { .value }
  }

  /// Whether an argument is text as it stands, not YAML.
  func isText(_ argument: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .text: return true
    case .nested(let form):
      let isCollection = [UInt8(ascii: "["), UInt8(ascii: "{")].contains(argument.first)
      return !isCollection && form.alternatives.filter(\.isScalar).allSatisfy(\.isText) || form.hasWord(argument)
    default: return false
    }
  }

  func part(at path: SpecPath) -> Form {
    path.parts.reduce(self) { form, part in
      switch part.step {
      case .key(let name): form.member(name)
      case .index: form.element
      }
    }
  }
}

extension OptionDescription.Kind {
  fileprivate var isRecord: Bool { if case .record = self { true } else { false } }

  /// Whether a positional value may be this: a list only where the option may be one.
  fileprivate func takes(_ node: YAMLNode) -> Bool {
    switch (self, node.content) {
    case (_, .scalar), (.extent, .sequence), (.members, .sequence): true
    case (.value(let form), .sequence): form.alternatives.contains(where: \.isList)
    default: false
    }
  }
}

extension ValueForm {
  fileprivate var isList: Bool {
    switch self {
    case .list, .pair: true
    default: false
    }
  }

  fileprivate var isText: Bool { if case .text = self { true } else { false } }

  /// Whether it is one of the words that there are: a comma, for a separator, is none of YAML's.
  fileprivate func hasWord(_ text: ArraySlice<UInt8>) -> Bool {
    alternatives.contains { form in
      if case .word(_, let words) = form { words.contains { $0.utf8.elementsEqual(text) } } else { false }
    }
  }
}

extension YAMLEntry {
  /// What a data set's keys say about where its samples come from; for an unknown name, MNIST.
  fileprivate var dataSource: DataSource? {
    name == "name" ? value.text.flatMap(DataSource.init(named:)) ?? .mnist : DataSource(key: name)
  }
}

extension YAMLNode {
  /// The same, with every shorthand written out.
  func normalized(_ form: Form) -> YAMLNode {
    var node = self
    switch (form, content) {
    case (.choice, .scalar) where !isNull: node = spelledOut(under: self)
    case (.numberOrChoice(let family), .scalar(let text, _)) where family.names.contains(text):
      node = spelledOut(under: self)
    case (.dataset, .scalar(let text, _)) where !isNull:
      node = wrapped(YAMLNode(.scalar(text, isPlain: true), source: source, range: range), under: "name")
    case (.options(let kinds, let key?, _), _) where !isNull && kinds[key]?.takes(self) == true,
      (.record(let kinds, let key?), _) where !isNull && kinds[key]?.takes(self) == true:
      node = wrapped(self, under: key)
    default: break
    }
    switch (form, node.content) {
    case (.options, .mapping(let entries)), (.record, .mapping(let entries)), (.choice, .mapping(let entries)),
      (.numberOrChoice, .mapping(let entries)), (.branches, .mapping(let entries)),
      (.defaults, .mapping(let entries)):
      node.content = .mapping(entries.map { YAMLEntry(key: $0.key, value: $0.value.normalized(form.member($0.name))) })
      node = node.unwrapped(form)
    case (.list, .sequence(let elements)):
      node.content = .sequence(elements.map { $0.normalized(form.element) })
    default: break
    }
    return node
  }

  /// `{lstm: …, merge_mode: sum}` for `{layer: {lstm: …}, merge_mode: sum}`. Anything else under such a key stays, to be refused.
  private func unwrapped(_ form: Form) -> YAMLNode {
    guard case .options(_, _, let wrapper?) = form, let entries, let inner = entry(wrapper)?.value.entries,
      inner.count == 1, form.isLayer(inner[0].name) || form.lacks(inner[0].name), entry(inner[0].name) == nil
    else { return self }
    var node = self
    node.content = .mapping(entries.map { $0.name == wrapper ? inner[0] : $0 })
    return node
  }

  /// `{name: nothing}` for a bare name.
  private func spelledOut(under key: YAMLNode) -> YAMLNode {
    wrapped([YAMLEntry(key: key, value: YAMLNode(.scalar("", isPlain: true), source: source, range: range))])
  }

  private func wrapped(_ value: YAMLNode, under key: String) -> YAMLNode {
    wrapped([YAMLEntry(key: YAMLNode(.scalar(key, isPlain: true), source: source, range: range), value: value)])
  }

  private func wrapped(_ entries: [YAMLEntry]) -> YAMLNode { YAMLNode(.mapping(entries), source: source, range: range) }

  /// `child` over this node: mappings merge deeply, lists and scalars are replaced. Both are normalized.
  func merged(with child: YAMLNode, _ form: Form) -> YAMLNode {
    switch form {
    case .value, .text, .list: child
    case .record, .nested, .branches, .defaults:
      entries != nil && child.entries != nil ? mergedMapping(with: child, form) : child
    case .options: without(layersReplaced(by: child, form)).mergedMapping(with: child, form)
    case .choice, .numberOrChoice:
      // Another name is another construct, so its options are not inherited.
      entries?.count == 1 && child.entries?.count == 1 && entries?[0].name == child.entries?[0].name
        ? mergedMapping(with: child, form) : child
    case .dataset: without(child.replacedKeys).mergedMapping(with: child, form)
    }
  }

  /// For a data set that overrides this one with another source: this one's source, and the options that only it needs.
  private var replacedKeys: Set<String> {
    guard let entries, let source = entries.lazy.compactMap(\.dataSource).first else { return [] }
    return DataSource.everyKey.subtracting(source.optionDescriptions.map(\.key).filter { $0 != source.words.name })
  }

  /// For a layer around another: the one within, if `child` has another in its place.
  private func layersReplaced(by child: YAMLNode, _ form: Form) -> Set<String> {
    guard let theirs = child.entries, theirs.contains(where: { form.isLayer($0.name) }) else { return [] }
    return Set((entries ?? []).map(\.name).filter { form.isLayer($0) && child.entry($0) == nil })
  }

  func without(_ names: Set<String>) -> YAMLNode {
    guard let entries, !names.isEmpty else { return self }
    var node = self
    node.content = .mapping(entries.filter { !names.contains($0.name) })
    return node
  }

  private func mergedMapping(with child: YAMLNode, _ form: Form) -> YAMLNode {
    // A name without options changes nothing in the existing options.
    if entries != nil, child.isNull, case .options = form { return self }
    guard let ours = entries ?? (isNull ? [] : nil), let theirs = child.entries else { return child }
    var merged: [YAMLEntry] = []
    for entry in ours {
      guard let override = child.entry(entry.name) else {
        merged.append(entry)
        continue
      }
      let value = entry.value.merged(with: override.value, form.member(entry.name))
      merged.append(YAMLEntry(key: override.key, value: value))
    }
    merged += theirs.filter { entry($0.name) == nil }
    var node = child
    node.content = .mapping(merged)
    return node
  }
}
