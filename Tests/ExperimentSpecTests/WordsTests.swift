import SpecMutations
import Testing

/// A safety net for refactoring. A commit that improves a message on purpose lists it and updates the hash; `make
/// words` checks the long form, of 200,000 mutants.
@Suite("No message and no resolved spec changes unnoticed")
struct WordsTests {
  @Test("of the first 4,000 mutants of seed 1")
  func mutants() throws {
    let folder = try Folder()
    let mutants = try MutantTests.mutants(seed: 1, in: folder)
    var words = WordsHash(folder: folder.path)
    for number in 0..<4000 { words.add(try mutants.verdict(number)) }
    #expect(words.hex() == "2ad9dfe50f8f109ab975e35134b7e252a7094a047e8fa3c0aac32e755ae1c674")
  }

  @Test("of every mistake")
  func mistakes() throws {
    let folder = try Folder()
    let check = SpecCheck(folder: folder.path)
    var words = WordsHash(folder: folder.path)
    for spec in MistakeTests.specs {
      for mistake in Mistakes(in: spec).all() { words.add(try check(Array(mistake.text.utf8))) }
    }
    #expect(words.hex() == "c00f12193d26f4dcb92d09bfab789d4e8e916e41114321c7332dee71dfe70f6a")
  }
}
