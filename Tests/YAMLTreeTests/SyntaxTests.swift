import Testing

@Suite("Syntax errors are told in plain words, at the place where a person would look")
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

  @Test("brackets and quotes that nobody closes")
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

  @Test("text behind the end")
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
}
