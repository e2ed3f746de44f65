import Diagnostics

/// Reports what libyaml stumbled over, in plain words and where a person would look for it.
func report(_ problem: EventReader.Problem, in source: SourceText, _ collector: DiagnosticCollector) {
  var offset = problem.offset
  let byte = offset < source.bytes.count ? source.bytes[offset] : nil
  let words: (problem: String, hint: String)

  switch (problem.problem, problem.context) {
  case ("mapping values are not allowed in this context", _):
    if let start = keyStart(before: offset, in: source) {
      offset = start
      if let bare = bareKey(above: start, in: source) {
        offset = bare
        words = noColon
        break
      }
      words = ("this is indented further than the line above allows", "begin keys that belong together in one column")
    } else {
      words = ("a ':' within a value", "text with ': ' in it needs quotes")
    }
  case ("could not find expected ':'", _):
    offset = problem.contextOffset
    words = noColon
  case ("did not find expected key", _), ("did not find expected '-' indicator", _):
    words = ("this does not line up with the lines above", "entries that belong together begin in the same column")
  case ("did not find expected ',' or '}'", _), ("did not find expected ',' or ']'", _):
    let (opening, closing) = problem.problem.hasSuffix("'}'") ? ("{", "}") : ("[", "]")
    let line = source.lineNumber(of: problem.contextOffset)
    // A line that is indented no further than the bracket's begins something else.
    let isNeverClosed =
      byte == nil
      || (source.lineNumber(of: offset) > line
        && indentation(at: offset, in: source) <= indentation(at: problem.contextOffset, in: source))
    words =
      isNeverClosed
      ? ("'\(opening)' is never closed", "add the '\(closing)'")
      : ("a ',' or '\(closing)' is missing before this", "the '\(opening)' is on line \(line)")
    if isNeverClosed { offset = problem.contextOffset }
  case (_, "while scanning a quoted scalar") where problem.problem.contains("end of stream"):
    offset = problem.contextOffset
    words = ("the quote is never closed", "add the closing quote")
  case ("found unknown escape character", _):
    words = ("an unknown escape in a quoted text", "write '\\\\' for a backslash, or use single quotes")
  case (let text, _) where text.contains("tab character") || text.contains("cannot start any token"):
    words = unexpected(byte)
  case (let text, _) where text.contains("entries are not allowed"):
    words = ("a list entry where none can stand", "begin the list on a line of its own")
  case ("did not find expected node content", _):
    words = ("a value is missing here", "write a value, or remove the comma or bracket")
  case ("did not find expected <document start>", _):
    words = ("more text after the end of the spec", "remove it, or check its indentation")
  case (_, let context) where context.contains("anchor"):
    words = ("an anchor", "remove it; 'extends' shares values between files")
  case (_, let context) where context.contains("alias"):
    words = ("an alias", "text that begins with '*' needs quotes")
  case (let text, let context) where text.contains("tag") || context.contains("tag"):
    words = ("a tag", "remove it; text that begins with '!' needs quotes")
  case (let text, let context) where context.contains("directive") || text.contains("incompatible"):
    words = ("a directive that is not understood", "text that begins with '%' needs quotes")
  default:
    words = (problem.problem.isEmpty ? "this is not YAML" : problem.problem, "check the line and the one above")
  }
  collector.report(in: source, at: offset..<offset + 1, words.problem, hint: words.hint)
}

private let noColon = ("no ':' after the key", "write 'key: value'; lists need '- ' before each entry")

/// The beginning of the line above the one at `offset`, where that line is only words: libyaml reads both as one text.
private func bareKey(above offset: Int, in source: SourceText) -> Int? {
  var start = lineStart(of: offset, in: source)
  while start > 0 {
    let end = start - 1
    start = lineStart(of: end, in: source)
    let line = source.bytes[start..<end]
    guard let first = line.firstIndex(where: { $0 > 0x20 }), line[first] != UInt8(ascii: "#") else { continue }
    let isEntry = line[first] == UInt8(ascii: "-")
    return isEntry || line.contains(UInt8(ascii: ":")) ? nil : first
  }
  return nil
}

private func lineStart(of offset: Int, in source: SourceText) -> Int {
  (source.bytes[..<offset].lastIndex { $0 == 0x0A || $0 == 0x0D } ?? -1) + 1
}

private func indentation(at offset: Int, in source: SourceText) -> Int {
  source.bytes[lineStart(of: offset, in: source)...].prefix { $0 == 0x20 }.count
}

/// The first character of the line, when the key before the `:` at `offset` is the only one on the line.
private func keyStart(before offset: Int, in source: SourceText) -> Int? {
  let before = source.bytes[lineStart(of: offset, in: source)..<offset]
  return before.contains(UInt8(ascii: ":")) ? nil : before.firstIndex { $0 > 0x20 }
}

private func unexpected(_ byte: UInt8?) -> (problem: String, hint: String) {
  guard let byte, byte != UInt8(ascii: "\t") else {
    return ("a tab where only spaces can stand", "indent with spaces")
  }
  let character = String(decoding: [byte], as: UTF8.self)
  return ("a value that begins with \(quoted(character))", "put it in quotes")
}
