import Catalog
import ExperimentSpec
import Testing
import Text

@Suite("The names of runs and sweeps")
struct NameTests {
  @Test(
    "letters, digits and marks of any script",
    arguments: [
      "größe-übung", "название", "実験1", "naïve", "हिन्दी", "ทดสอบ", "한글", "٣_عربي", "ǅ", "q\u{323}\u{307}", "_é.ü-ß",
      String(repeating: "é", count: 50),
    ])
  func names(name: String) throws {
    #expect(nameProblem(name) == nil)
    #expect(try load(complete + "name: \(name)").name.utf8.elementsEqual(name.utf8))
  }

  @Test(
    "characters that are not letters, can't be seen or change the text's direction",
    arguments: [
      "🙂", "a🙂", "1\u{FE0F}\u{20E3}", "\u{301}a", "a.\u{301}b", "a-\u{301}", "a\u{202E}b", "a\u{200B}b", "a\u{200D}b",
      "a\u{34F}b", "a\u{FE0F}", "\u{3164}", "a b", "a\u{A0}b", "a–b", ".é", "-é", "é/ü", "½", "a\u{85}b", "\u{D4E}",
    ])
  func wrongNames(name: String) throws {
    let problem = try #require(nameProblem(name))
    #expect(problem.problem == "\(quoted(name)) can't name files")
    #expect(
      problem.hint == "use letters and digits of any script, '.', '_' and '-', beginning with a letter, a digit or '_'")
  }

  @Test(
    "a name that can be encoded in two ways, which would be two files",
    arguments: ["e\u{301}", "gro\u{308}ße", "\u{212B}", "\u{1112}\u{1161}\u{11AB}", "q\u{307}\u{323}", "\u{958}"])
  func decomposedNames(name: String) throws {
    #expect(nameProblem(name)?.problem == "'\(name)' is not in Unicode's composed form, NFC")
  }

  @Test("the message about a name that is not composed (NFC)")
  func decomposed() throws {
    let folder = try Folder()
    let spec = "name: gro\u{308}ße\n" + complete
    try folder.write("a.yaml", spec)
    #expect(
      messages("a.yaml", in: folder) == """
        a.yaml:1:7: error: name: 'gro\u{308}ße' is not in Unicode's composed form, NFC
          name: gro\u{308}ße
                ^~~~~ write it in that form, in which a letter such as 'é' is one character, not two
        """)
  }

  @Test("bytes are counted, not characters", arguments: [("é", 51), ("実", 34), ("x", 101)])
  func longNames(letter: String, count: Int) throws {
    #expect(nameProblem(String(repeating: letter, count: count - 1)) == nil)
    let problem = try #require(nameProblem(String(repeating: letter, count: count)))
    #expect(problem == ("a name of more than 100 bytes in UTF-8", "shorten it"))
  }

  @Test("a file with such a name gives it to its run")
  func fileNames() throws {
    let folder = try Folder()
    #expect(try ExperimentLoader.load(try folder.write("größe.yaml", complete)).spec.name == "größe")
  }

  @Test(
    "values in letters of any script become part of the names of a sweep's runs, others are numbered",
    arguments: [
      ("größe, 実験", ["größe", "実験"]), ("größe, gro\u{308}sse", ["1", "2"]), ("größe, \u{301}a", ["1", "2"]),
      ("größe, 🙂", ["1", "2"]),
    ])
  func sweptWords(values: String, words: [String]) throws {
    let folder = try Folder()
    let sweep = "sweep: {grid: {initial_weights: [\(values)]}}\n"
    let runs = try SweepLoader.load(folder.write("s.yaml", complete + sweep)).runs
    #expect(runs.map(\.spec.name) == words.map { "initial_weights-" + $0 })
  }
}
