/// Characters that are written as two UTF-16 escapes, as JSON writes those beyond U+FFFF: `"\ud83d\ude80"`.
///
/// libyaml reads one escape at a time and refuses half a pair. So it is given `\u0000\u0000`, which has the same length,
/// and every place stays where it is; its texts then get the original characters back. Only libyaml knows what is within
/// quotes, and this way nothing else needs to. A NUL in the file itself is not lost: a text that has one is refused, and
/// keeps it here.
struct SurrogatePairs {
  private struct Pair {
    var offset: Int
    /// Nil for two zeros that were in the file.
    var character: Character?
    var written: ArraySlice<UInt8>
  }

  private static let length = 12
  private static let hidden = Array("\\u0000\\u0000".utf8)
  private let pairs: [Pair]
  /// The index of the first pair not restored yet: texts come in the order of the file.
  private var next = 0

  init(in bytes: ArraySlice<UInt8>) {
    var pairs: [Pair] = []
    var offset = bytes.startIndex
    while let backslash = bytes[offset...].firstIndex(of: UInt8(ascii: "\\")) {
      if let pair = Self.pair(in: bytes, at: backslash) {
        pairs.append(pair)
        offset = backslash + Self.length
      } else {
        // A backslash escapes the next character, including another backslash.
        offset = min(backslash + 2, bytes.endIndex)
      }
    }
    self.pairs = pairs
  }

  /// The bytes with zeros in place of the pairs.
  func hidden(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    for pair in pairs {
      for (index, byte) in Self.hidden.enumerated() { bytes[pair.offset + index] = byte }
    }
    return bytes
  }

  /// A text from libyaml, at `range` of the bytes, with the pairs restored.
  ///
  /// - Parameter isDecoded: whether escapes have a meaning in it, as in double quotes.
  mutating func restored(_ text: some Collection<UInt8>, from range: Range<Int>, isDecoded: Bool) -> String {
    while next < pairs.count, pairs[next].offset < range.lowerBound { next += 1 }
    let first = next
    while next < pairs.count, pairs[next].offset < range.upperBound { next += 1 }
    let pairs = pairs[first..<next]
    if pairs.isEmpty { return String(decoding: text, as: UTF8.self) }
    return isDecoded ? Self.decoded(Array(text), pairs) : Self.literal(Array(text), pairs)
  }

  private static func decoded(_ text: [UInt8], _ pairs: ArraySlice<Pair>) -> String {
    var characters = pairs.compactMap(\.character).makeIterator()
    let isOnlyPairs = pairs.allSatisfy { $0.character != nil } && text.count(where: { $0 == 0 }) == 2 * pairs.count
    guard isOnlyPairs else { return String(decoding: text, as: UTF8.self) }
    var restored: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == 0, let character = characters.next() {
        restored += character.utf8
        index += 2
      } else {
        restored.append(text[index])
        index += 1
      }
    }
    return String(decoding: restored, as: UTF8.self)
  }

  /// Folded lines and doubled quotes change no backslashes, so the zeros are in the text as they were in the bytes. Only a
  /// comment after `|` is not part of the text, and it comes before it.
  private static func literal(_ text: [UInt8], _ pairs: ArraySlice<Pair>) -> String {
    var text = text[...]
    let places = SurrogatePairs(in: text).pairs
    for (hidden, pair) in zip(places, pairs.suffix(places.count)) {
      text.replaceSubrange(hidden.offset..<hidden.offset + length, with: pair.written)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func pair(in bytes: ArraySlice<UInt8>, at offset: Int) -> Pair? {
    let written = bytes[offset...].prefix(length)
    guard let high = unit(written.prefix(6)), let low = unit(written.dropFirst(6)) else { return nil }
    if high == 0, low == 0 { return Pair(offset: offset, character: nil, written: written) }
    guard UTF16.isLeadSurrogate(high), UTF16.isTrailSurrogate(low) else { return nil }
    return Pair(offset: offset, character: String(decoding: [high, low], as: UTF16.self).first, written: written)
  }

  /// The number written as `\u` and four digits.
  private static func unit(_ escape: ArraySlice<UInt8>) -> UInt16? {
    guard escape.count == 6, escape.starts(with: "\\u".utf8), escape.dropFirst(2).allSatisfy(isHexadecimal) else {
      return nil
    }
    return UInt16(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }
}
