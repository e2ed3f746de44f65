public import Diagnostics
import Text

/// Something that keeps a text from being what it looks like: a look-alike character, or a missing space.
public struct Slip: Equatable, Sendable {
  public var range: Range<Int>
  public var problem: String
  public var hint: String
  /// Nil for a missing space.
  var kind: LookAlike.Kind?
}

extension YAMLNode {
  /// A look-alike in a scalar where a key, a word, a number or a name belongs; an escaped character is not a slip.
  public var lookAlike: Slip? {
    if case .scalar = content { firstLookAlike(in: source, range) } else { nil }
  }

  /// The slips in a scalar where a key or a collection belongs: a line that lacks its space is a text in YAML.
  public var slips: [Slip] {
    guard case .scalar(let text, let isPlain) = content else { return [] }
    // Called for every key; most cannot have any.
    if text.utf8.allSatisfy({ $0 < 0x80 && !":-{".utf8.contains($0) }) { return [] }
    if let lookAlike { return [lookAlike] }
    guard isPlain, range.upperBound <= source.bytes.count else { return [] }
    return source.bytes[range].split(whereSeparator: isLineEnd).compactMap {
      missingSpace(in: source, $0.trimmed)
    }
  }
}

extension DiagnosticCollector {
  public func report(_ slip: Slip, in source: SourceText, path: String) {
    report(in: source, at: slip.range, path: path, slip.problem, hint: slip.hint)
  }

  /// Reports the slips in a text that is neither a key nor a collection.
  ///
  /// - Returns: whether there are any.
  public func reportSlips(in node: YAMLNode, path: String) -> Bool {
    let slips = node.slips
    for slip in slips { report(slip, in: node.source, path: path) }
    return !slips.isEmpty
  }
}

/// The first look-alike among some bytes, which begin and end at character boundaries.
///
/// A letter of another script is one only if it is alone among Latin letters: a word in that script is not a slip.
func firstLookAlike(in source: SourceText, _ range: Range<Int>) -> Slip? {
  var letter: Slip?
  var isForeign = false
  var offset = range.lowerBound
  // Anything longer is not a word, whatever it contains.
  let end = min(range.upperBound, source.bytes.count, range.lowerBound + 1000)
  while offset < end, let (scalar, length) = scalar(in: source.bytes, at: offset) {
    defer { offset += length }
    if scalar.isASCII { continue }
    guard let found = LookAlike(scalar) else {
      isForeign = true
      continue
    }
    let slip = slip(found, at: offset..<offset + length, in: source, range)
    guard case .letter = found.kind else { return slip }
    letter = letter ?? slip
  }
  return isForeign ? nil : letter
}

private func slip(_ found: LookAlike, at place: Range<Int>, in source: SourceText, _ text: Range<Int>) -> Slip {
  let isUnseen = [.space, .invisible].contains(found.kind)
  let before = words(source.bytes[text.lowerBound..<place.lowerBound].suffix(200)).last ?? ""
  let after =
    words(source.bytes[place.upperBound..<text.upperBound].prefix(200)).first { !isUnseen || !$0.isEmpty } ?? ""
  let surroundings =
    switch (isUnseen, before.isEmpty, after.isEmpty) {
    case (false, _, _): ", in \(quoted(before + String(found.scalar) + after))"
    case (true, _, false): ", before \(quoted(after))"
    case (true, false, true): ", after \(quoted(before))"
    case (true, true, true): ""
    }
  return Slip(
    range: place, problem: found.scalar.title + surroundings, hint: found.hint(isLast: after.isEmpty), kind: found.kind)
}

/// The parts between spaces of any kind; they may be empty.
private func words(_ bytes: ArraySlice<UInt8>) -> [String] {
  String(decoding: bytes, as: UTF8.self).unicodeScalars.split(omittingEmptySubsequences: false) {
    $0.properties.isWhitespace || [.space, .invisible].contains(LookAlike($0)?.kind)
  }.map(String.init)
}

/// `-dense` for `- dense`, `epochs:10`, `dense:{units: 10}` or `dense {units: 10}` for a key and its value, at the beginning of a
/// text.
///
/// A number may begin with `-`, and an address has `//` after its colon.
func missingSpace(in source: SourceText, _ text: ArraySlice<UInt8>) -> Slip? {
  guard let first = text.first else { return nil }
  let second = text.dropFirst().first
  if first == UInt8(ascii: "-"), let second, isLetter(second) || "\"'[{".utf8.contains(second) {
    return missing("-", at: text.startIndex)
  }
  guard let colon = keyEnd(text) else { return nil }
  let value = text[colon...].trimmed
  if value.startIndex > colon, value.first == UInt8(ascii: "{") {
    let key = String(decoding: text[..<colon], as: UTF8.self)
    return Slip(
      range: value.startIndex..<value.startIndex + 1, problem: "no ':' before the '{'", hint: "write \(key): {…}")
  }
  guard text[colon] == UInt8(ascii: ":"), let next = text[(colon + 1)...].first,
    next > 0x20, !"/\\:".utf8.contains(next)
  else { return nil }
  return missing(":", at: colon)
}

func missing(_ mark: String, at offset: Int) -> Slip {
  Slip(
    range: offset..<offset + 1, problem: "a '\(mark)' without a space after it",
    hint: "write a space after the '\(mark)'")
}

/// The end of the word, or of the quoted text, with which `text` begins; nil if the whole text is that word.
private func keyEnd(_ text: ArraySlice<UInt8>) -> Int? {
  guard let first = text.first else { return nil }
  if "\"'".utf8.contains(first) {
    return text.dropFirst().firstIndex(of: first).flatMap { $0 + 1 < text.endIndex ? $0 + 1 : nil }
  }
  guard isLetter(first) else { return nil }
  return text.firstIndex { !isLetter($0) && !(0x30...0x39).contains($0) && !".[]".utf8.contains($0) }
}

private func isLetter(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

extension ArraySlice<UInt8> {
  /// Without leading blanks.
  var trimmed: ArraySlice<UInt8> { drop { $0 == 0x20 || $0 == 0x09 } }
}
