import Diagnostics

/// Two overrides of one spec of which one undoes the other, in words.
struct OverlayConflict {
  /// The one whose key reaches deeper, and the one with which it conflicts.
  private let deep: LaidOverride
  private let flat: LaidOverride
  /// The steps that both keys share.
  private let shared: [SpecPath.Step]

  init(_ undone: LaidOverride, _ other: LaidOverride) {
    (deep, flat) = undone.path.parts.count >= other.path.parts.count ? (undone, other) : (other, undone)
    shared = zip(undone.path.steps, other.path.steps).prefix { $0 == $1 }.map(\.0)
  }

  /// The place of the key that the user would change: the command line's, if the other is a sweep's.
  var place: (source: SourceText, range: Range<Int>) {
    let one = isMixed && flat.override.isArgument ? flat : deep
    return (one.override.source, one.override.keyRange)
  }

  var problem: String {
    let (key, other) = (deep.override.key, flat.override.key)
    if shared.count < flat.path.parts.count { return "'\(key)' beside '\(other)': one undoes the other" }
    if let kind { return "'\(key)' has nothing to set where \(shared.text) is \(kind)" }
    if shared.count == deep.path.parts.count { return "'\(key)' is what \(isMixed ? "the sweep" : "'\(other)'") sets" }
    return "'\(key)' lies within '\(other)', which is \(flat.override.isArgument ? "set" : "varied") too"
  }

  var hint: String {
    if isMixed { return "leave --set out, or change the sweep" }
    let isOfKinds = kind != nil || shared.count < flat.path.parts.count
    let instead = [isOfKinds ? forEveryOptimizer : nil, isOfKinds && !deep.override.isArgument ? asValues : nil]
    let words = instead.compactMap(\.self).joined(separator: ", or ")
    return words.isEmpty ? "keep one of them" : "write " + words
  }

  /// `optimizer.learning_rate` for one optimizer's: each has such a rate.
  private var forEveryOptimizer: String? {
    guard shared == [.key("optimizer")], deep.path.steps.last == .key("learning_rate") else { return nil }
    let value = deep.override.isArgument ? deep.override.target?.value.text : nil
    return "optimizer.learning_rate" + (value.map { "=\($0)" } ?? "")
  }

  /// One is from the command line and one from the sweep.
  private var isMixed: Bool { deep.override.isArgument != flat.override.isArgument }

  /// The construct that the shorter key's value names where the longer one needs its own: `sgd`.
  private var kind: String? {
    guard shared.count == flat.path.parts.count, deep.path.parts.count > shared.count,
      let named = deep.path.steps[shared.count].name, let value = flat.override.target?.value
    else { return nil }
    let kind = value.text ?? value.entries.flatMap { $0.count == 1 ? $0[0].name : nil }
    return kind == named ? nil : kind
  }

  /// The longer key written as a value of the shared part: `{adam: {learning_rate: …}}`; nil if a list is in between.
  private var asValues: String? {
    let rest = deep.path.steps.dropFirst(shared.count)
    let names = rest.compactMap(\.name)
    guard names.count == rest.count, !names.isEmpty else { return nil }
    return "values of \(shared.text) such as \(names.reversed().reduce("…") { "{\($1): \($0)}" })"
  }
}
