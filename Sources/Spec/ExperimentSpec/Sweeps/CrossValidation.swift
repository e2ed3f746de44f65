import Catalog
import Diagnostics
import Text
import YAMLTree

/// The section `cross_validation`: each configuration is trained once for each fold, which is then its test part.
///
///     cross_validation: {folds: 5, stratify: true, repeats: 1}
///
/// The rows are dealt with the split's seed, so that every configuration, and every seed of the training, has the same folds.
struct CrossValidation {
  private let key: YAMLNode
  private var folds = 5
  private var repeats = 1
  private var stratify: YAMLNode?

  var runs: Int { folds * repeats }

  static let example = "cross_validation: {folds: 5}"
}

extension CrossValidation {
  init?(_ entry: YAMLEntry, _ collector: DiagnosticCollector) {
    let place = Place(entry.value, head: entry.key, path: "cross_validation")
    guard var fields = Fields(place, example: Self.example, collector) else { return nil }
    key = entry.key
    func count(_ place: Place?, _ range: ClosedRange<Int>) -> Int? {
      place.flatMap { Reader<Int>.integer(range).read($0, collector) }
    }
    folds = count(fields.optional("folds"), SplitSpec.foldCounts) ?? folds
    stratify = fields.entry("stratify")?.value
    repeats = count(fields.optional("repeats"), SplitSpec.rounds) ?? repeats
    fields.finish()
  }

  /// The values of each run, and what its name says of them.
  var points: [SweepPoint] {
    (1...repeats).flatMap { round in
      (1...folds).map { fold in
        let name = "fold-" + numbered(fold - 1, of: folds)
        return SweepPoint(
          name: repeats == 1 ? name : "repeat-" + numbered(round - 1, of: repeats) + "-" + name,
          values: values(fold, round))
      }
    }
  }

  /// Whether the data set of this tree can be divided; if not, that is reported. One that is varied, or is no data set, is checked run by run.
  func allows(_ tree: YAMLNode, _ collector: DiagnosticCollector) -> Bool {
    guard let source = tree.entry("dataset").flatMap({ DataSource.named(in: $0.value) }),
      !DataSource.divisible.contains(source)
    else { return true }
    collector.report(
      in: key.source, at: key.range, path: "cross_validation",
      "\(quoted(source)) comes with its own test set, and can't be divided into folds",
      hint: "use data of your own: " + DataSource.divisible.joined(separator: ", "))
    return false
  }

  /// Reports that the section is in the way of another.
  func refuse(_ problem: String, hint: String, _ collector: DiagnosticCollector) {
    collector.report(in: key.source, at: key.range, path: "cross_validation", problem, hint: hint)
  }

  private func values(_ fold: Int, _ round: Int) -> [(key: YAMLNode, value: YAMLNode)] {
    let numbers = [("fold", fold), ("folds", folds)] + (repeats > 1 ? [("round", round)] : [])
    return numbers.map { (scalar("dataset.split.\($0.0)"), scalar(String($0.1))) }
      + (stratify.map { [(scalar("dataset.split.stratify"), $0)] } ?? [])
  }

  private func scalar(_ text: String) -> YAMLNode {
    YAMLNode(.scalar(text, isPlain: true), source: key.source, range: key.range)
  }
}

extension DataSource {
  /// The kinds that a `split` can divide.
  fileprivate static let divisible = family.table.rows.filter { row in row.options.contains { $0.key == "split" } }
    .map(\.words.name)

  /// The kind that a dataset's value names, or has as a key; nil if it has none.
  fileprivate static func named(in node: YAMLNode) -> String? {
    let name = node.text ?? node.entry("name")?.value.text
    return name.flatMap { names.contains($0) ? $0 : nil } ?? keys.first { node.entry($0) != nil }
  }
}
