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
    #expect(words.hex() == "58dc1d015f58dfdc3157db2d0fb773c21e47a7fccd8cbf2ccea30a70e4bf6f09")
  }

  @Test("of every mistake")
  func mistakes() throws {
    let folder = try Folder()
    let check = SpecCheck(folder: folder.path)
    var words = WordsHash(folder: folder.path)
    for spec in MistakeTests.specs {
      for mistake in Mistakes(in: spec).all() { words.add(try check(Array(mistake.text.utf8))) }
    }
    #expect(words.hex() == "cc398c6bb76712a512160d91aea061a3592804200c3f459dbc07f0e657cf3d18")
  }
}
