import Testing

@Suite("Where a space is missing, the line that lacks it is named")
struct MissingSpaceTests {
  private func expect(_ marked: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let marked = MarkedText(marked)
    let diagnostics = problems(Array(marked.text.utf8)).list?.diagnostics ?? []
    let places = diagnostics.compactMap(\.mark).map { MarkedText.Position(line: $0.line, column: $0.column) }
    #expect(Set(places) == marked.positions && places.count == marked.positions.count, sourceLocation: sourceLocation)
    for diagnostic in diagnostics {
      let mark = diagnostic.problem.contains("'-'") ? "-" : ":"
      #expect(diagnostic.problem == "a '\(mark)' without a space after it", sourceLocation: sourceLocation)
      #expect(diagnostic.hint == "write a space after the '\(mark)'", sourceLocation: sourceLocation)
    }
  }

  @Test("after a ':', in the first line, between others, in the last")
  func colons() {
    expect("      ↓\nepochs:10\ndataset: mnist\n")
    expect("      ↓\nepochs:10\n    ↓\nseed:1\n\ndataset: mnist\n")
    expect("a: 1\n      ↓\nepochs:10\ndataset: mnist\n")
    expect("a: 1\n      ↓\nlayers:[flatten]\n")
    expect("a: 1\n       ↓\ndataset:\"mnist\"\n")
    expect("a: 1\n        ↓\n\"epochs\":10\n")
    expect("dataset:\n      ↓\n  name:mnist\n  train_limit: 100\n")
    expect("dataset:\n  train_limit: 100\n      ↓\n  name:mnist\n")
  }

  @Test("before brackets, and within them")
  func brackets() {
    expect("layers:\n         ↓\n  - dense:{units: 10}\n")
    expect("layers:\n         ↓\n  - dense:{units: 10, activation: softmax}\n  - flatten\n")
    expect("optimizer: {adam:{learning_rate: 0.1}}".marked(at: 16))
    expect("optimizer: {adam:[1]}".marked(at: 16))
    expect("dense: {units:10, activation: relu}".marked(at: 13))
    expect("dense: {units: 10, activation:relu}".marked(at: 29))
    expect("optimizer: adam:{learning_rate: 0.1, beta_1: 0.9}".marked(at: 15))
  }

  @Test("after the '-' of an entry")
  func dashes() {
    expect("layers:\n  ↓\n  -dense: {units: 10}\n")
    expect("layers:\n  ↓\n  -flatten\n  ↓\n  -dense: {units: 10}\n")
    expect("layers:\n  - dense: {units: 10}\n  ↓\n  -dense: {units: 10}\n")
    expect("layers:\n  - flatten\n  ↓\n  -dense: {units: 10}\n")
    expect("layers:\n  ↓\n  -dense: {units: 10}\n  - flatten\n")
  }

  @Test("a text may lack spaces, and other problems have other messages")
  func text() {
    for text in ["a: b:c", "a: http://x/y", "a: 12:30", "a: -x", "a: b\n  c:d", "a: |\n  b:c\n  -d", "a: 'b:c'"] {
      #expect(problems(Array(text.utf8)).list == nil)
    }
    for text in ["a: http://x: y", "a: 12:30: 1", "a: b:c: d e: f"] {
      #expect(problems(Array(text.utf8)).list?.diagnostics.first?.problem.contains("':'") == true)
    }
    #expect(problems(Array("a: http://x: y".utf8)).list?.diagnostics.map(\.problem) == ["a ':' within a value"])
  }
}

extension String {
  /// A line with a mark above the character that is `offset` characters from its beginning.
  fileprivate func marked(at offset: Int) -> String { String(repeating: " ", count: offset) + "↓\n" + self }
}
