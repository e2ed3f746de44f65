import Catalog
import Diagnostics
import Text
import YAMLTree

/// `search`: trials of which the results of earlier ones decide how long they are trained, or their values.
///
///     search: {method: asha, trials: 40, seed: 1, KEY: DISTRIBUTION, …}
///
/// The method's options are beside it; every other key is the spec's, with a distribution as in `random`.
struct SearchSection {
  let place: Place
  let method: SearchMethod
  let space: SearchSpace

  private static let example = "search: {method: asha, trials: 40, batch_size: {choice: [64, 128]}}"

  init?(_ place: Place, _ collector: DiagnosticCollector) {
    self.place = place
    guard let entry = place.node.entry("method") else {
      place.report("expected a method and keys", hint: "write \(Self.example)", collector)
      return nil
    }
    guard let method = Self.method(place.member(entry), of: place, collector) else { return nil }
    self.method = method
    space = SearchSpace(place, options: ["method"] + method.optionDescriptions.map(\.key), collector)
  }

  private static func method(
    _ name: Place, of section: Place, _ collector: DiagnosticCollector
  ) -> SearchMethod? {
    let family = SearchMethod.family
    guard let text = name.node.text, !name.node.isNull else {
      name.report(
        "expected a search method, found \(name.finding)", hint: "known: \(listed(family.table.names))", collector)
      return nil
    }
    guard let row = family.table.row(named: text) else {
      name.report(
        "unknown search method \(quoted(text))", hint: family.table.hint(for: text),
        collector)
      return nil
    }
    guard let entries = section.node.entries, refuse(entries, otherThanIn: row, section, collector) else { return nil }
    var options = section
    let own = Set(row.options.map(\.key))
    options.node.content = .mapping(entries.filter { own.contains($0.name) })
    guard let reader = OptionReader(options, example: row.words.example, collector) else { return nil }
    var method = family.members[row.index]
    method.options(reader)
    reader.finish { _ in nil }
    return method
  }

  /// - Returns: whether there is no option that only other methods have.
  private static func refuse(
    _ entries: [YAMLEntry], otherThanIn row: FamilyTable.Row, _ place: Place, _ collector: DiagnosticCollector
  ) -> Bool {
    let others = SearchMethod.family.table.rows.filter { $0.words.name != row.words.name }
    let foreign = entries.compactMap { entry in
      others.first { other in
        other.options.contains { $0.key == entry.name } && !row.options.contains { $0.key == entry.name }
      }.map { (entry.key, $0.words.name) }
    }
    for (key, owner) in foreign {
      collector.report(
        in: key.source, at: key.range, path: place.path,
        "\(quoted(key.text ?? "")) is an option of \(owner), not of \(row.words.name)",
        hint: row.options.isEmpty ? "remove it" : "known: \(listed(row.options.map(\.key)))")
    }
    return foreign.isEmpty
  }

  /// What contradicts the spec, or the rest of the section.
  func check(epochs: Int, beside section: SweepSection, _ collector: DiagnosticCollector) {
    if let problem = method.construct.problem(epochs: epochs) {
      let entry = place.node.entry(problem.key)
      (entry.map(place.member) ?? place).report(problem.problem, hint: problem.hint, collector)
    }
    if section.seeds != nil, let seeds = section.place.node.entry("seeds") {
      section.place.member(seeds).reportAtKey(
        "'seeds' beside 'search'", hint: "a trial has one seed; train the best ones with several afterwards", collector)
    }
    if let crossValidation = section.crossValidation {
      crossValidation.refuse("'cross_validation' beside 'search'", hint: "search with validation_split", collector)
    }
    guard method.construct.choosesEpochs else { return }
    for variable in space.variables where variable.key.text == "epochs" {
      collector.report(
        in: variable.key.source, at: variable.key.range, path: place.path,
        "'epochs' can't be varied: \(method.words.name) decides for how many a trial is trained",
        hint: "write epochs: beside sweep: for the best trials")
    }
  }
}

extension Place {
  /// The same as `report`, at the key in any case.
  fileprivate func reportAtKey(_ problem: String, hint: String?, _ collector: DiagnosticCollector) {
    collector.report(in: head.source, at: head.range, path: path, problem, hint: hint)
  }
}
