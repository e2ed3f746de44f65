import Diagnostics
import Testing
import YAMLTree

@Suite("Escapes of UTF-16 pairs, as JSON writes characters beyond U+FFFF")
struct EscapeTests {
  private func root(_ text: String) throws -> YAMLNode {
    let collector = DiagnosticCollector()
    let root = parseYAML(SourceText(name: "spec.json", text: text), collector)
    try collector.throwIfAny()
    return try #require(root)
  }

  @Test(
    "stand for one character within double quotes",
    arguments: [
      (#""\ud83d\ude80""#, "🚀"), (#""a \uD83D\uDE80\ud83c\udf31 b""#, "a 🚀🌱 b"),
      (#""\\\ud83d\ude80\\""#, #"\🚀\"#), (#""\\ud83d\\ude80""#, #"\ud83d\ude80"#),
      ("\"a\n  \\ud83d\\ude80\n  b\"", "a 🚀 b"), (#""\ud83d\udc68\u200d\ud83d\udcbb é\u00e9""#, "👨‍💻 éé"),
      (#""\udbff\udfff""#, "\u{10FFFF}"), (#""\ud800\udc00""#, "\u{10000}"), (#""\U0001F680""#, "🚀"),
    ])
  func pairs(text: String, value: String) throws {
    #expect(try root(text).text == value)
    #expect(try root("{a: [1, \(text)]}").entries?.first?.value.elements?[1].text == value)
  }

  @Test(
    "mean nothing elsewhere",
    arguments: [
      (#"\ud83d\ude80"#, #"\ud83d\ude80"#), (#"'\ud83d\ude80 it''s'"#, #"\ud83d\ude80 it's"#),
      (#"a \\ud83d\ude80 # "\ud83d\ude80""#, #"a \\ud83d\ude80"#),
      (#"'\u0000\u0000 \ud83d\ude80'"#, #"\u0000\u0000 \ud83d\ude80"#),
      ("a\n  \\ud83d\\ude80", #"a \ud83d\ude80"#), ("|\n  \\ud83d\\ude80\n", "\\ud83d\\ude80\n"),
      ("| # \\ud83c\\udf31\n  \\ud83d\\ude80\n", "\\ud83d\\ude80\n"),
    ])
  func literals(text: String, value: String) throws {
    #expect(try root("a: \(text)").entries?.first?.value.text == value)
    // The places after them are unaffected.
    let after = try root("- \"\\ud83d\\ude80\"\n- \(text)\n- é x\n").elements
    #expect(after?[1].text == value)
    #expect(after?[2].mark.column == 3)
    #expect(after?[2].mark.length == 3)
  }

  @Test(
    "half a pair, and what is not a character",
    arguments: [
      (#"\ud83d"#, #"\ud83d is half of a character"#),
      (#"\ude80\ud83d"#, #"\ude80 is half of a character"#),
      (#"\ud83d \ude80"#, #"\ud83d is half of a character"#),
      (#"\U0000D83D"#, #"\U0000D83D is half of a character"#),
      (#"\U00110000"#, #"\U00110000 is no character"#),
      (#"\users"#, #"'\u' without its 4 hexadecimal digits"#),
      (#"\x4"#, #"'\x' without its 2 hexadecimal digits"#),
      (#"\U1F680"#, #"'\U' without its 8 hexadecimal digits"#),
    ])
  func halves(escape: String, problem: String) {
    let diagnostics = problems(Array("a: 1\nb: \"é \(escape)\"\nc: 2\n".utf8)).list?.diagnostics ?? []
    #expect(diagnostics.map(\.problem) == [problem])
    #expect(diagnostics.first?.mark?.line == 2)
    #expect(diagnostics.first?.mark?.column == 7)
  }

  @Test(
    "a NUL is refused, with or without a pair beside it",
    arguments: [#"\0\ud83d\ude80"#, #"\u0000\u0000"#, #"\ud83d\ude80\0"#])
  func zeros(text: String) {
    #expect(problems(Array("a: \"\(text)\"".utf8)).list?.diagnostics.map(\.problem) == ["a NUL character"])
  }
}
