import Diagnostics

/// Checks where a source's text begins, and which of its bytes are not text.
///
/// Done before libyaml sees the bytes, because it gives no usable place for bad UTF-8.
func checkBytes(of source: SourceText, from start: Int, _ collector: DiagnosticCollector) -> Int? {
  let bytes = source.bytes
  guard bytes.count - start <= YAMLLimits.bytes else {
    collector.report(
      Diagnostic(
        file: source.name, problem: "the file is larger than 1 MB", hint: "is this the right file?"))
    return nil
  }
  let head = bytes[start...].prefix(4)
  if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) || isUTF16WithoutMark(head) {
    collector.report(
      Diagnostic(file: source.name, problem: "the text is UTF-16 or UTF-32", hint: "save the file as UTF-8"))
    return nil
  }
  let textStart = head.starts(with: [0xEF, 0xBB, 0xBF]) ? start + 3 : start
  guard let bad = firstBadText(in: bytes, from: textStart) else { return textStart }
  collector.report(in: source, at: bad.offset..<bad.offset + bad.length, bad.problem, hint: bad.hint)
  return nil
}

private func isUTF16WithoutMark(_ head: ArraySlice<UInt8>) -> Bool {
  let head = Array(head)
  return head.count == 4 && ((head[0] == 0) != (head[1] == 0)) && (head[0] == 0) == (head[2] == 0)
    && (head[1] == 0) == (head[3] == 0)
}

private struct BadText {
  var offset: Int
  var length = 1
  var problem: String
  var hint: String
}

private func firstBadText(in bytes: [UInt8], from start: Int) -> BadText? {
  var offset = start
  while offset < bytes.count {
    let byte = bytes[offset]
    if byte >= 0x20, byte < 0x7F {
      offset += 1
      continue
    }
    guard let (scalar, length) = scalar(in: bytes, at: offset) else {
      return BadText(
        offset: offset, problem: "byte 0x\(hexadecimal(UInt32(byte), digits: 2)) is not UTF-8 text",
        hint: "save the file as UTF-8")
    }
    let isBeforeLineFeed = offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
    if let (problem, hint) = badness(of: scalar, isBeforeLineFeed: isBeforeLineFeed) {
      return BadText(offset: offset, length: length, problem: problem, hint: hint)
    }
    offset += length
  }
  return nil
}

/// What is wrong with a character wherever it is, even within quotes and comments: YAML 1.1 does not count it as printable,
/// or the text is not what an editor shows.
///
/// A lone carriage return is a line break to YAML and some editors, but not to vim, `git diff` or a terminal.
private func badness(of scalar: Unicode.Scalar, isBeforeLineFeed: Bool) -> (problem: String, hint: String)? {
  switch scalar.value {
  case 0x09, 0x0A: nil
  case 0x0D:
    isBeforeLineFeed
      ? nil
      : ("U+000D, a carriage return without a line feed: YAML reads a line break here", "end lines with a line feed")
  case 0: ("a NUL character", "remove it; is this a text file?")
  case 0xFEFF: ("\(scalar.title), which is a byte order mark at a file's beginning only", "remove it")
  case _ where scalar.isHiddenLineBreak:
    (
      "\(scalar.title): YAML reads a line break here, and an editor shows none",
      "write a line break, a space, or \(escape(scalar)) within double quotes"
    )
  case _ where scalar.isBidirectionalControl:
    (
      "\(scalar.title): the text is not in the order that an editor shows",
      "remove it, or write \(escape(scalar)) within double quotes"
    )
  case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF:
    ("control character U+\(hexadecimal(scalar.value, digits: 4))", "remove it; is this a text file?")
  default: nil
  }
}

private func escape(_ scalar: Unicode.Scalar) -> String { "\\u" + hexadecimal(scalar.value, digits: 4) }

/// The Unicode scalar at `offset` and its length in bytes; nil for anything not listed in Unicode's table 3-7.
func scalar(in bytes: [UInt8], at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
  let first = bytes[offset]
  let length: Int
  switch first {
  case 0x00..<0x80: return (Unicode.Scalar(first), 1)
  case 0xC2..<0xE0: length = 2
  case 0xE0..<0xF0: length = 3
  case 0xF0..<0xF5: length = 4
  default: return nil
  }
  guard offset + length <= bytes.count else { return nil }
  var value = UInt32(first) & (0x7F >> UInt32(length))
  for byte in bytes[offset + 1..<offset + length] {
    guard byte & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(byte & 0x3F)
  }
  let smallest: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
  guard value >= smallest[length], let scalar = Unicode.Scalar(value) else { return nil }
  return (scalar, length)
}
