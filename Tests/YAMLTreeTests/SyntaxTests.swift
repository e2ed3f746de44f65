import Testing

@Suite("Syntax errors are explained in plain words, at the place where a person would look")
struct SyntaxTests {
  @Test("a tab as indentation")
  func tab() {
    expect(
      "layers:\n↓\n\t- flatten",
      """
      spec.yaml:2:1: error: a tab where only spaces can stand
        \t- flatten
        ^ indent with spaces
      """)
  }

  @Test("a key indented further than its neighbours")
  func indentation() {
    expect(
      """
      name: x
        ↓
        dataset: mnist
      """,
      """
      spec.yaml:2:3: error: this is indented further than the line above allows
          dataset: mnist
          ^ begin keys that belong together in one column
      """)
    expect(
      """
      dataset:
          name: mnist
        ↓
        train_limit: 3
      """,
      """
      spec.yaml:3:3: error: this does not line up with the lines above
          train_limit: 3
          ^ entries that belong together begin in the same column
      """)
  }

  @Test("a colon within a text")
  func colon() {
    expect(
      """
                    ↓
      description: a: b
      """,
      """
      spec.yaml:1:15: error: a ':' within a value
        description: a: b
                      ^ text with ': ' in it needs quotes
      """)
  }

  @Test("a key without its colon")
  func missingColon() {
    expect(
      """
      name: x
      ↓
      dataset mnist
      seed: 1
      """,
      """
      spec.yaml:2:1: error: no ':' after the key
        dataset mnist
        ^ write 'key: value'; lists need '- ' before each entry
      """)
  }

  @Test("unclosed brackets and quotes")
  func unclosed() {
    expect(
      """
                 ↓
      optimizer: {adam: {epsilon: 0}
      """,
      """
      spec.yaml:1:12: error: '{' is never closed
        optimizer: {adam: {epsilon: 0}
                   ^ add the '}'
      """)
    expect(
      """
               ↓
      metrics: [accuracy
      loss: mse
      """,
      """
      spec.yaml:1:10: error: '[' is never closed
        metrics: [accuracy
                 ^ add the ']'
      """)
    expect(
      """
      metrics: [accuracy,
            ↓
        "a" b]
      """,
      """
      spec.yaml:2:7: error: a ',' or ']' is missing before this
          "a" b]
              ^ the '[' is on line 1
      """)
    expect(
      """
            ↓
      name: "abc
      loss: mse
      """,
      """
      spec.yaml:1:7: error: the quote is never closed
        name: "abc
              ^ add the closing quote
      """)
  }

  @Test("a colon that is missing on the line above")
  func noColonAbove() {
    expect(
      """
      dataset:
        ↓
        name mnist
        train_limit: 100
      """,
      """
      spec.yaml:2:3: error: no ':' after the key
          name mnist
          ^ write 'key: value'; lists need '- ' before each entry
      """)
  }

  @Test("a value that begins with a character YAML keeps for itself")
  func reserved() {
    expect(
      """
            ↓
      name: @x
      """,
      """
      spec.yaml:1:7: error: a value that begins with '@'
        name: @x
              ^ put it in quotes
      """)
  }

  @Test("an unknown escape")
  func escape() {
    expect(
      #"""
                          ↓
      initial_weights: "C:\data"
      """#,
      #"""
      spec.yaml:1:21: error: an unknown escape in a quoted text
        initial_weights: "C:\data"
                            ^ write '\\' for a backslash, or use single quotes
      """#)
  }

  @Test("a missing value")
  func missingValue() {
    expect(
      """
                  ↓
      optimizer: {, adam}
      """,
      """
      spec.yaml:1:13: error: a value is missing here
        optimizer: {, adam}
                    ^ write a value, or remove the comma or bracket
      """)
  }

  @Test("text after the end")
  func trailingText() {
    expect(
      """
      name: x
      ...
      ↓
      foo
      """,
      """
      spec.yaml:3:1: error: more text after the end of the spec
        foo
        ^ remove it, or check its indentation
      """)
  }

  /// Each message that libyaml's scanner.c and parser.c have, with a text that causes it.
  ///
  /// Not among them: the reader's messages, since it is preceded by our own checks; `<stream-start>`, which libyaml
  /// itself writes; the nesting limit of newer versions, since ours is lower.
  static let problems: [(text: String, problem: String)] = [
    ("a: @x", "a value that begins with '@'"), ("[|]", "a value that begins with '|'"),
    ("a: 1\nb\nc: 2", "no ':' after the key"), ("a: - b", "a list entry where none can stand"),
    ("a: ? b", "a '?' where no key can begin"), ("a: b: c", "a ':' within a value"),
    ("%FOO\n--- a", "a directive that is not understood"), ("%YAML 1.1 x\n--- a", "a directive that is not understood"),
    ("% \n--- a", "a directive that is not understood"), ("%A*\n--- a", "a directive that is not understood"),
    ("%YAML x\n--- a", "a directive that is not understood"),
    ("%YAML 1.1234567890\n--- a", "a directive that is not understood"),
    ("%YAML 1.\n--- a", "a directive that is not understood"),
    ("%YAML 2.0\n--- a", "a directive that is not understood"),
    ("%YAML 1.1\n%YAML 1.1\n--- a", "a directive that is not understood"),
    ("%TAG !\n--- a", "a directive that is not understood"),
    ("%TAG ! x\"\n--- a", "a directive that is not understood"),
    ("%TAG a\n--- a", "a directive that is not understood"), ("%TAG !a b\n--- a", "a directive that is not understood"),
    ("%TAG ! x\n%TAG ! x\n--- a", "a directive that is not understood"),
    ("a: &", "an anchor"), ("a: *", "an alias"),
    ("a: !<x", "a tag"), ("a: !<>", "a tag"), ("a: !x\"", "a tag"), ("a: !x!y 1", "a tag"), ("a: !%GG", "a tag"),
    ("a: !%FF", "a tag"), ("a: !%C3%00", "a tag"),
    ("a: |0", "this can't stand behind '|' or '>'"), ("a: >+0", "this can't stand behind '|' or '>'"),
    ("a: |x", "this can't stand behind '|' or '>'"), ("a: |\n\tb", "a tab where only spaces can stand"),
    ("a: \"b\n---\nc\"", "a line of '---' or '...' within quotes"), ("a: 'b", "the quote is never closed"),
    ("a: \"\\q\"", "an unknown escape in a quoted text"), ("a: \"\\xZZ\"", "'\\x' without its 2 hexadecimal digits"),
    ("a: \"\\ud800\"", "\\ud800 is half of a character"), ("{a:}", "a ':' without a space after it"),
    ("a:\n  b\n\tc", "a tab where only spaces can stand"),
    ("a: 1\n...\nb", "more text after the end of the spec"), ("a: [,]", "a value is missing here"),
    ("- a\nb: 1", "this does not line up with the lines above"),
    ("a:\n  - b\n  c: 1", "this does not line up with the lines above"),
    ("[a b", "'[' is never closed"), ("{a: \"b\" c}", "a ',' or '}' is missing before this"),
    ("[\"b\" c]", "a ',' or ']' is missing before this"),
  ]

  @Test("each of libyaml's problems is put in plain words, and says what to do", arguments: problems)
  func everyProblem(text: String, problem: String) {
    let diagnostics = YAMLTreeTests.problems(Array(text.utf8)).list?.diagnostics ?? []
    #expect(diagnostics.map(\.problem) == [problem])
    #expect(diagnostics.allSatisfy { $0.hint?.contains("the line and the one above") == false })
  }
}
