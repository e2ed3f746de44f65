import Hashing

/// What a user would read about many texts, as one hash: each message, or the resolved spec.
///
/// A safety net for refactoring: as long as the hash is the same, nobody sees another message or trains another spec.
public struct WordsHash {
  private let folder: String
  private var hash = SHA256()

  /// - Parameter folder: where the texts are checked; its path does not affect the hash.
  public init(folder: String) { self.folder = folder }

  public mutating func add(_ verdict: SpecCheck.Verdict) { add(verdict.words) }

  public mutating func add(_ words: String) {
    hash.update(Array(words.replacing(folder + "/", with: "").utf8))
    // Separators: two short outputs must not hash like one long one.
    hash.update([0])
  }

  public consuming func hex() -> String { hash.finalize().hex }
}
