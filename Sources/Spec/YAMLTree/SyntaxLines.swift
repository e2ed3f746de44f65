import Diagnostics

// What the lines around a syntax problem reveal: libyaml often finds it below the wrong line.

/// The slips that cause a problem. libyaml finds it on the same line, or below.
func slips(behind problem: EventReader.Problem, in source: SourceText) -> [Slip] {
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

/// The slips of the lines directly above: together with the line below them they are one text to libyaml.
private func slipsAbove(_ offset: Int, in source: SourceText) -> [Slip] {
  var slips: [Slip] = []
  var start = lineStart(of: offset, in: source)
  while start > 0, let above = wordsAbove(start, in: source), let slip = keySlip(in: source, at: above.startIndex) {
    slips.append(slip)
    start = lineStart(of: above.startIndex, in: source)
  }
  return slips.reversed()
}

/// In the first word of a line, where a key or a list entry's dash belongs.
private func keySlip(in source: SourceText, at offset: Int) -> Slip? {
  let text = entry(in: source, at: offset)
  let word = text.prefix { $0 > 0x20 }
  return firstLookAlike(in: source, word.startIndex..<word.endIndex) ?? missingSpace(in: source, text)
}

/// In the value on a line: in what it seems to begin with, perhaps a quote or another key.
private func valueSlip(in source: SourceText, at offset: Int) -> Slip? {
  let value = entry(in: source, at: offset).drop { $0 > 0x20 }.trimmed
  let word = value.prefix { $0 > 0x20 }
  guard let lookAlike = firstLookAlike(in: source, word.startIndex..<word.endIndex),
    lookAlike.range.lowerBound == word.startIndex
  else { return missingSpace(in: source, value) }
  return lookAlike
}

/// In what seems to be a comma or a bracket, on the last or the first line of a collection.
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

/// The key within braces whose '[' is at `offset`, such as `layers[1].dense.units`; nil if there is none before a ':'.
func bracketedKey(at offset: Int, in source: SourceText) -> String? {
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

/// The line at `offset` without its indentation and list dashes.
private func entry(in source: SourceText, at offset: Int) -> ArraySlice<UInt8> {
  var line = lineWords(at: offset, in: source).trimmed
  while line.starts(with: "- ".utf8) { line = line.dropFirst(2).trimmed }
  return line
}

/// The nearest line above the one starting at `start` that is neither empty nor a comment.
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

/// The beginning of the line above the one at `offset`, if that line is only words: libyaml reads both as one text.
func bareKey(above offset: Int, in source: SourceText) -> Int? {
  guard let line = wordsAbove(lineStart(of: offset, in: source), in: source) else { return nil }
  let isEntry = line.first == UInt8(ascii: "-")
  return isEntry || line.contains(UInt8(ascii: ":")) ? nil : line.startIndex
}

/// The line at `offset`, without its end.
func lineWords(at offset: Int, in source: SourceText) -> ArraySlice<UInt8> {
  source.bytes[lineStart(of: offset, in: source)...].prefix { !isLineEnd($0) }
}

private func lineStart(of offset: Int, in source: SourceText) -> Int {
  (source.bytes[..<offset].lastIndex(where: isLineEnd) ?? -1) + 1
}

func indentation(at offset: Int, in source: SourceText) -> Int {
  source.bytes[lineStart(of: offset, in: source)...].prefix { $0 == 0x20 }.count
}

/// The first character of the line, if the key before the `:` at `offset` is the only one on it.
func keyStart(before offset: Int, in source: SourceText) -> Int? {
  let before = source.bytes[lineStart(of: offset, in: source)..<offset]
  return before.contains(UInt8(ascii: ":")) ? nil : before.firstIndex { $0 > 0x20 }
}
