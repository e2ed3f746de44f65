import Diagnostics

/// A value that the comma within it divides, because it stands between braces: `{rate: 0,5}` is `rate: 0` and a key `5`,
/// `{kernel_size: (3, 3)}` is `kernel_size: (3` and a key `3)`.
struct CommaWithin {
  /// Of the whole value.
  let range: Range<Int>
  let problem: String
  let hint: String

  /// - Parameters:
  ///   - first: the value before the comma.
  ///   - key: what follows it, and has itself no value.
  init?(_ first: YAMLNode, _ key: YAMLNode, _ value: YAMLNode) {
    guard case .scalar(let start, isPlain: true) = first.content, case .scalar(let end, isPlain: true) = key.content,
      value.isNull, !start.isEmpty
    else { return nil }
    let bytes = first.source.bytes
    if start.hasPrefix("(") {
      let rest = bytes[first.range.lowerBound...].prefix(100)
      guard let close = rest.firstIndex(of: UInt8(ascii: ")")) else { return nil }
      range = first.range.lowerBound..<close + 1
      let elements = String(decoding: bytes[first.range.lowerBound + 1..<close], as: UTF8.self)
      (problem, hint) = ("a list in parentheses", "a list has brackets: write [\(elements)]")
    } else {
      let digits = start.hasPrefix("-") ? start.dropFirst() : start[...]
      // With a space it separates.
      guard first.range.upperBound + 1 == key.range.lowerBound, digits.utf8.allSatisfy(isDigit),
        end.wholeMatch(of: /[0-9]+(?:[eE][-+]?[0-9]+)?/) != nil
      else { return nil }
      range = first.range.lowerBound..<key.range.upperBound
      (problem, hint) = ("a comma within a number", "the decimal mark is a point: write \(start).\(end)")
    }
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
