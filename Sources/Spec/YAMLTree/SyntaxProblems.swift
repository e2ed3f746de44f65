import Diagnostics
import Text

/// Reports libyaml's problem in plain words, at the place where a person would look.
func report(_ problem: EventReader.Problem, in source: SourceText, _ collector: DiagnosticCollector) {
  let slips = slips(behind: problem, in: source)
  for slip in slips { collector.report(slip, in: source, path: "") }
  guard slips.isEmpty else { return }
  let (offset, words) = explanation(of: problem, in: source)
  collector.report(in: source, at: offset..<offset + 1, words.problem, hint: words.hint)
}

private typealias Words = (problem: String, hint: String)
private typealias Explanation = (offset: Int, words: Words)

private func explanation(of problem: EventReader.Problem, in source: SourceText) -> Explanation {
  let offset = problem.offset
  switch (problem.problem, problem.context) {
  case ("mapping values are not allowed in this context", _): return strayColon(at: offset, in: source)
  case ("could not find expected ':'", _): return (problem.contextOffset, noColon)
  case ("did not find expected ',' or '}'", _):
    if let key = bracketedKey(at: offset, in: source) {
      return (offset, ("a '[' within a key", "quote a key with brackets: \"\(key)\": …"))
    }
    return openBracket("{", "}", problem, in: source)
  case ("did not find expected ',' or ']'", _): return openBracket("[", "]", problem, in: source)
  case (_, "while scanning a quoted scalar") where problem.problem.contains("end of stream"):
    return (problem.contextOffset, ("the quote is never closed", "add the closing quote"))
  case ("found invalid Unicode character escape code", _), ("did not find expected hexdecimal number", _):
    // libyaml points after the letter of the escape.
    return (offset - 2, escapeWords(source.bytes[(offset - 2)...].prefix(10)))
  case (let text, _) where text.contains("tab character") || text.contains("cannot start any token"):
    return (offset, unexpected(at: offset, in: source))
  default: return (offset, otherWords(problem.problem, problem.context))
  }
}

private let noColon = ("no ':' after the key", "write 'key: value'; lists need '- ' before each entry")

private func strayColon(at offset: Int, in source: SourceText) -> Explanation {
  guard let start = keyStart(before: offset, in: source) else {
    return (offset, ("a ':' within a value", "text with ': ' in it needs quotes"))
  }
  if let bare = bareKey(above: start, in: source) { return (bare, noColon) }
  return (
    start, ("this is indented further than the line above allows", "begin keys that belong together in one column")
  )
}

private func openBracket(
  _ opening: String, _ closing: String, _ problem: EventReader.Problem, in source: SourceText
) -> Explanation {
  let (start, offset) = (problem.contextOffset, problem.offset)
  let line = source.lineNumber(of: start)
  // A line indented no further than the bracket's begins something else.
  let isNeverClosed =
    offset >= source.bytes.count
    || (source.lineNumber(of: offset) > line
      && indentation(at: offset, in: source) <= indentation(at: start, in: source))
  if isNeverClosed { return (start, ("'\(opening)' is never closed", "add the '\(closing)'")) }
  return (offset, ("a ',' or '\(closing)' is missing before this", "the '\(opening)' is on line \(line)"))
}

/// Wording for the problems that libyaml finds where a person would look. All its messages are in the `_error` calls of its
/// scanner.c and parser.c; those of reader.c are found earlier (`checkBytes`).
private func otherWords(_ problem: String, _ context: String) -> Words {
  switch (problem, context) {
  case ("out of memory", ""): ("there is too little memory to read this", "end other programs and try again")
  case ("did not find expected key", _), ("did not find expected '-' indicator", _):
    ("this does not line up with the lines above", "entries that belong together begin in the same column")
  case ("found unknown escape character", _):
    ("an unknown escape in a quoted text", "write '\\\\' for a backslash, or use single quotes")
  case ("found unexpected document indicator", _):
    ("a line of '---' or '...' within quotes", "close the quote above it, or indent the line")
  case _ where problem.contains("entries are not allowed"):
    ("a list entry where none can stand", "begin the list on a line of its own")
  case ("mapping keys are not allowed in this context", _):
    ("a '?' where no key can begin", "text that begins with '? ' needs quotes")
  case ("did not find expected node content", _):
    ("a value is missing here", "write a value, or remove the comma or bracket")
  case ("did not find expected <document start>", _):
    ("more text after the end of the spec", "remove it, or check its indentation")
  case (_, "while scanning a block scalar"):
    ("this can't stand behind '|' or '>'", "begin the text on the next line, or put it in quotes")
  case _ where (problem + context).lowercased().contains("directive") || problem.contains("incompatible"):
    ("a directive that is not understood", "text that begins with '%' needs quotes")
  case _ where context.contains("anchor"):
    ("an anchor", "remove it; 'extends' shares values between files")
  case _ where context.contains("alias"):
    ("an alias", "text that begins with '*' needs quotes")
  case _ where (problem + context).contains("tag"):
    ("a tag", "remove it; text that begins with '!' needs quotes")
  default: (problem.isEmpty ? "this is not YAML" : problem, "check the line and the one above")
  }
}

/// Wording for an escape that does not stand for a character.
private func escapeWords(_ escape: ArraySlice<UInt8>) -> Words {
  let letter = String(decoding: escape.prefix(2), as: UTF8.self)
  let count = ["\\x": 2, "\\u": 4][letter] ?? 8
  let digits = String(decoding: escape.dropFirst(2).prefix(count), as: UTF8.self)
  guard digits.count == count, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
    let problem = "'\(letter)' without its \(count) hexadecimal digits"
    return (problem, "write '\\\\' for a backslash, or use single quotes")
  }
  return value > 0x10FFFF
    ? ("\(letter)\(digits) is no character", "the last one is \\U0010FFFF")
    : ("\(letter)\(digits) is half of a character", "write both halves, as in \\ud83d\\ude80, or the character itself")
}

private func unexpected(at offset: Int, in source: SourceText) -> Words {
  guard offset < source.bytes.count, source.bytes[offset] != UInt8(ascii: "\t") else {
    return ("a tab where only spaces can stand", tabHint(lineWords(at: offset, in: source)))
  }
  let character = String(decoding: [source.bytes[offset]], as: UTF8.self)
  return ("a value that begins with \(quoted(character))", "put it in quotes")
}

/// A line that looks blank needs no indentation.
private func tabHint(_ line: ArraySlice<UInt8>) -> String {
  guard line.trimmed.isEmpty else { return "indent with spaces" }
  let tabs = line.count { $0 == UInt8(ascii: "\t") }
  return "remove the \(tabs == 1 ? "tab" : "tabs"): the line is otherwise blank"
}
