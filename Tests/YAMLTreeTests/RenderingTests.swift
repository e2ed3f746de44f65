import Diagnostics
import Testing

@Suite("The renderer")
struct RenderingTests {
  private func render(_ line: String, pointingAt part: String) throws -> String {
    let source = SourceText(name: "spec.yaml", text: line)
    let range = try #require(line.firstRange(of: part))
    let start = line.utf8.distance(from: line.startIndex, to: range.lowerBound)
    return Diagnostic(in: source, at: start..<start + part.utf8.count, problem: "found", hint: "do that").description
  }

  @Test("places the caret after wide and combining characters, and after tabs")
  func widths() throws {
    #expect(
      try render("{a: \"日本語\", key: 1}", pointingAt: "key") == """
        spec.yaml:1:12: error: found
          {a: "日本語", key: 1}
                        ^~~ do that
        """)
    #expect(
      try render("{a: \"e\u{301}e\u{301}\", key: 1}", pointingAt: "key") == """
        spec.yaml:1:11: error: found
          {a: "e\u{301}e\u{301}", key: 1}
                    ^~~ do that
        """)
    #expect(
      try render("a:\t\tkey", pointingAt: "key") == """
        spec.yaml:1:5: error: found
          a:\t\tkey
            \t\t^~~ do that
        """)
  }

  @Test("shows the surroundings of a mark in a long line")
  func longLine() throws {
    let filler = String(repeating: "x", count: 100_000)
    let message = try render("\(filler) key \(filler)", pointingAt: "key")
    let lines = message.split(separator: "\n")
    #expect(lines[0] == "spec.yaml:1:100002: error: found")
    #expect(lines[1] == "  …" + filler.prefix(39) + " key " + filler.prefix(56) + "…")
    #expect(lines[2] == "   " + String(repeating: " ", count: 40) + "^~~ do that")
  }

  @Test("prints nothing that controls a terminal")
  func controlCharacters() {
    let source = SourceText(name: "a\u{1B}[2Jb", text: "x\u{9B}31m\u{202E}y\u{7F}")
    let text = Diagnostic(in: source, at: 0..<1, path: "p\n", problem: "q\r", hint: "h\u{7}").description
    #expect(
      text == """
        a\u{FFFD}[2Jb:1:1: error: p\u{FFFD}: q\u{FFFD}
          x\u{FFFD}31m\u{FFFD}y\u{FFFD}
          ^ h\u{FFFD}
        """)
  }

  @Test("leaves out missing parts")
  func partial() {
    #expect(Diagnostic(file: "a.yaml", problem: "found").description == "a.yaml: error: found")
    #expect(
      Diagnostic(severity: .warning, file: "a.yaml", path: "loss", problem: "found", hint: "do that").description
        == "a.yaml: warning: loss: found\n  do that")
  }

  @Test("a list is sorted by file and place, each problem once, in the order found within a place")
  func order() {
    let source = SourceText(name: "b.yaml", text: "one\ntwo\n")
    let second = Diagnostic(in: source, at: 4..<7, problem: "second")
    let third = Diagnostic(in: source, at: 4..<7, problem: "a third")
    let first = Diagnostic(in: source, at: 0..<3, problem: "first")
    let other = Diagnostic(file: "a.yaml", problem: "other")
    let list = DiagnosticList([second, third, first, second, other, third])
    #expect(list.diagnostics == [other, first, second, third])
  }

  @Test("the hundred-and-first problem is only counted")
  func limit() throws {
    let collector = DiagnosticCollector()
    let source = SourceText(name: "b.yaml", text: String(repeating: "x\n", count: 200))
    for line in 0..<103 { collector.report(in: source, at: 2 * line..<2 * line + 1, "found") }
    let list = #expect(throws: DiagnosticList.self) { try collector.throwIfAny() }
    #expect(list?.diagnostics.count == 100)
    #expect(list?.description.hasSuffix("\n… and 3 more problems") == true)
  }

  @Test("lines end with LF, CR LF or CR", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(lineEnd: String) {
    let text = ["one", "two", "three"].joined(separator: lineEnd)
    let source = SourceText(name: "b.yaml", text: text)
    let mark = source.mark(text.utf8.count - 5..<text.utf8.count)
    #expect((mark.line, mark.column, mark.length) == (3, 1, 5))
    #expect(
      Diagnostic(in: source, at: 3 + lineEnd.utf8.count..<100, problem: "found").description == """
        b.yaml:2:1: error: found
          two
          ^~~
        """)
  }

  @Test(
    "what was meant: a few typing mistakes away, or just another spelling",
    arguments: [
      ("unit", "units"), ("untis", "units"), ("Dense", "dense"), ("kernelSize", "kernel_size"),
      ("MaxPooling2D", "max_pooling2d"), ("max-pool2d", "max_pooling2d"), ("rleu", "relu"), ("conv", "conv2d"),
      ("xyz", nil), ("a", nil), ("", nil), ("____", nil), ("quantum_annealing", nil),
    ] as [(String, String?)])
  func suggestions(written: String, meant: String?) {
    let candidates = ["units", "dense", "kernel_size", "max_pooling2d", "relu", "conv2d", "elu"]
    #expect(suggestion(for: written, among: candidates) == meant)
  }
}
