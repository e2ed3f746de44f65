import Catalog
import Testing

/// The tables of Documentation/spec.md must be those of the catalog, to the letter.
@Suite struct ReferenceTests {
  private static let keys = ExperimentSpec(name: "").optionDescriptions

  /// Required options come first, as in messages.
  @Test func theKeysOfASpec() throws {
    let options = Self.keys.filter(\.isRequired) + Self.keys.filter { !$0.isRequired } + ExperimentSpec.fileOptions
    try expectInReference(
      table(["key", "meaning", "default"], options.map { [code($0.key), $0.about + link($0), defaultText($0)] }))
  }

  private static let families = [Families.datasets] + Families.all

  @Test(arguments: families.filter { $0.kind != "padding" }.map(\.kind)) func theConstructsOfAFamily(
    kind: String
  ) throws {
    let family = try #require(Self.families.first { $0.kind == kind })
    try expectInReference(table(family))
  }

  @Test func theMethodsOfASearch() throws {
    try expectInReference(table(Families.searches), page: "Documentation/sweeps.md")
  }

  private func table(_ family: FamilyDescription) -> String {
    let hasOptions = family.members.contains { !$0.options.isEmpty }
    let rows = family.members.map { member in
      [names(member.words), member.words.summary] + (hasOptions ? [options(member)] : [])
    }
    return table([family.kind, "meaning"] + (hasOptions ? ["options and defaults"] : []), rows)
  }

  private func expectInReference(_ table: String, page: String = "Documentation/spec.md") throws {
    #expect(try packageFile(page).contains(table), "\(page) should have:\n\(table)")
  }

  private func table(_ titles: [String], _ rows: [[String]]) -> String {
    ([titles, titles.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private func names(_ words: ConstructWords) -> String {
    words.otherNames.isEmpty
      ? code(words.name) : code(words.name) + " (also " + words.otherNames.map(code).joined(separator: ", ") + ")"
  }

  private func options(_ member: FamilyDescription.Member) -> String {
    if let body = member.body { return body.words + " in the place of options" }
    return member.options.isEmpty
      ? "none" : member.options.map(written).joined(separator: ", ")
  }

  /// The default as a spec would write it, if it can be written.
  private func written(_ option: OptionDescription) -> String {
    guard let text = option.defaultText, !option.isNullable else {
      return "\(code(option.key)) (\(defaultText(option)))"
    }
    return code("\(option.key): \(text)")
  }

  private func defaultText(_ option: OptionDescription) -> String {
    guard let text = option.defaultText else { return "required" }
    switch option.kind {
    case .word, .member, .members: return code(text)
    default: return text
    }
  }

  /// A link to the page's section about what the option takes.
  private func link(_ option: OptionDescription) -> String {
    let title: String
    switch option.kind {
    case .dataset: title = "Dataset"
    case .member(let family), .members(let family, _):
      title = family.title.prefix(1).uppercased() + family.title.dropFirst()
    default: return ""
    }
    return ": see [\(title)](#\(title.lowercased()))"
  }

  private func code(_ word: String) -> String { "`\(word)`" }
}
