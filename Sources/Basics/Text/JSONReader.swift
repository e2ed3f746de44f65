/// A text that is not JSON.
public struct JSONProblem: Error, Equatable {
  /// From 1.
  public var line: Int
  public var problem: String
}

extension JSONValue {
  /// Reads one document of RFC 8259; a repeated key, a comment, a trailing comma or text after the end is refused.
  public init(text: String) throws(JSONProblem) {
    var reader = JSONReader(bytes: Array(text.utf8))
    self = try reader.document()
  }
}

/// Recursive descent over the bytes. Foundation's decoder would lose the order of keys and the digits of numbers.
private struct JSONReader {
  private static let deepest = 64
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONProblem) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw problem("text after the end of the document") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
    guard depth < Self.deepest else { throw problem("nested deeper than \(Self.deepest)") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw problem("the document ends early")
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw problem("a key in double quotes is expected") }
      let key = try string()
      guard keys.insert(key).inserted else { throw problem("the key '\(key)' stands twice") }
      guard take(":") else { throw problem("':' is expected after the key '\(key)'") }
      members.append(.init(key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw problem("',' or '}' is expected") }
    return .object(members)
  }

  private mutating func list(depth: Int) throws(JSONProblem) -> JSONValue {
    position += 1
    var values: [JSONValue] = []
    if take("]") { return .list(values) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw problem("',' or ']' is expected") }
    return .list(values)
  }

  private mutating func string() throws(JSONProblem) -> String {
    position += 1
    var scalars: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: scalars, as: UTF8.self) else { throw problem("a string is not UTF-8") }
        return text
      case UInt8(ascii: "\\"): scalars += Array(String(try escape()).utf8)
      case 0..<0x20: throw problem("a control character in a string")
      default: scalars.append(byte)
      }
    }
    throw problem("a string without its closing quote")
  }

  private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
    let letter = peek
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default: throw problem("an unknown escape in a string")
    }
  }

  private mutating func codePoint() throws(JSONProblem) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard UTF16.isLeadSurrogate(UInt16(first)), peek == UInt8(ascii: "\\") else { throw problem("half a code point") }
    position += 1
    guard peek == UInt8(ascii: "u") else { throw problem("half a code point") }
    position += 1
    let second = try fourDigits()
    guard UTF16.isTrailSurrogate(UInt16(second)),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw problem("half a code point") }
    return scalar
  }

  private mutating func fourDigits() throws(JSONProblem) -> UInt32 {
    guard position + 4 <= bytes.count, bytes[position..<position + 4].allSatisfy({ Unicode.Scalar($0).isHexDigit }),
      let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw problem("four hexadecimal digits are expected") }
    position += 4
    return value
  }

  private mutating func number() throws(JSONProblem) -> JSONValue {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let whole = digits()
    let isWhole = whole == 1 || (whole > 1 && bytes[position - whole] != UInt8(ascii: "0"))
    var isComplete = isWhole
    if peek == UInt8(ascii: ".") {
      position += 1
      isComplete = isComplete && digits() > 0
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      isComplete = isComplete && digits() > 0
    }
    guard isComplete else { throw problem("a value is expected") }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// Skips digits and returns how many there were.
  private mutating func digits() -> Int {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw problem("a value is expected") }
    position += word.utf8.count
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private func problem(_ problem: String) -> JSONProblem {
    let line = 1 + bytes[..<min(position, bytes.count)].count { $0 == 0x0A }
    return JSONProblem(line: line, problem: problem)
  }
}

extension Unicode.Scalar {
  /// `UInt32(_:radix:)` would accept a sign as well.
  fileprivate var isHexDigit: Bool {
    ("0"..."9").contains(self) || ("a"..."f").contains(self) || ("A"..."F").contains(self)
  }
}
