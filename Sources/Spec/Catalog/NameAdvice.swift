import Diagnostics

/// What to write for a name that is none of a family's, however it is written: `BatchNorm`, `batch_norm`.
public struct NameAdvice: Sendable {
  /// Other names, and what they are here.
  private let aliases: [String: String]
  /// Whole hints.
  private let remarks: [String: String]
  /// What there is elsewhere and not here; a name that is near would be another thing.
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

  /// The name that `text` stands for, or is near to.
  public func meaning(of text: String, among names: [String]) -> String? {
    let word = plainWord(text)
    if remarks[word] != nil || missing.contains(word) { return nil }
    return aliases[word] ?? suggestion(for: text, among: names)
  }
}
