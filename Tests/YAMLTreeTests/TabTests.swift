import Diagnostics
import Testing
import YAMLTree

@Suite("A tab where only spaces are allowed")
struct TabTests {
  private func diagnostics(_ text: String) -> [Diagnostic] { problems(Array(text.utf8)).list?.diagnostics ?? [] }

  @Test(
    "on a line that is otherwise blank is to be removed",
    arguments: [
      ("name: x\n\t\nseed: 1", 2, "tab"), ("name: x\n# words\n\t\nseed: 1", 3, "tab"),
      ("name: x\n\t  \nseed: 1", 2, "tab"), ("name: x\r\n\t\r\nseed: 1", 2, "tab"),
      ("name: x\n\t \t\nseed: 1", 2, "tabs"), ("seed: 1\n\t", 2, "tab"), ("\t\t\nseed: 1", 1, "tabs"),
      ("a:\n  b: 1\n\t\n  c: 2", 3, "tab"), ("a: |\n  text\n\t\n  more", 3, "tab"), ("a: b\n\t\n  c", 2, "tab"),
    ])
  func blankLine(text: String, line: Int, word: String) {
    let diagnostics = diagnostics(text)
    #expect(diagnostics.map(\.problem) == ["a tab where only spaces can stand"])
    #expect(diagnostics.map(\.hint) == ["remove the \(word): the line is otherwise blank"])
    #expect(diagnostics.map(\.mark?.line) == [line])
    #expect(self.diagnostics(text.replacing("\t", with: "")).isEmpty)
  }

  @Test("before words is indentation", arguments: ["a:\n\t# words", "a:\n\tb: 1", "a: |\n\tb", "- b\n\t - c"])
  func indentation(text: String) {
    #expect(diagnostics(text).map(\.hint) == ["indent with spaces"])
  }

  @Test("is not indentation within a text", arguments: [("|-\n  x\n  \t\n  y", "x\n\t\ny"), ("'x\n\t\n  y'", "x\ny")])
  func content(written: String, text: String) {
    let tree = parseYAML(SourceText(name: "spec.yaml", text: "a: \(written)"), DiagnosticCollector())
    #expect(tree?.entry("a")?.value.text == text)
  }
}
