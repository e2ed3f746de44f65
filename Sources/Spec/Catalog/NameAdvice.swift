import Diagnostics

/// What to write for a name that a family does not have, however it is spelt: `BatchNorm`, `batch_norm`.
public struct NameAdvice: Sendable {
  /// Other names, and what they are called here.
  private let aliases: [String: String]
  /// Complete hints.
  private let remarks: [String: String]
  /// What exists elsewhere and not here; a similar name here would be something else.
  private let missing: Set<String>

  public init(aliases: [String: String] = [:], remarks: [String: String] = [:], missing: [String] = []) {
    self.aliases = Self.plain(aliases)
    self.remarks = Self.plain(remarks)
    self.missing = Set(missing.map(plainWord))
  }

  private static func plain(_ words: [String: String]) -> [String: String] {
    Dictionary(words.map { (plainWord($0.key), $0.value) }) { first, _ in first }
  }

  public func hint(for text: String, among names: [String]) -> String {
    let word = plainWord(text)
    if let remark = remarks[word] { return remark }
    if missing.contains(word) { return "there is no \(text) yet; known: \(names.joined(separator: ", "))" }
    return meaning(of: text, among: names).map { "did you mean '\($0)'?" }
      ?? "known: \(names.joined(separator: ", "))"
  }

  /// The name that `text` stands for, or resembles.
  public func meaning(of text: String, among names: [String]) -> String? {
    let word = plainWord(text)
    if remarks[word] != nil || missing.contains(word) { return nil }
    return aliases[word] ?? suggestion(for: text, among: names)
  }
}
