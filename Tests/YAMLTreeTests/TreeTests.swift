import Diagnostics
import Testing
import YAMLTree

@Suite("The tree")
struct TreeTests {
  private func parse(_ text: String) -> YAMLNode? {
    parseYAML(SourceText(name: "spec.yaml", text: text), DiagnosticCollector())
  }

  @Test("keeps scalars as text, and whether they were quoted")
  func scalars() throws {
    let root = try #require(parse("a: 010\nb: '010'\nc:\nd: ~\ne: 'null'"))
    #expect(root.entries?.map(\.name) == ["a", "b", "c", "d", "e"])
    #expect(root.entries?.map(\.value.text) == ["010", "010", "", "~", "null"])
    #expect(root.entries?.map(\.value.isNull) == [false, false, true, true, false])
    guard case .scalar(_, isPlain: false)? = root.entry("b")?.value.content else {
      Issue.record("a quoted scalar is not plain")
      return
    }
  }

  @Test("marks every node in characters, after any text")
  func marks() throws {
    let root = try #require(parse("é: {日本: x, 'kéy': [a,\r\n  bé]}"))
    func place(_ node: YAMLNode?) -> [Int]? { node.map { [$0.mark.line, $0.mark.column, $0.mark.length] } }
    #expect(place(root) == [1, 1, 1])
    let inner = root.entries?.first?.value
    #expect(place(inner) == [1, 4, 18])
    #expect(place(inner?.entries?[0].key) == [1, 5, 2])
    #expect(place(inner?.entries?[0].value) == [1, 9, 1])
    #expect(place(inner?.entries?[1].key) == [1, 12, 5])
    #expect(place(inner?.entries?[1].value) == [1, 19, 3])
    #expect(place(inner?.entries?[1].value.elements?[1]) == [2, 3, 2])
    #expect(inner?.entries?[1].value.elements?[1].mark.offset == 31)
  }

  @Test("of part of a source has marks that count from the whole's beginning")
  func partOfSource() throws {
    let source = SourceText(name: "--set", text: "é=[1, ü, x]")
    let collector = DiagnosticCollector()
    let root = try #require(parseYAML(source, from: 3, collector))
    #expect(root.elements?.map(\.mark.column) == [4, 7, 10])
  }

  @Test("an empty text has no root, and is not in itself a problem", arguments: ["", "# nothing\n", "\n\n"])
  func empty(text: String) {
    let collector = DiagnosticCollector()
    #expect(parseYAML(SourceText(name: "spec.yaml", text: text), collector) == nil)
    #expect(collector.count == 0)
  }
}
