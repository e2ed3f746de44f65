import Diagnostics
import Text
import YAMLTree

/// `when` beside a distribution: the key has a value only in the samples in which other keys have been given certain ones.
///
///     optimizer: {choice: [adam, sgd]}
///     optimizer.momentum: {uniform: [0, 0.99], when: {optimizer: sgd}}
///
/// The other keys stand above it, so no condition can depend on itself.
struct SearchCondition: Sendable {
  /// For each of the other keys, its place in the space and those of its choices that are meant.
  private let parts: [(key: Int, choices: Set<Int>)]

  /// - Parameter choice: which choice the key at a place has; nil if it has no value itself.
  func holds(_ choice: (_ key: Int) -> Int?) -> Bool {
    parts.allSatisfy { part in choice(part.key).map(part.choices.contains) ?? false }
  }

  /// - Parameters:
  ///   - variables: the keys that it may depend on: those above without a problem.
  ///   - above: the names of all keys above it.
  ///   - all: those of all keys of the section.
  init?(
    _ place: Place, on variables: [SearchSpace.Variable], above: [String], all: [String],
    _ collector: DiagnosticCollector
  ) {
    guard let entries = place.node.entries, !entries.isEmpty else {
      place.report(
        "expected keys with the values for which this one counts, found \(place.finding)",
        hint: "write when: {optimizer: sgd}", collector)
      return nil
    }
    let parts = entries.map { entry -> (key: Int, choices: Set<Int>)? in
      func report(_ problem: String, _ hint: String) {
        collector.report(
          in: entry.key.source, at: entry.key.range, path: place.path, "\(quoted(entry.name)) \(problem)", hint: hint)
      }
      guard let key = variables.firstIndex(where: { $0.key.text == entry.name }) else {
        if entry.name == all[above.count] {
          report("is this key itself", "write a key from above that has choice")
        } else if !all.contains(entry.name) {
          report("is not varied here", "write a key from above that has choice")
        } else if !above.contains(entry.name) {
          report("does not stand above this key", "write \(entry.name) before it")
        }
        return nil
      }
      guard case .choice(let values) = variables[key].distribution else {
        report("has no values to choose from", "write a key from above that has choice")
        return nil
      }
      return Self.choices(place.member(entry), among: values, collector).map { (key, $0) }
    }
    guard !parts.contains(where: { $0 == nil }) else { return nil }
    self.parts = parts.compactMap(\.self)
  }

  /// One of the values, or a list of several.
  private static func choices(
    _ place: Place, among values: [YAMLNode], _ collector: DiagnosticCollector
  ) -> Set<Int>? {
    func matching(_ node: YAMLNode) -> [Int] { values.indices.filter { values[$0].isMeant(by: node) } }
    let whole = matching(place.node)
    if !whole.isEmpty { return Set(whole) }
    let elements = place.node.elements.map { $0.enumerated().map(place.element) } ?? []
    // An empty list names no value, either.
    let written = elements.isEmpty ? [place] : elements
    var found: Set<Int> = []
    for place in written {
      let meant = matching(place.node)
      if meant.isEmpty {
        let words = values.compactMap(\.word)
        place.report(
          "\(place.node.elements?.isEmpty == true ? "an empty list" : place.finding) is none of the values to choose from",
          hint: words.count == values.count ? "known: \(listed(words))" : "write one of them", collector)
      }
      found.formUnion(meant)
    }
    return found.isEmpty ? nil : found
  }
}

extension YAMLNode {
  /// `sgd` of `sgd` and of `{sgd: {momentum: 0.9}}`.
  fileprivate var word: String? { text ?? (entries?.count == 1 ? entries?[0].name : nil) }

  /// Whether a condition names this value: by writing the same, or its word alone.
  fileprivate func isMeant(by other: YAMLNode) -> Bool {
    other.text.map { $0 == word } ?? isSame(as: other)
  }
}
