import Diagnostics
import Text
import YAMLTree

/// The section `sweep` of a sweep file: which values the spec's keys take in turn.
///
///     sweep:
///       grid: {batch_size: [64, 128], optimizer.adam.learning_rate: [1e-3, 3e-3]}
///       random: {samples: 20, batch_size: {choice: [64, 128]}, optimizer.adam.learning_rate: {log_uniform: [1e-4, 1e-2]}}
///       search: {method: asha, trials: 40, batch_size: {choice: [64, 128]}}
///       seeds: 3
///       rank_by: val_accuracy
struct SweepSection {
  /// A key and the values it takes.
  struct Axis {
    var key: YAMLNode
    var values: [YAMLNode]
  }

  let place: Place
  /// Every combination of these.
  var grid: [Axis] = []
  var random: RandomSearch?
  var search: SearchSection?
  var seeds: Seeds?
  var rankBy: YAMLEntry?
  var crossValidation: CrossValidation?

  enum Seeds {
    /// The spec's seed and those after it.
    case count(Int, key: YAMLNode)
    case list([YAMLNode], key: YAMLNode)
  }

  /// Whether the seeds start at the spec's own.
  var countsSeeds: Bool { if case .count? = seeds { true } else { false } }

  static let example = "sweep: {grid: {batch_size: [64, 128]}}"
}

extension SweepSection {
  /// - Parameter crossValidation: what varies beside the section, or without one.
  init?(_ sweep: YAMLEntry?, crossValidation entry: YAMLEntry?, _ collector: DiagnosticCollector) {
    let crossValidation = entry.flatMap { CrossValidation($0, collector) }
    if let sweep {
      self.init(Place(sweep.value, head: sweep.key, path: "sweep"), isAlone: entry == nil, collector)
    } else if let entry {
      self.init(place: Place(entry.value, head: entry.key, path: "cross_validation"))
    } else {
      return nil
    }
    self.crossValidation = crossValidation
  }

  private init?(_ place: Place, isAlone: Bool, _ collector: DiagnosticCollector) {
    guard var fields = Fields(place, example: Self.example, collector) else { return nil }
    self.place = place
    if let entry = fields.entry("grid") { grid = Self.axes(place.member(entry), collector) }
    if let entry = fields.entry("random") { random = RandomSearch(place.member(entry), collector) }
    if let entry = fields.entry("search") { search = SearchSection(place.member(entry), collector) }
    if let entry = fields.entry("seeds") { seeds = Self.seeds(place.member(entry), collector) }
    rankBy = fields.entry("rank_by")
    // An unknown key is what was to vary.
    let isEmpty = place.node.entries?.allSatisfy { $0.name == "rank_by" } ?? true
    if isEmpty, isAlone { place.report("nothing to vary", hint: "write \(Self.example)", collector) }
    let swept = Self.withoutGrid(place.node)
    fields.finish { entry in
      guard let index = swept.firstIndex(where: { $0.name == entry.name }) else { return nil }
      if fields.written("grid") != nil { return "write it within grid" }
      return index == 0
        ? "write grid: {\(listed(swept.map { "\($0.key.flow): \($0.value.shortFlow)" }))}"
        : "write it within the same grid"
    }
    let written = Self.ways.compactMap(place.node.entry)
    for other in written.dropFirst() {
      place.member(other).report(
        "\(quoted(other.name)) beside \(quoted(written[0].name))", hint: "keep one of them", collector)
    }
  }

  /// The spec's keys that are written beside `grid`, or in place of it.
  private static func withoutGrid(_ node: YAMLNode) -> [YAMLEntry] {
    (node.entries ?? []).filter {
      $0.value.elements != nil && (SpecKeys.isTopLevel($0.name) || $0.name.contains("."))
    }
  }

  /// The keys that say which combinations there are.
  private static let ways = ["grid", "random", "search"]

  private static func axes(_ place: Place, _ collector: DiagnosticCollector) -> [Axis] {
    guard let entries = place.node.entries, !entries.isEmpty else {
      place.report(
        "expected keys with lists of values, found \(place.finding)", hint: "write grid: {batch_size: [64, 128]}",
        collector)
      return []
    }
    return entries.compactMap { entry in
      guard isVariable(entry.key, place, collector) else { return nil }
      return values(place.member(entry), collector).map { Axis(key: entry.key, values: $0) }
    }
  }

  /// A list of at least one value.
  static func values(_ place: Place, _ collector: DiagnosticCollector) -> [YAMLNode]? {
    guard let elements = place.node.elements, !elements.isEmpty else {
      let finding = place.node.elements == nil ? place.finding : "an empty list"
      place.report(
        "expected a list of values, found \(finding)", hint: "write \(example(of: place.node, below: place.path))",
        collector)
      return nil
    }
    return elements
  }

  /// `batch_size: [32, 512]` for the text `32, 512`, `optimizer.adam.learning_rate: [0.1, …]` for `{adam: {learning_rate: 0.1}}`.
  private static func example(of node: YAMLNode, below path: String) -> String {
    let key = String(path.lastKey)
    let (leaf, value) = node.leaf(below: key)
    if value.elements?.isEmpty == false { return "\(leaf): \(value.flow)" }
    if let text = value.text, text.contains(",") { return "\(leaf): [\(text)]" }
    return leaf == key ? "\(key): [1, 2]" : "\(leaf): [\(value.flow), …]"
  }

  /// A key that determines a run's name or place can't be varied.
  static func isVariable(_ key: YAMLNode, _ place: Place, _ collector: DiagnosticCollector) -> Bool {
    let reasons = ["name": "the runs' names come from their values", "extends": "write it at the top of the file"]
    if let text = key.text, !text.contains("."), let path = SpecKeys.path(of: text), path != text {
      collector.report(
        in: key.source, at: key.range, path: place.path, "unknown key \(quoted(text))", hint: "did you mean \(path)?")
      return false
    }
    guard let hint = reasons[key.text ?? ""] else { return !key.isInvalid }
    collector.report(
      in: key.source, at: key.range, path: place.path, "\(quoted(key.text ?? "")) can't be varied", hint: hint)
    return false
  }

  private static func seeds(_ place: Place, _ collector: DiagnosticCollector) -> Seeds? {
    if place.node.elements != nil {
      guard let values = values(place, collector) else { return nil }
      let seeds = values.enumerated().map { Reader<UInt64>.seed.read(place.element($0, $1), collector) }
      var taken: Set<UInt64> = []
      for (index, seed) in seeds.enumerated() where seed.map({ !taken.insert($0).inserted }) == true {
        place.element(index, values[index]).report("a seed twice", hint: "keep one of them", collector)
      }
      return .list(values, key: place.head)
    }
    return Reader<Int>.integer(1...SweepLimits.runs).read(place, collector).map { .count($0, key: place.head) }
  }
}

enum SweepLimits {
  static let runs = 2_000
  /// Keys and values of all runs together: few enough that any mistake, even in the last run, is reported without a
  /// noticeable delay (`MutantTests`).
  static let nodes = 150_000
}

extension YAMLNode {
  /// What a mapping sets, where it sets one thing: `optimizer.adam.learning_rate` and its value for `{adam: {learning_rate: 0.1}}`.
  fileprivate func leaf(below path: String) -> (path: String, value: YAMLNode) {
    guard let entries, entries.count == 1, entries[0].value.range != entries[0].key.range else { return (path, self) }
    return entries[0].value.leaf(below: "\(path).\(entries[0].name)")
  }
}

extension String {
  /// `grid.batch_size` without what comes before its last dot.
  fileprivate var lastKey: Substring { self[(lastIndex(of: ".").map(index(after:)) ?? startIndex)...] }
}
