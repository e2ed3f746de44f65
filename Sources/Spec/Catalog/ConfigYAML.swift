import Diagnostics

extension ConfigValue {
  /// Block style, with collections of scalars on one line if they fit. Ends with a newline.
  public func yaml() -> String {
    switch self {
    case .mapping(let entries) where !entries.isEmpty: block(indent: "")
    case .list(let elements) where !elements.isEmpty: block(indent: "")
    default: flow + "\n"
    }
  }

  private static let width = 120

  private func block(indent: String) -> String {
    switch self {
    case .mapping(let entries):
      entries.map { indent + Self.plainOrQuoted($0.key) + ":" + $0.value.tail(indent: indent + "  ", at: $0.key.count) }
        .joined()
    case .list(let elements):
      elements.map { element in
        let inner = indent + "  "
        if !element.isNamed, element.isShort(after: inner.count) { return indent + "- " + element.flow + "\n" }
        // The first line of the element's block follows the dash.
        return indent + "- " + element.block(indent: inner).dropFirst(inner.count)
      }.joined()
    default: indent + flow + "\n"
    }
  }

  /// What follows a key's colon.
  private func tail(indent: String, at column: Int) -> String {
    isShort(after: indent.count + column) ? " " + flow + "\n" : "\n" + block(indent: indent)
  }

  /// Whether this is a scalar, or a collection of leaves that fits on the line.
  private func isShort(after column: Int) -> Bool {
    let children: [ConfigValue]
    switch self {
    case .mapping(let entries): children = entries.map(\.value)
    case .list(let elements): children = elements
    default: return true
    }
    return children.allSatisfy(\.isLeaf) && column + flow.count <= Self.width
  }

  /// A scalar, or a list or mapping of scalars.
  private var isLeaf: Bool {
    switch self {
    case .mapping(let entries): entries.allSatisfy { !$0.value.isCollection }
    case .list(let elements): elements.allSatisfy { !$0.isCollection }
    default: true
    }
  }

  /// `name: …`, which is more readable without braces as an entry of a list.
  private var isNamed: Bool {
    if case .mapping(let entries) = self { entries.count == 1 } else { false }
  }

  private var isCollection: Bool {
    switch self {
    case .mapping, .list: true
    default: false
    }
  }

  /// On one line.
  package var flow: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .number(let value): Self.decimal(value)
    case .string(let text): Self.plainOrQuoted(text)
    case .list(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { Self.plainOrQuoted($0.key) + ": " + $0.value.flow }.joined(separator: ", ") + "}"
    }
  }

  /// The fewest digits that read back as the same number.
  private static func decimal(_ value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    // Swift writes 1e-07.
    let text = "\(value)"
    return text.hasSuffix("e-0\(text.suffix(1))") ? "\(text.dropLast(2))\(text.suffix(1))" : text
  }

  private static func plainOrQuoted(_ text: String) -> String {
    isPlainWord(text) ? text : "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  /// A word that every YAML reader reads as text.
  private static func isPlainWord(_ text: String) -> Bool {
    let special = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    guard let first = text.utf8.first, first >= UInt8(ascii: "A"), !special.contains(text.lowercased()) else {
      return false
    }
    return text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default:
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0: "\\x" + hexadecimal(scalar.value, digits: 2)
      // A spec must not contain these characters unescaped.
      case 0xFEFF, 0xFFFE, 0xFFFF: "\\u" + hexadecimal(scalar.value, digits: 4)
      case _ where scalar.isHiddenLineBreak || scalar.isBidirectionalControl:
        "\\u" + hexadecimal(scalar.value, digits: 4)
      default: String(scalar)
      }
    }
  }
}
