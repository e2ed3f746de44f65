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
    #expect(words.hex() == "d678864dd9bd3a0773bd95d403bc406639a0b86624a523ace315341b63d2b920")
  }

  @Test("of every mistake")
  func mistakes() throws {
    let folder = try Folder()
    let check = SpecCheck(folder: folder.path)
    var words = WordsHash(folder: folder.path)
    for spec in MistakeTests.specs {
      for mistake in Mistakes(in: spec).all() { words.add(try check(Array(mistake.text.utf8))) }
    }
    #expect(words.hex() == "74caae219c87b84e507504df47bd0043b8274b01375c2fbc9789a3430de41786")
  }
}
