import Catalog
import Diagnostics
import YAMLTree

/// The overrides of a spec's tree, applied together: those of `--set`, and those of a sweep's run.
///
/// Once all are applied, each must still be in the tree: one that another has undone would be on the command line or in the
/// run's name, but not be trained.
struct Overlays {
  let overrides: [Override]
  private let form: Form
  private let collector: DiagnosticCollector

  init(_ overrides: [Override], on form: Form = .root, _ collector: DiagnosticCollector) {
    self.overrides = overrides
    self.form = form
    self.collector = collector
  }

  /// `KEY=VALUE` from the command line. If a key is given twice, the last value wins, as for any option.
  init(arguments: [String], on form: Form = .root, _ collector: DiagnosticCollector) {
    var kept: [Override] = []
    for override in arguments.map({ Override($0, on: form, collector) }) {
      kept.removeAll { $0.target != nil && $0.target?.path.steps == override.target?.path.steps }
      kept.append(override)
    }
    self.init(kept, on: form, collector)
  }

  /// The tree with all of them applied. Those without a place, and those that another undoes, are reported.
  func applied(to base: YAMLNode) -> YAMLNode {
    var tree = base
    var laid: [LaidOverride] = []
    for override in ordered {
      guard let path = override.path(in: tree, form), let next = override.applied(at: path, to: tree, form) else {
        continue
      }
      tree = next
      laid.append(LaidOverride(override, path))
    }
    for (index, override) in laid.enumerated() where !override.stands(in: tree, form) {
      if let other = culprit(of: index, laid, on: base) { report(override, undoneBy: other) }
    }
    return tree
  }

  /// Overrides for the optimizer in use come after those that decide which it is.
  private var ordered: [Override] {
    overrides.filter { !$0.isForOptimizerInUse } + overrides.filter(\.isForOptimizerInUse)
  }

  /// The first one after which another is no longer in the tree.
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

/// An override with its path in the tree to which it was applied.
struct LaidOverride {
  let override: Override
  let path: SpecPath

  init(_ override: Override, _ path: SpecPath) {
    self.override = override
    self.path = path
  }

  /// Whether the tree still has the value.
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

  /// Whether the key is an option such as `optimizer.learning_rate`, for whichever optimizer the spec has.
  fileprivate var isForOptimizerInUse: Bool {
    guard let target, target.path.parts.count >= 2, target.path.parts[0].step == .key("optimizer"),
      let name = target.path.parts[1].step.name, !OptimizerSpec.family.table.names.contains(name)
    else { return false }
    // Not only an optimizer is written as a mapping: a schedule is, too.
    if case .numberOrMember? = OptimizerSpec.family.table.kinds[name] { return true }
    return target.path.parts.count == 2 && target.value.entries == nil
  }

  /// The path with the name of the optimizer in use inserted, if it needs one; nil if the override has a problem.
  fileprivate func path(in tree: YAMLNode, _ form: Form) -> SpecPath? {
    guard var path = target?.path else { return nil }
    guard isForOptimizerInUse else { return path.known(to: form) }
    let name = tree.entry("optimizer")?.value.entries?.first?.name ?? ExperimentSpec.defaultOptimizer.words.name
    path.parts.insert(SpecPath.Part(step: .key(name), range: path.parts[1].range), at: 1)
    return path
  }
}

extension SpecPath {
  /// Up to a key that there is not, if entries of a list are to be below it: reading then refuses that key.
  fileprivate func known(to form: Form) -> SpecPath {
    // Most sweeps' keys, of thousands of runs, are short.
    guard parts.contains(where: { $0.step.name == nil }) else { return self }
    var form = form
    for (index, part) in parts.enumerated() {
      guard case .key(let name) = part.step else {
        form = form.element
        continue
      }
      if form.lacks(name), parts[index...].contains(where: { $0.step.name == nil }) {
        var path = self
        path.parts.removeSubrange((index + 1)...)
        return path
      }
      form = form.member(name)
    }
    return self
  }
}

extension YAMLNode {
  /// Whether a value is already at a path: applying it would change nothing.
  fileprivate func holds(_ value: YAMLNode, at parts: ArraySlice<SpecPath.Part>, _ form: Form) -> Bool {
    switch parts.first?.step {
    case nil: merged(with: value.normalized(form), form).isSame(as: self)
    case .key(let name)? where form.wraps(name): holds(value, at: parts.dropFirst(), form)
    case .key(let name)?: entry(name)?.value.holds(value, at: parts.dropFirst(), form.member(name)) ?? false
    case .index(let index)?:
      elements.map { $0.indices.contains(index) && $0[index].holds(value, at: parts.dropFirst(), form.element) }
        ?? false
    }
  }

  /// Whether both mean the same, wherever they are written. The order of keys does not matter.
  func isSame(as other: YAMLNode) -> Bool {
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
