import Testing

@Suite("YAML that no spec needs is refused at its place")
struct RefusalTests {
  @Test("a duplicate key is reported at the second place and names the first")
  func duplicateKey() {
    expect(
      """
      name: x
      layers:
                            ↓
        - dense: {units: 3, units: 4}
      ↓
      name: y
      """,
      """
      spec.yaml:3:23: error: layers[0].dense: duplicate key 'units'
          - dense: {units: 3, units: 4}
                              ^~~~~ the first is on line 3: keep one of them
      spec.yaml:4:1: error: duplicate key 'name'
        name: y
        ^~~~ the first is on line 1: keep one of them
      """)
  }

  @Test("anchors, aliases and tags")
  func properties() {
    expect(
      """
            ↓
      loss: &a mse
                 ↓
      optimizer: *a
            ↓
      seed: !!int 3
      """,
      """
      spec.yaml:1:7: error: loss: an anchor (&a)
        loss: &a mse
              ^~ remove it; 'extends' shares values between files
      spec.yaml:2:12: error: optimizer: an alias (*a)
        optimizer: *a
                   ^~ write the value out; 'extends' shares values
      spec.yaml:3:7: error: seed: a tag (!!int)
        seed: !!int 3
              ^~~~~ remove it: the key says what kind of value it takes
      """)
  }

  @Test("a merge key")
  func mergeKey() {
    expect(
      """
      optimizer:
        ↓
        <<: {adam: {}}
      """,
      """
      spec.yaml:2:3: error: optimizer: a merge key (<<)
          <<: {adam: {}}
          ^~ use 'extends' to share values between files
      """)
  }

  @Test("a second document")
  func secondDocument() {
    expect(
      """
      ---
      name: x
      ↓
      ---
      name: y
      """,
      """
      spec.yaml:3:1: error: a second document
        ---
        ^~~ a file holds one spec: remove '---' and what follows
      """)
  }

  @Test("a key that is a list")
  func complexKey() {
    expect(
      """
        ↓
      ? [a, b]
      : 3
      """,
      """
      spec.yaml:1:3: error: a key that is no word
        ? [a, b]
          ^~~~~~ a key is one word, as in 'epochs: 10'
      """)
  }

  @Test("32 levels are read and the 33rd is refused, however many follow", arguments: [33, 40, 900_000])
  func depth(levels: Int) {
    #expect(problems(Array((String(repeating: "[", count: 32) + String(repeating: "]", count: 32)).utf8)).list == nil)
    let (list, _) = problems([UInt8](repeating: UInt8(ascii: "["), count: levels))
    #expect(list?.diagnostics.map(\.problem) == ["nested more than 32 levels deep"])
    #expect(list?.diagnostics.first?.mark?.column == 33)
  }

  @Test("more keys and values than any spec has")
  func nodes() {
    let (list, _) = problems(Array(String(repeating: "- a\n", count: 30_001).utf8))
    #expect(list?.diagnostics.map(\.problem) == ["more than 30000 keys and values"])
    #expect(list?.diagnostics[0].mark?.line == 30_000)
  }

  @Test("bytes that are not text, where no character can begin the quoted part")
  func noBoundary() {
    let (_, rendered) = problems(Array("a: b".utf8) + [UInt8](repeating: 0x80, count: 2000))
    #expect(rendered.hasPrefix("spec.yaml:1:5: error: byte 0x80 is not UTF-8 text\n  a: b"))
  }

  @Test("more than 1 MB")
  func size() {
    #expect(problems([UInt8](repeating: UInt8(ascii: "#"), count: 1_000_000)).list == nil)
    #expect(
      problems([UInt8](repeating: UInt8(ascii: "#"), count: 1_000_001)).rendered == """
        spec.yaml: error: the file is larger than 1 MB
          is this the right file?
        """)
  }

  @Test("UTF-16, with and without its mark")
  func utf16() {
    let text: [UInt8] = "name: x\n".utf8.flatMap { byte -> [UInt8] in [byte, 0] }
    let marked: [UInt8] = [0xFF, 0xFE] + text
    let swapped: [UInt8] = [0xFE, 0xFF, 0] + text.dropLast()
    for bytes in [text, marked, swapped] {
      #expect(
        problems(bytes).rendered == """
          spec.yaml: error: the text is UTF-16 or UTF-32
            save the file as UTF-8
          """)
    }
  }

  @Test("a UTF-8 byte order mark is not counted")
  func byteOrderMark() {
    #expect(
      problems([0xEF, 0xBB, 0xBF] + Array("a: 1\na: 2".utf8)).rendered == """
        spec.yaml:2:1: error: duplicate key 'a'
          a: 2
          ^ the first is on line 1: keep one of them
        """)
    #expect(problems([0xEF, 0xBB, 0xBF] + Array("a: @".utf8)).list?.diagnostics.first?.mark?.column == 4)
  }

  @Test(
    "what is not UTF-8",
    arguments: [
      ([0xE9, 0x74], "E9"), ([0xC0, 0x80], "C0"), ([0xED, 0xA0, 0x80], "ED"), ([0xF4, 0x90, 0x80, 0x80], "F4"),
      ([0xE2, 0x82], "E2"), ([0x80], "80"), ([0xFF], "FF"),
    ] as [([UInt8], String)])
  func badUTF8(bytes: [UInt8], shown: String) {
    let list = problems(Array("name: x\ndescription: é".utf8) + bytes).list
    #expect(list?.diagnostics.map(\.problem) == ["byte 0x\(shown) is not UTF-8 text"])
    #expect(list?.diagnostics.first?.mark?.line == 2)
    #expect(list?.diagnostics.first?.mark?.column == 15)
  }

  @Test("NUL and control characters, raw or as an escape")
  func controlCharacters() {
    #expect(
      problems(Array("name: x\0".utf8)).rendered == """
        spec.yaml:1:8: error: a NUL character
          name: x\u{FFFD}
                 ^ remove it; is this a text file?
        """)
    #expect(
      problems(Array("name: \u{1B}[31m".utf8)).rendered == """
        spec.yaml:1:7: error: control character U+001B
          name: \u{FFFD}[31m
                ^ remove it; is this a text file?
        """)
    #expect(
      problems(Array(#"name: "a\0b""#.utf8)).rendered == #"""
        spec.yaml:1:7: error: name: a NUL character
          name: "a\0b"
                ^~~~~~ remove '\0'
        """#)
  }
}
