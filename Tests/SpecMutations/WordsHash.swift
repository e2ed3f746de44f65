import Hashing

/// What a user reads of many texts, as one hash: each message, or the resolved spec.
///
/// The net under a change of the program's inside: with the hash as it was, nobody reads another message or trains another spec.
public struct WordsHash {
  private let folder: String
  private var hash = SHA256()

  /// - Parameter folder: where the texts are checked; no word of it reaches the hash.
  public init(folder: String) { self.folder = folder }

  public mutating func add(_ verdict: SpecCheck.Verdict) { add(verdict.words) }

  public mutating func add(_ words: String) {
    hash.update(Array(words.replacing(folder + "/", with: "").utf8))
    // Two texts' words are not those of one.
    hash.update([0])
  }

  public consuming func hex() -> String { hash.finalize().hex }
}
