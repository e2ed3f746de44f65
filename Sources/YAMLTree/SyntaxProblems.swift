import Diagnostics

/// Reports what libyaml stumbled over, in plain words and where a person would look for it.
func report(_ problem: EventReader.Problem, in source: SourceText, _ collector: DiagnosticCollector) {
  let slips = slips(behind: problem, in: source)
  for slip in slips { collector.report(slip, in: source, path: "") }
  guard slips.isEmpty else { return }

  var offset = problem.offset
  let byte = offset < source.bytes.count ? source.bytes[offset] : nil
  let words: Words

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
  case ("did not find expected ',' or '}'", _) where bracketedKey(at: offset, in: source) != nil:
    let key = bracketedKey(at: offset, in: source) ?? ""
    words = ("a '[' within a key", "quote a key with brackets: \"\(key)\": …")
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
  case ("found invalid Unicode character escape code", _), ("did not find expected hexdecimal number", _):
    // libyaml stands behind the letter of the escape.
    offset -= 2
    words = escapeWords(source.bytes[offset...].prefix(10))
  case (let text, _) where text.contains("tab character") || text.contains("cannot start any token"):
    words = unexpected(byte)
  default: words = otherWords(problem.problem, problem.context)
  }
  collector.report(in: source, at: offset..<offset + 1, words.problem, hint: words.hint)
}

private typealias Words = (problem: String, hint: String)

private let noColon = ("no ':' after the key", "write 'key: value'; lists need '- ' before each entry")

/// Words for the problems that libyaml finds where a person would look. All that it has to say is in the `_error` calls of its
/// scanner.c and parser.c; those of reader.c are found before (`checkBytes`).
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

/// Words for an escape that stands for no character.
private func escapeWords(_ escape: ArraySlice<UInt8>) -> Words {
  let text = String(decoding: escape, as: UTF8.self)
  let digits = text.dropFirst(2).prefix(text.hasPrefix("\\x") ? 2 : text.hasPrefix("\\u") ? 4 : 8)
  let count = text.hasPrefix("\\x") ? 2 : text.hasPrefix("\\u") ? 4 : 8
  guard digits.count == count, digits.allSatisfy(\.isHexDigit) else {
    return (
      "'\(text.prefix(2))' without its \(count) hexadecimal digits",
      "write '\\\\' for a backslash, or use single quotes"
    )
  }
  let written = text.prefix(2 + count)
  return UInt32(digits, radix: 16).map { $0 > 0x10FFFF } ?? true
    ? ("\(written) is no character", "the last one is \\U0010FFFF")
    : ("\(written) is half of a character", "write both halves, as in \\ud83d\\ude80, or the character itself")
}

private func unexpected(_ byte: UInt8?) -> Words {
  guard let byte, byte != UInt8(ascii: "\t") else {
    return ("a tab where only spaces can stand", "indent with spaces")
  }
  let character = String(decoding: [byte], as: UTF8.self)
  return ("a value that begins with \(quoted(character))", "put it in quotes")
}

// MARK: Slips

/// The slips that lead to a problem. libyaml finds it on the line itself, or below.
private func slips(behind problem: EventReader.Problem, in source: SourceText) -> [Slip] {
  let offset = problem.offset
  switch problem.problem {
  case "mapping values are not allowed in this context":
    let start = keyStart(before: offset, in: source)
    let own = start == nil ? valueSlip(in: source, at: offset) : nil
    return slipsAbove(offset, in: source) + [keySlip(in: source, at: offset) ?? own].compactMap(\.self)
  case "could not find expected ':'":
    return [keySlip(in: source, at: problem.contextOffset)].compactMap(\.self)
  case "did not find expected key", "did not find expected '-' indicator":
    return [keySlip(in: source, at: offset)].compactMap(\.self)
  case "found unexpected ':'": return [missing(":", at: offset)]
  case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
    return [markSlip(in: source, problem.contextOffset..<offset)].compactMap(\.self)
  default: return []
  }
}

/// Of the lines right above that have one: with the line below them they are one text for libyaml.
private func slipsAbove(_ offset: Int, in source: SourceText) -> [Slip] {
  var slips: [Slip] = []
  var start = lineStart(of: offset, in: source)
  while start > 0, let above = wordsAbove(start, in: source), let slip = keySlip(in: source, at: above.startIndex) {
    slips.append(slip)
    start = lineStart(of: above.startIndex, in: source)
  }
  return slips.reversed()
}

/// In the first word of a line, where a key or the dash of an entry belongs.
private func keySlip(in source: SourceText, at offset: Int) -> Slip? {
  let text = entry(in: source, at: offset)
  let word = text.prefix { $0 > 0x20 }
  return firstLookAlike(in: source, word.startIndex..<word.endIndex) ?? missingSpace(in: source, text)
}

/// In the value on a line: what it seems to begin with, a quote perhaps, or another key.
private func valueSlip(in source: SourceText, at offset: Int) -> Slip? {
  let value = entry(in: source, at: offset).drop { $0 > 0x20 }.trimmed
  let word = value.prefix { $0 > 0x20 }
  guard let lookAlike = firstLookAlike(in: source, word.startIndex..<word.endIndex),
    lookAlike.range.lowerBound == word.startIndex
  else { return missingSpace(in: source, value) }
  return lookAlike
}

/// What seems to be a comma or a bracket, on the last line of a collection or on its first.
private func markSlip(in source: SourceText, _ range: Range<Int>) -> Slip? {
  let lines = [lineStart(of: range.upperBound, in: source), range.lowerBound]
  for start in lines {
    let line = source.bytes[max(start, range.lowerBound)...].prefix { !isLineEnd($0) }
    let slip = firstLookAlike(in: source, line.startIndex..<line.endIndex)
    if case .mark? = slip?.kind { return slip }
  }
  return nil
}

// MARK: Lines

/// The key within braces whose '[' is at `offset`, such as `layers[1].dense.units`; nil where none is before a ':'.
private func bracketedKey(at offset: Int, in source: SourceText) -> String? {
  let bytes = source.bytes
  guard offset < bytes.count, bytes[offset] == UInt8(ascii: "[") else { return nil }
  func isOutside(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "{") }
  let start = bytes[..<offset].lastIndex(where: isOutside).map { $0 + 1 } ?? 0
  let key = bytes[start...].prefix { !isOutside($0) && $0 != UInt8(ascii: ":") }
  guard start < offset, key.endIndex < bytes.count, bytes[key.endIndex] == UInt8(ascii: ":"), key.count <= 100 else {
    return nil
  }
  return String(decoding: key, as: UTF8.self)
}

/// The line of `offset` without its indentation and the dashes of entries.
private func entry(in source: SourceText, at offset: Int) -> ArraySlice<UInt8> {
  var line = source.bytes[lineStart(of: offset, in: source)...].prefix { !isLineEnd($0) }.trimmed
  while line.starts(with: "- ".utf8) { line = line.dropFirst(2).trimmed }
  return line
}

/// The nearest line above the one that begins at `start` that is not empty and no comment.
private func wordsAbove(_ start: Int, in source: SourceText) -> ArraySlice<UInt8>? {
  var start = start
  while start > 0 {
    let end = start - 1
    start = lineStart(of: end, in: source)
    let line = source.bytes[start..<end]
    if let first = line.firstIndex(where: { $0 > 0x20 }), line[first] != UInt8(ascii: "#") { return line[first...] }
  }
  return nil
}

/// The beginning of the line above the one at `offset`, where that line is only words: libyaml reads both as one text.
private func bareKey(above offset: Int, in source: SourceText) -> Int? {
  guard let line = wordsAbove(lineStart(of: offset, in: source), in: source) else { return nil }
  let isEntry = line.first == UInt8(ascii: "-")
  return isEntry || line.contains(UInt8(ascii: ":")) ? nil : line.startIndex
}

private func lineStart(of offset: Int, in source: SourceText) -> Int {
  (source.bytes[..<offset].lastIndex(where: isLineEnd) ?? -1) + 1
}

private func indentation(at offset: Int, in source: SourceText) -> Int {
  source.bytes[lineStart(of: offset, in: source)...].prefix { $0 == 0x20 }.count
}

/// The first character of the line, when the key before the `:` at `offset` is the only one on the line.
private func keyStart(before offset: Int, in source: SourceText) -> Int? {
  let before = source.bytes[lineStart(of: offset, in: source)..<offset]
  return before.contains(UInt8(ascii: ":")) ? nil : before.firstIndex { $0 > 0x20 }
}
