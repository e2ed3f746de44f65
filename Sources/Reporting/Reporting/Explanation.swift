import Catalog
import Text

/// What `runner explain` prints: everything that a spec may name and what results call things, or one of these.
public struct Explanation {
  public let text: String
  /// What its tables fit into.
  static let width = 100

  /// Every construct, by family.
  public static var list: Explanation {
    let keys = Section("keys of a spec", specKeys.map { ($0.key, $0.about) })
    let families = all.map { Section($0.title, $0.members.map { ($0.words.name, $0.words.summary) }) }
    let sections =
      [keys, Section("keys of a dataset", DatasetSpec.everyOption.map { ($0.key, $0.about) })] + families
      + [Section("words of results", ResultWord.all.map { ($0.name, $0.about) })]
    let width = sections.flatMap(\.rows).map(\.name.count).max() ?? 0
    return Explanation(text: sections.map { $0.text(width) }.joined(separator: "\n"))
  }

  /// What is known under a name: `dense`, `optimizer.adam`, `optimizers`, `batch_size`, `learning_rate`; nil for any
  /// other word.
  public init?(of name: String) {
    let found = Self.words(name) + Self.constructs(name) + Self.families(name) + Self.options(name)
    guard !found.isEmpty else { return nil }
    text = found.joined(separator: "\n")
  }

  private init(text: String) { self.text = text }

  /// Every name that can be explained, once.
  public static var names: [String] {
    let members = all.flatMap { family in family.members.flatMap(\.words.allNames) }
    let full = all.flatMap { family in family.members.map { "\(family.kind).\($0.words.name)" } }
    let words =
      members + ResultWord.all.map(\.name).filter { !$0.hasSuffix("…") } + all.map(\.title)
      + owners.flatMap { $0.options.map(\.key) } + full
    var taken: Set<String> = []
    return words.filter { taken.insert($0).inserted }
  }

  private struct Section {
    let title: String
    let rows: [(name: String, about: String)]

    init(_ title: String, _ rows: [(name: String, about: String)]) { (self.title, self.rows) = (title, rows) }

    func text(_ width: Int) -> String {
      let indent = "\n" + String(repeating: " ", count: width + 4)
      return title + "\n"
        + rows.map { row in
          let lines = row.about.wrapped(toWidth: Explanation.width - width - 4)
          return "  \(row.name.padded(toWidth: width))  \(lines.joined(separator: indent))\n"
        }.joined()
    }
  }
}

extension Explanation {
  /// Data sets are a family whose options are written beside their names.
  private static let all = [Families.datasets] + Families.all + [Families.searches]

  /// What is explained as a whole, including an option of the same name.
  private static let headings =
    all.map(\.title) + [Families.datasets.kind] + Families.datasets.members.map(\.words.name)

  private static let specKeys = ExperimentSpec(name: "").optionDescriptions + ExperimentSpec.fileOptions

  /// Everything that has options, and where it is in a spec.
  private static let owners: [(place: String, options: [OptionDescription])] =
    [("", specKeys), ("dataset", DatasetSpec.everyOption)]
    + (Families.all + [Families.searches]).flatMap { family in
      family.members.map { ("\(family.kind).\($0.words.name)", $0.options) }
    }

  /// A word of results; of a score such as `val_accuracy` also what it scores.
  private static func words(_ name: String) -> [String] {
    guard let word = ResultWord.named(name) else { return [] }
    let score = ResultWord.score(name)
    let scored = score.map { score in
      Families.all.filter { $0.kind == "metric" }.compactMap { family in
        family.member(named: score).map { text(of: $0, in: family) }
      }
    }
    return [word.text] + (scored ?? [])
  }

  private static func constructs(_ name: String) -> [String] {
    all.flatMap { family in
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      let isOfFamily = parts.count == 2 && [family.kind, family.title].contains(parts[0])
      return (family.member(named: isOfFamily ? parts[1] : name)).map { [text(of: $0, in: family)] } ?? []
    }
  }

  private static func families(_ name: String) -> [String] {
    if name == "dataset" { return ["dataset: which data\n\n" + table(DatasetSpec.everyOption)] }
    return all.filter { [$0.kind, $0.title].contains(name) }.map { family in
      let rows = family.members.map { ($0.words.name, $0.words.summary) }
      return Section(family.title, rows).text(rows.map(\.0.count).max() ?? 0)
    }
  }

  /// An option, wherever there is one of that name.
  private static func options(_ name: String) -> [String] {
    let found = owners.flatMap { owner in
      owner.options.filter { $0.key == name && !headings.contains(name) }
        .map { (place: owner.place.isEmpty ? name : "\(owner.place).\(name)", option: $0) }
    }
    guard !found.isEmpty else { return [] }
    return [table(found.map(\.option), named: found.map(\.place))]
  }

  private static func text(of member: FamilyDescription.Member, in family: FamilyDescription) -> String {
    let words = member.words
    let headline = "\(words.name) (\(family.kind)): \(words.summary)"
    var text = headline.wrapped(toWidth: width).joined(separator: "\n  ") + "\n"
    if !words.otherNames.isEmpty { text += "also written \(words.otherNames.joined(separator: ", "))\n" }
    if let formula = words.formula {
      text += "\n" + formula.split(separator: "; ").map { "  \($0)\n" }.joined()
    }
    if let body = member.body {
      text += "\n  takes \(body.words) in the place of options\n"
    }
    if !member.options.isEmpty { text += "\n" + table(member.options) }
    let example = "example: \(family.example(of: member))"
    return text + "\n" + example.wrapped(toWidth: width).joined(separator: "\n  ") + "\n"
  }

  private static func table(_ options: [OptionDescription], named names: [String]? = nil) -> String {
    let rows = zip(names ?? options.map(\.key), options).map { name, option in
      [name, option.defaultText ?? "required", option.kind.words, option.about]
    }
    let table = TextTable(
      columns: [("option", .left), ("default", .left), ("value", .left), ("meaning", .left)], rows: rows)
    let wide = table.wrapped(toWidth: width, others: 34)
    return (wide.width <= width ? wide : table.wrapped(toWidth: width, others: 20)).text
  }
}
