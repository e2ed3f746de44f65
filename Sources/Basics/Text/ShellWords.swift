/// Why a text is not a list of words.
package struct ShellWordsProblem: Error {
  package let problem: String

  package init(problem: String) { self.problem = problem }
}

/// The words of a text as a POSIX shell splits them: at blanks, with quotes and backslashes (2.2 of the Shell Command Language).
///
/// Not the C library's `wordexp`: it refuses `|` and `&`, which occur in `--constraint=a|b`, and expands the brackets
/// of `--nodelist=node[1-4]` against the files in the working directory. Nothing is expanded here.
package func shellWords(_ text: String) throws(ShellWordsProblem) -> [String] {
  var words: [String] = []
  /// nil between two words.
  var word: String?
  var rest = Substring(text)
  while let character = rest.popFirst() {
    switch character {
    case " ", "\t", "\n":
      if let word { words.append(word) }
      word = nil
    case "'":
      guard let end = rest.firstIndex(of: "'") else { throw ShellWordsProblem(problem: "a ' is not closed") }
      word = (word ?? "") + rest[..<end]
      rest = rest[rest.index(after: end)...]
    case "\"":
      word = try (word ?? "") + doubleQuoted(&rest)
    case "\\":
      guard let next = rest.popFirst() else { throw ShellWordsProblem(problem: "nothing follows the \\ at the end") }
      // A backslash removes a line's end.
      if next != "\n" { word = (word ?? "") + String(next) }
    default:
      word = (word ?? "") + String(character)
    }
  }
  return words + [word].compactMap(\.self)
}

/// The text up to the closing quote. A backslash only escapes those characters that would have a meaning here.
private func doubleQuoted(_ rest: inout Substring) throws(ShellWordsProblem) -> String {
  var text = ""
  while let character = rest.popFirst() {
    switch character {
    case "\"": return text
    case "\\":
      guard let next = rest.popFirst() else { break }
      if !"$`\"\\\n".contains(next) { text.append("\\") }
      if next != "\n" { text.append(next) }
    default: text.append(character)
    }
  }
  throw ShellWordsProblem(problem: "a \" is not closed")
}

/// The text as one word for a shell, whatever it contains.
package func shellQuoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

/// The text as a shell needs it: in quotes only if it contains special characters.
package func shellWord(_ text: String) -> String {
  text.wholeMatch(of: /[A-Za-z0-9_.,:=\/+@%-]+/) == nil ? shellQuoted(text) : text
}
