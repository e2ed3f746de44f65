/// `text` for a terminal, with everything escaped that would move its cursor, change its state or its writing
/// direction: a file's name may contain `\u{1B}[2J`, which is shown as `\x1b[2J`. Line breaks stay, and so does a byte
/// order mark at a document's beginning.
///
/// Characters beyond ASCII are escaped as in JSON, so that a line of JSON keeps its meaning.
public func visible(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A || $0 == 0x09 }
  if isPlain { return text }
  let scalars = Array(text.unicodeScalars)
  var shown = String.UnicodeScalarView()
  for (index, scalar) in scalars.enumerated() {
    let isLineEnd = scalar == "\n" || scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
    if isLineEnd || !isDisturbing(scalar) || index == 0 && scalar == "\u{FEFF}" {
      shown.append(scalar)
    } else {
      shown.append(contentsOf: escape(scalar).unicodeScalars)
    }
  }
  return String(shown)
}

/// The same on one line: for a path or a name.
public func visibleOnOneLine(_ text: String) -> String {
  visible(text.unicodeScalars.map { $0 == "\n" ? "\\n" : $0 == "\r" ? "\\r" : String($0) }.joined())
}

/// `\x1b`, `\u202e`
private func escape(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16)
  let (start, length) = scalar.isASCII ? ("\\x", 2) : ("\\u", 4)
  return start + String(repeating: "0", count: max(0, length - digits.count)) + digits
}

/// Text from a file or an argument, between quotes, short and safe to print.
public func quoted(_ text: String, limit: Int = 40) -> String {
  let shown = text.count > limit ? text.prefix(limit) + "…" : text[...]
  return "'" + shown.map { $0.isNewline ? "\\n" : printable($0) }.joined() + "'"
}

/// `text` without what would move a terminal's cursor or change its writing direction.
public func printable(_ text: String) -> String { text.map(printable).joined() }

package func printable(_ character: Character) -> String {
  character.unicodeScalars.contains(where: isDisturbing) ? "\u{FFFD}" : String(character)
}

/// Whether it would move a terminal's cursor or change its writing direction.
package func isDisturbing(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09: false
  case 0x00..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}
