import Testing

@Suite("A text is read as an editor shows it")
struct HiddenCharacterTests {
  private static let places = [
    "# a comment@seed: 7\n", "a: 1 # a comment@seed: 7\n", "a: words@and more\n", "a: \"x@y\"\n", "a: 'x@y'\n",
    "a: |\n  x@y\n", "{a: [x,@y]}\n", "@a: 1\n",
  ]

  @Test("line breaks that no editor shows are refused wherever they are", arguments: places)
  func lineBreaks(text: String) throws {
    for (scalar, name, escape) in [
      ("\u{85}", "U+0085, a next line character", "\\u0085"), ("\u{2028}", "U+2028, a line separator", "\\u2028"),
      ("\u{2029}", "U+2029, a paragraph separator", "\\u2029"),
    ] {
      let diagnostics = problems(Array(text.replacing("@", with: scalar).utf8)).list?.diagnostics ?? []
      #expect(diagnostics.map(\.problem) == ["\(name): YAML reads a line break here, and an editor shows none"])
      #expect(diagnostics.map(\.hint) == ["write a line break, a space, or \(escape) within double quotes"])
      #expect(diagnostics.first?.mark?.offset == text.utf8.firstIndex(of: 0x40)?.utf16Offset(in: text))
    }
  }

  @Test("characters that change the direction of text are refused wherever they are", arguments: places)
  func directions(text: String) throws {
    for value in Array(0x202A...0x202E) + Array(0x2066...0x2069) as [UInt32] {
      let scalar = try #require(Unicode.Scalar(value))
      let diagnostics = problems(Array(text.replacing("@", with: "\(scalar)").utf8)).list?.diagnostics ?? []
      #expect(diagnostics.map(\.problem) == ["\(scalar.title): the text is not in the order that an editor shows"])
    }
  }

  @Test(
    "a carriage return alone is refused: an editor ends a line there, `git diff` does not", arguments: places)
  func carriageReturns(text: String) {
    let diagnostics = problems(Array(text.replacing("@", with: "\r").utf8)).list?.diagnostics ?? []
    #expect(
      diagnostics.map(\.problem) == ["U+000D, a carriage return without a line feed: YAML reads a line break here"])
    #expect(problems(Array("a: 1\r\nb: 2\r\n".utf8)).list == nil)
    #expect(problems(Array("a: 1\nb: 2\r".utf8)).list?.diagnostics.first?.mark?.line == 2)
  }

  @Test("a byte order mark is allowed at the beginning only")
  func byteOrderMark() {
    expect(
      "a: 1\n↓\n\u{FEFF}b: 2",
      """
      spec.yaml:2:1: error: U+FEFF, a zero width no-break space, which is a byte order mark at a file's beginning only
        \u{FFFD}b: 2
        ^ remove it
      """)
  }

  @Test("as escapes all of them are allowed, and so are the marks that prose needs")
  func text() {
    let text = #"a: "\u2028\u2029\N\L\P\u202E\u2066" # "# + "\u{200E}\u{200F}\u{61C} \u{A0}\u{200B}“—”：\n"
    #expect(problems(Array((text + "b: \u{200F}“a—b”\u{A0}：c\n").utf8)).list == nil)
  }

  @Test(
    "a look-alike in a key is named, at its place",
    arguments: [
      ("ep\u{200B}ochs: 10", 3, "U+200B, a zero width space, before 'ochs'", "remove it: nobody sees it"),
      ("epochs\u{A0}: 10", 7, "U+00A0, a no-break space, after 'epochs'", "remove it"),
      ("epochs:\u{A0}10", 8, "U+00A0, a no-break space, before '10'", "write an ordinary space"),
      ("epochs:\u{202F}\u{202F}10", 8, "U+202F, a narrow no-break space, before '10'", "write an ordinary space"),
      ("epochs:\u{3000}10", 8, "U+3000, an ideographic space, before '10'", "write an ordinary space"),
      ("epochs\u{FF1A}10", 7, "U+FF1A, a fullwidth colon, in 'epochs：10'", "write ':' and a space"),
      ("epochs\u{FF1A} 10", 7, "U+FF1A, a fullwidth colon, in 'epochs：'", "write ':' and a space"),
      ("“epochs”: 10", 1, "U+201C, a left double quotation mark, in '“epochs”'", "write straight quotes, or none"),
      ("batch\u{2010}size: 10", 6, "U+2010, a hyphen, in 'batch\u{2010}size'", "write a hyphen, '-'"),
      ("epo\u{441}hs: 10", 4, "U+0441, a cyrillic small letter es, in 'epo\u{441}hs'", "write the Latin letter 'c'"),
      ("\u{AD}epochs: 10", 1, "U+00AD, a soft hyphen, before 'epochs'", "remove it: nobody sees it"),
      ("{epochs\u{FF1A} 10}", 8, "U+FF1A, a fullwidth colon, in 'epochs：'", "write ':' and a space"),
      ("{a: 10\u{FF0C}b: 3}", 7, "U+FF0C, a fullwidth comma, in '10，b:'", "write ','"),
      ("[a, b\u{FF3D}", 6, "U+FF3D, a fullwidth right square bracket, in 'b］'", "write ']'"),
      ("a: “b: c”", 4, "U+201C, a left double quotation mark, in '“b:'", "write straight quotes, or none"),
    ])
  func keys(line: String, column: Int, problem: String, hint: String) {
    let texts = ["first: 1\n\(line)\nlast: 2\n", "first: {x: 1}\n# ünï\n\n\(line)\n"]
    for text in "[{".contains(line.prefix(1)) ? [line] : texts {
      let diagnostics = problems(Array(text.utf8)).list?.diagnostics ?? []
      #expect(diagnostics.map(\.problem) == [problem], "\(text)")
      #expect(diagnostics.map(\.hint) == [hint])
      #expect(diagnostics.first?.mark?.column == column)
    }
  }

  @Test("a look-alike that indents a key, and a dash that is not a list entry's")
  func lines() {
    expect(
      "optimizer:\n↓\n\u{A0}\u{A0}adam: {}\nseed: 1",
      """
      spec.yaml:2:1: error: U+00A0, a no-break space, before 'adam'
        \u{A0}\u{A0}adam: {}
        ^ write an ordinary space
      """)
    expect(
      "layers:\n  ↓\n  – flatten\n  ↓\n  – dense: {units: 3}",
      """
      spec.yaml:2:3: error: U+2013, an en dash, in '–'
          – flatten
          ^ write a hyphen, '-'
      spec.yaml:3:3: error: U+2013, an en dash, in '–'
          – dense: {units: 3}
          ^ write a hyphen, '-'
      """)
  }

  @Test("a word in another script is not a slip")
  func otherScripts() {
    #expect(problems(Array("о: 1\nопыт: 2\nΑθήνα: 3\n".utf8)).list?.diagnostics.map(\.problem).count == 1)
  }
}
