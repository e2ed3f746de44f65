import ExperimentSpec
import Testing

@Suite("A character that looks like another is named where it does harm")
struct LookAlikeTests {
  @Test(
    "in numbers, words, names and lists, at its place",
    arguments: [
      ("epochs: 10\u{200B}", 10, "epochs: U+200B, a zero width space, after '10'", "remove it: nobody sees it"),
      ("epochs: \u{FEFF}10", 8, "U+FEFF, a zero width no-break space, which is", "remove it"),
      ("epochs: \u{A0}10", 8, "epochs: U+00A0, a no-break space, before '10'", "write an ordinary space"),
      ("shuffle: true\u{A0}", 13, "shuffle: U+00A0, a no-break space, after 'true'", "remove it"),
      ("validation_split: 1e−3", 20, "validation_split: U+2212, a minus sign, in '1e−3'", "write a hyphen, '-'"),
      ("validation_split: 0，1", 19, "validation_split: U+FF0C, a fullwidth comma, in '0，1'", "write ','"),
      ("epochs: １0", 8, "epochs: U+FF11, a fullwidth digit one, in '１0'", "write '1'"),
      ("epochs: 10 ＃ ten", 11, "epochs: U+FF03, a fullwidth number sign, in '＃'", "write '#'"),
      (
        "optimizer: ‘adam’", 11, "optimizer: U+2018, a left single quotation mark, in '‘adam’'",
        "write straight quotes, or none"
      ),
      (
        "optimizer: \u{430}dam", 11, "optimizer: U+0430, a cyrillic small letter a, in '\u{430}dam'",
        "write the Latin letter 'a'"
      ),
      (
        "optimizer: {adam: {beta\u{2011}1: 0.9}}", 23,
        "optimizer.adam: U+2011, a non-breaking hyphen, in 'beta\u{2011}1'", "write a hyphen, '-'"
      ),
      ("extends: none.yaml\u{A0}", 18, "extends: U+00A0, a no-break space, after 'none.yaml'", "remove it"),
      ("name: a–b", 7, "name: U+2013, an en dash, in 'a–b'", "write a hyphen, '-'"),
      (
        "metrics: [accuracy\u{2060}]", 18, "metrics[0]: U+2060, a word joiner, after 'accuracy'",
        "remove it: nobody sees it"
      ),
      ("metrics: [accuracy、mse]", 18, "metrics[0]: U+3001, an ideographic comma, in 'accuracy、mse'", "write ','"),
    ])
  func values(line: String, offset: Int, problem: String, hint: String) throws {
    let folder = try Folder()
    try folder.write("spec.yaml", complete + line + "\n")
    let message = messages("spec.yaml", in: folder)
    #expect(message.hasPrefix("spec.yaml:4:\(offset + 1): error: \(problem)"))
    #expect(message.hasSuffix(hint))
    #expect(message.ranges(of: "error:").count == 1)
  }

  @Test("in an argument")
  func arguments() throws {
    let folder = try Folder()
    try folder.write("spec.yaml", complete)
    #expect(
      messages("spec.yaml", in: folder, overrides: ["epochs=1\u{A0}0"])
        .hasPrefix("--set:1:9: error: epochs: U+00A0, a no-break space, before '0'\n"))
    #expect(
      messages("spec.yaml", in: folder, overrides: ["batch\u{2010}size=3"])
        .hasPrefix("--set:1:6: error: U+2010, a hyphen, in 'batch\u{2010}size'\n"))
  }

  @Test("a line that lacks its space is named where a list or a mapping belongs")
  func missingSpaces() throws {
    try expect(
      "    ↓\nlayers:\n  -flatten\n".replacing("    ↓\nlayers:\n", with: "dataset: mnist\nloss: mse\nlayers:\n  ↓\n"),
      """
      spec.yaml:4:3: error: layers: a '-' without a space after it
          -flatten
          ^ write a space after the '-'
      """)
    try expect(
      complete + "optimizer:\n  adam:\n                 ↓\n    learning_rate:0.1\n          ↓\n    beta_1:0.9\n",
      """
      spec.yaml:6:18: error: optimizer.adam: a ':' without a space after it
            learning_rate:0.1
                         ^ write a space after the ':'
      spec.yaml:7:11: error: optimizer.adam: a ':' without a space after it
            beta_1:0.9
                  ^ write a space after the ':'
      """)
    try expect(
      "       ↓\ndataset:mnist\n",
      "spec.yaml:1:8: error: a ':' without a space after it\n  dataset:mnist\n         ^ write a space after the ':'")
  }

  @Test("a description may contain all of them, and the resolved spec is the same")
  func text() throws {
    let text = #"\u202E\u2066\u2028\u2029\N\uFEFF\u200B “a—b” \#u{A0}：\ud83d\ude80 \x1b"#
    let spec = try load(complete + "description: \"\(text)\"\n")
    #expect(spec.description?.unicodeScalars.contains("\u{202E}") == true)
    #expect(spec.description?.contains("🚀") == true)
    #expect(try load(spec.resolved().yaml()).description == spec.description)
  }

  @Test("a spec may be JSON, as programs write it")
  func json() throws {
    let folder = try Folder()
    let text = """
      {"dataset": "mnist", "layers": ["flatten", {"dense": {"units": 10}}], "loss": "mse",
      \t"description": "start \\ud83d\\ude80 \\/ \\u00e9", "epochs": 3}
      """
    let spec = try ExperimentLoader.load(try folder.write("spec.json", text)).spec
    #expect((spec.description, spec.epochs) == ("start 🚀 / é", 3))
  }
}
