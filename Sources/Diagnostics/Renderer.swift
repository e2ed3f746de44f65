/// `file:line:column: error: path: problem`, the source's line, and a caret line that ends with the hint.
extension Diagnostic: CustomStringConvertible {
  public var description: String {
    let place = mark.map { "\(file):\($0.line):\($0.column)" } ?? file
    let header = [place, severity.rawValue, path, problem].filter { !$0.isEmpty }.joined(separator: ": ")
    var lines = [printable(header)]
    let advice = hint.map(printable)
    if let snippet = snippet {
      lines.append("  " + snippet.text)
      lines.append("  " + snippet.caret + (advice.map { " " + $0 } ?? ""))
    } else if let advice {
      lines.append("  " + advice)
    }
    return lines.joined(separator: "\n")
  }

  private var snippet: (text: String, caret: String)? {
    guard let mark, let source else { return nil }
    return Snippet(source: source, mark: mark).map { ($0.text, $0.caret) }
  }
}

extension DiagnosticList: CustomStringConvertible {
  /// The rendered diagnostics, one after the other.
  public var description: String {
    (diagnostics.map(\.description) + [rest].compactMap(\.self)).joined(separator: "\n")
  }

  /// That more were found than are here; nil where these are all.
  public var rest: String? { omitted > 0 ? "… and \(omitted) more problem\(omitted == 1 ? "" : "s")" : nil }
}

/// The part of a line around a mark, and the carets to print below it.
private struct Snippet {
  static let width = 100
  /// How much of a cropped line is shown before its mark.
  static let lead = 40

  let text: String
  let caret: String

  init?(source: SourceText, mark: SourceMark) {
    let line = source.lineRange(at: mark)
    let offset = min(max(mark.offset, line.lowerBound), line.upperBound)
    // Only the mark's surroundings are decoded: a line may be as long as a file.
    let start = Self.boundary(in: source.bytes, line, max(line.lowerBound, offset - 8 * Self.lead))
    // Bytes that are no text may have no boundary near: never before the mark.
    let end = max(offset, Self.boundary(in: source.bytes, line, min(line.upperBound, offset + 8 * Self.width)))
    let before = Array(String(decoding: source.bytes[start..<offset], as: UTF8.self))
    let after = Array(String(decoding: source.bytes[offset..<end], as: UTF8.self))

    let isWhole = start == line.lowerBound && end == line.upperBound && before.count + after.count <= Self.width
    let shownBefore = isWhole ? before[...] : before.suffix(before.count > 2 * Self.lead ? Self.lead : before.count)
    let shownAfter = isWhole ? after[...] : after.prefix(Self.width - min(shownBefore.count, Self.width))
    let opening = shownBefore.count < before.count || start > line.lowerBound ? "…" : ""
    let closing = shownAfter.count < after.count || end < line.upperBound ? "…" : ""

    let lead = shownBefore.map(printable)
    let tail = shownAfter.map(printable)
    text = opening + lead.joined() + tail.joined() + closing
    let indent = lead.map { $0 == "\t" ? "\t" : String(repeating: " ", count: columns($0)) }.joined()
    let underlined = tail.prefix(mark.length).reduce(0) { $0 + columns($1) }
    caret =
      String(repeating: " ", count: opening.count) + indent + "^"
      + String(repeating: "~", count: max(0, underlined - 1))
  }

  /// The nearest beginning of a character at or before `offset`.
  private static func boundary(in bytes: [UInt8], _ line: Range<Int>, _ offset: Int) -> Int {
    var offset = offset
    while offset > line.lowerBound, offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}

/// Text from a file or an argument, between quotes, short and safe to print.
public func quoted(_ text: String, limit: Int = 40) -> String {
  let shown = text.count > limit ? text.prefix(limit) + "…" : text[...]
  return "'" + shown.map { $0.isNewline ? "\\n" : printable($0) }.joined() + "'"
}

/// `text` without what would move a terminal's cursor or turn its direction.
public func printable(_ text: String) -> String { text.map(printable).joined() }

private func printable(_ character: Character) -> String {
  character.unicodeScalars.contains(where: isDisturbing) ? "\u{FFFD}" : String(character)
}

/// Whether it would move a terminal's cursor, or turn its direction.
func isDisturbing(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09: false
  case 0x00..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}

/// How many columns of a terminal a printed character takes.
private func columns(_ text: String) -> Int {
  guard let scalar = text.unicodeScalars.first else { return 0 }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
    return 2
  case 0x300...0x36F, 0x200B...0x200D, 0x2060...0x2064: return 0
  default: return 1
  }
}
