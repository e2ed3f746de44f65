import Catalog
import Diagnostics
import Text
import YAMLTree

/// `layer_defaults`: options that every layer of a word has unless the layer says otherwise.
struct LayerDefaults {
  static let key = ExperimentSpec.layerDefaults.key

  /// Those without problems.
  private var options: [String: YAMLNode] = [:]

  /// Problems go to the collector, once, and not again for each layer.
  init(_ tree: YAMLNode, _ collector: DiagnosticCollector) {
    guard let entry = tree.entry(Self.key), !entry.value.isNull else { return }
    let place = Place(entry.value, head: entry.key, path: Self.key)
    guard let entries = entry.value.entries else {
      place.reportKind(
        "expected a mapping, found \(place.finding)", hint: "write layer_defaults: {conv2d: {kernel_size: 3}}",
        collector)
      return
    }
    for entry in entries where !entry.key.isInvalid {
      let before = collector.count
      check(entry, in: place, collector)
      if collector.count == before { options[entry.name] = entry.value }
    }
  }

  private func check(_ entry: YAMLEntry, in place: Place, _ collector: DiagnosticCollector) {
    let family = LayerSpec.family
    let name = Place(entry.key, head: entry.key, path: place.path)
    guard let row = family.table.row(named: entry.name) else {
      return name.report("unknown layer \(quoted(entry.name))", hint: family.table.hint(for: entry.name), collector)
    }
    var layer = family.members[row.index]
    guard row.body == nil, layer.structure == nil else {
      return name.report(
        "\(quoted(entry.name)) has no options of its own", hint: "name the layers within it, as in conv2d", collector)
    }
    guard let reader = OptionReader(place.member(entry), example: row.words.example, collector) else { return }
    layer.options(reader)
    reader.finish(reportsMissing: false) { hint(forOption: $0.name, of: row.words, as: entry.name) }
  }

  /// The tree with the defaults under its layers' own options, within blocks as well.
  func applied(to tree: YAMLNode) -> YAMLNode {
    guard !options.isEmpty, let layers = tree.entry("layers") else { return tree }
    let form = Form.root.member("layers")
    return tree.replacing(layers, by: applied(to: layers.value, form))
  }

  private func applied(to node: YAMLNode, _ form: Form) -> YAMLNode {
    var node = node
    switch node.content {
    case .sequence(let elements):
      node.content = .sequence(elements.map { applied(to: $0, form.element) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { entry in
          let member = form.member(entry.name)
          let own = applied(to: entry.value, member)
          let value = form.isLayer(entry.name) ? options[entry.name].map { $0.merged(with: own, member) } ?? own : own
          return YAMLEntry(key: entry.key, value: value)
        })
    default: break
    }
    return node
  }
}

extension YAMLNode {
  fileprivate func replacing(_ old: YAMLEntry, by value: YAMLNode) -> YAMLNode {
    var node = self
    node.content = .mapping(
      (entries ?? []).map { $0.name == old.name ? YAMLEntry(key: $0.key, value: value) : $0 })
    return node
  }
}
