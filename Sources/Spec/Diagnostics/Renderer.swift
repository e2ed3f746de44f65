import Text

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
  /// The rendered diagnostics, one after another.
  public var description: String {
    (diagnostics.map(\.description) + [rest].compactMap(\.self)).joined(separator: "\n")
  }

  /// Says that more were found than are here; nil if these are all.
  public var rest: String? { omitted > 0 ? "… and \(omitted) more problem\(omitted == 1 ? "" : "s")" : nil }
}

/// The part of a line around a mark, and the carets to be printed below it.
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
    // Bytes that are not text may have no boundary nearby; the end is never before the mark.
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
    let indent = lead.map { $0 == "\t" ? "\t" : String(repeating: " ", count: $0.terminalColumns) }.joined()
    let underlined = tail.prefix(mark.length).reduce(0) { $0 + $1.terminalColumns }
    caret =
      String(repeating: " ", count: opening.count) + indent + "^"
      + String(repeating: "~", count: max(0, underlined - 1))
  }

  /// The nearest start of a character at or before `offset`.
  private static func boundary(in bytes: [UInt8], _ line: Range<Int>, _ offset: Int) -> Int {
    var offset = offset
    while offset > line.lowerBound, offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}
