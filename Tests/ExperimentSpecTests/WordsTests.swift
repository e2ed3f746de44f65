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
    #expect(words.hex() == "b3ac768cc863348f6c7008b735c6bd9da3eb6005e11f6b1489b381b45b8085db")
  }

  @Test("of every mistake")
  func mistakes() throws {
    let folder = try Folder()
    let check = SpecCheck(folder: folder.path)
    var words = WordsHash(folder: folder.path)
    for spec in MistakeTests.specs {
      for mistake in Mistakes(in: spec).all() { words.add(try check(Array(mistake.text.utf8))) }
    }
    #expect(words.hex() == "bd61032d1c7621a8261f50a430e82d254432eeba1457ff3cd1e652a5b846ab7a")
  }
}
