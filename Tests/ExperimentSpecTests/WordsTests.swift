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
    #expect(words.hex() == "1f64a04d27ba4f09206469ed9ab329e7f0f67017ae2f363f2914d811f7c1b178")
  }

  @Test("of every mistake")
  func mistakes() throws {
    let folder = try Folder()
    let check = SpecCheck(folder: folder.path)
    var words = WordsHash(folder: folder.path)
    for spec in MistakeTests.specs {
      for mistake in Mistakes(in: spec).all() { words.add(try check(Array(mistake.text.utf8))) }
    }
    #expect(words.hex() == "08eb135078f82a42ea5741cc200c803897ad1a28a61e8def8be055c2fb7372cf")
  }
}
