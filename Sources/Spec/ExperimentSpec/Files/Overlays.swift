import Catalog
import Diagnostics
import YAMLTree

/// The values that are laid over a spec's tree together: those of `--set`, and of a sweep's run.
///
/// When all are laid, each of them must be there: what another one has undone would stand on the command line or in the run's
/// name, and not be what is trained.
struct Overlays {
  let overrides: [Override]
  private let form: Form
  private let collector: DiagnosticCollector

  init(_ overrides: [Override], on form: Form = .root, _ collector: DiagnosticCollector) {
    self.overrides = overrides
    self.form = form
    self.collector = collector
  }

  /// `KEY=VALUE` from the command line. Of a key that is given again the last value counts, as of any option.
  init(arguments: [String], on form: Form = .root, _ collector: DiagnosticCollector) {
    var kept: [Override] = []
    for override in arguments.map({ Override($0, on: form, collector) }) {
      kept.removeAll { $0.target != nil && $0.target?.path.steps == override.target?.path.steps }
      kept.append(override)
    }
    self.init(kept, on: form, collector)
  }

  /// The tree with all of them in it. Those that have no place, and those that another undoes, are reported.
  func applied(to base: YAMLNode) -> YAMLNode {
    var tree = base
    var laid: [LaidOverride] = []
    for override in ordered {
      guard let path = override.path(in: tree), let next = override.applied(at: path, to: tree, form) else { continue }
      tree = next
      laid.append(LaidOverride(override, path))
    }
    for (index, override) in laid.enumerated() where !override.stands(in: tree, form) {
      if let other = culprit(of: index, laid, on: base) { report(override, undoneBy: other) }
    }
    return tree
  }

  /// What is for the optimizer in use comes after what says which one that is.
  private var ordered: [Override] {
    overrides.filter { !$0.isForOptimizerInUse } + overrides.filter(\.isForOptimizerInUse)
  }

  /// The first one after which another no longer stands.
  private func culprit(of index: Int, _ laid: [LaidOverride], on base: YAMLNode) -> LaidOverride? {
    var tree = base
    for (place, override) in laid.enumerated() {
      tree = override.override.applied(at: override.path, to: tree, form) ?? tree
      if place > index, !laid[index].stands(in: tree, form) { return override }
    }
    return nil
  }

  private func report(_ undone: LaidOverride, undoneBy other: LaidOverride) {
    let conflict = OverlayConflict(undone, other)
    let place = conflict.place
    collector.report(in: place.source, at: place.range, conflict.problem, hint: conflict.hint)
  }
}

/// An override with its path into the tree that it was laid over.
struct LaidOverride {
  let override: Override
  let path: SpecPath

  init(_ override: Override, _ path: SpecPath) {
    self.override = override
    self.path = path
  }

  /// Whether the tree has the value where it was laid.
  func stands(in tree: YAMLNode, _ form: Form) -> Bool {
    guard let value = override.target?.value else { return true }
    return tree.holds(value, at: path.parts[...], form)
  }
}

extension Override {
  /// The key as it is written.
  var key: String {
    String(
      decoding: source.bytes[keyRange].filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }, as: UTF8.self)
  }

  var isOfSeed: Bool { target?.path.steps == [.key("seed")] }

  /// Whether the key is an option such as `optimizer.learning_rate`, of whichever optimizer the spec has.
  fileprivate var isForOptimizerInUse: Bool {
    guard let target, target.path.parts.count >= 2, target.path.parts[0].step == .key("optimizer"),
      let name = target.path.parts[1].step.name, !OptimizerSpec.family.table.names.contains(name)
    else { return false }
    // Not only an optimizer is written as a mapping; so is a schedule.
    if case .numberOrMember? = OptimizerSpec.family.table.kinds[name] { return true }
    return target.path.parts.count == 2 && target.value.entries == nil
  }

  /// The path with the name of the optimizer in use in it, where it needs one; nil where the override has a problem.
  fileprivate func path(in tree: YAMLNode) -> SpecPath? {
    guard var path = target?.path, isForOptimizerInUse else { return target?.path }
    let name = tree.entry("optimizer")?.value.entries?.first?.name ?? ExperimentSpec.defaultOptimizer.words.name
    path.parts.insert(SpecPath.Part(step: .key(name), range: path.parts[1].range), at: 1)
    return path
  }
}

extension YAMLNode {
  /// Whether a value stands at a path: laid over what is there, it would change nothing.
  fileprivate func holds(_ value: YAMLNode, at parts: ArraySlice<SpecPath.Part>, _ form: Form) -> Bool {
    switch parts.first?.step {
    case nil: merged(with: value.normalized(form), form).isSame(as: self)
    case .key(let name)?: entry(name)?.value.holds(value, at: parts.dropFirst(), form.member(name)) ?? false
    case .index(let index)?:
      elements.map { $0.indices.contains(index) && $0[index].holds(value, at: parts.dropFirst(), form.element) }
        ?? false
    }
  }

  /// Whether both say the same, wherever they are written. The order of keys says nothing.
  private func isSame(as other: YAMLNode) -> Bool {
    switch (content, other.content) {
    case (.scalar(let a, let isPlain), .scalar(let b, let isOtherPlain)): return a == b && isPlain == isOtherPlain
    case (.sequence(let a), .sequence(let b)): return a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    case (.mapping(let a), .mapping(let b)):
      let values = Dictionary(b.map { ($0.name, $0.value) }) { first, _ in first }
      return a.count == b.count && a.allSatisfy { entry in values[entry.name]?.isSame(as: entry.value) ?? false }
    case (.invalid, .invalid): return true
    default: return false
    }
  }
}
