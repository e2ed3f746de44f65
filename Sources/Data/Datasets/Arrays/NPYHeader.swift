/// The text at the beginning of a NumPy array's file: `{'descr': '<f4', 'fortran_order': False, 'shape': (60, 28, 28), }`.
///
/// Python would evaluate it; this reads only what NumPy writes.
struct NPYHeader: Equatable {
  enum Problem: Error, Equatable {
    case unreadable
    /// Of a type that has no number here, by its name in words, with what to write instead.
    case type(String, hint: String)
  }

  let format: NumberFormat
  /// Whether the first index runs fastest, as in Fortran.
  let isColumnMajor: Bool
  let shape: [Int]

  init(_ text: some Sequence<UInt8>) throws(Problem) {
    var reader = LiteralReader(text)
    var (descr, order, shape): (String?, Bool?, [Int]?)
    guard reader.skip("{") else { throw .unreadable }
    while !reader.skip("}") {
      guard let key = reader.string(), reader.skip(":") else { throw .unreadable }
      switch key {
      case "descr":
        // A list is that of the fields of records.
        if reader.skip("[") { throw .type("records of several fields", hint: "save each field as an array of numbers") }
        descr = reader.string()
      case "fortran_order": order = reader.truth()
      case "shape": shape = reader.sizes()
      default: throw .unreadable
      }
      guard reader.skip(",") || reader.isAt("}") else { throw .unreadable }
    }
    guard reader.isAtEnd, let descr, let order, let shape else { throw .unreadable }
    (isColumnMajor, self.shape) = (order, shape)
    format = try Self.format(descr)
  }

  /// - Parameter descr: byte order, kind and size: `<f4`, `|u1`.
  private static func format(_ descr: String) throws(Problem) -> NumberFormat {
    guard let order = descr.first, "<>|=".contains(order) else { throw .unreadable }
    let code = descr.dropFirst()
    if let type = types[String(code)] {
      guard order != "|" || type.size == 1 else { throw .unreadable }
      return NumberFormat(type: type, isBigEndian: order == ">")
    }
    throw refused(code)
  }

  private static let types: [String: NumberType] = [
    "b1": .bool, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "i1": .int8, "i2": .int16, "i4": .int32,
    "i8": .int64, "f4": .float32, "f8": .float64,
  ]

  private static func refused(_ code: Substring) -> Problem {
    switch code.first {
    case "O":
      .type(
        "Python objects, as a pickle that could run any program", hint: "save numbers: np.asarray(x, dtype=\"float32\")"
      )
    case "U", "S": .type("texts", hint: "save numbers: names, y = np.unique(labels, return_inverse=True)")
    case "f": .type("float\(8 * (Int(code.dropFirst()) ?? 0))", hint: "save them as float32: x.astype(\"float32\")")
    case "c": .type("complex numbers", hint: "save real numbers")
    case "M", "m": .type("dates", hint: "save them as numbers")
    default: .type("elements of the type \(code)", hint: "save numbers, such as float32")
    }
  }
}

/// Python's literals, as far as headers have them.
private struct LiteralReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: some Sequence<UInt8>) { rest = Array(text)[...] }

  private mutating func skipSpaces() {
    while let first = rest.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\n") { rest.removeFirst() }
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return rest.isEmpty
    }
  }

  mutating func isAt(_ text: String) -> Bool {
    skipSpaces()
    return rest.starts(with: text.utf8)
  }

  mutating func skip(_ text: String) -> Bool {
    guard isAt(text) else { return false }
    rest.removeFirst(text.utf8.count)
    return true
  }

  /// Without escapes, which no header needs.
  mutating func string() -> String? {
    let quote: UInt8
    if skip("'") { quote = UInt8(ascii: "'") } else if skip("\"") { quote = UInt8(ascii: "\"") } else { return nil }
    guard let end = rest.firstIndex(of: quote) else { return nil }
    let text = String(validating: rest[..<end], as: UTF8.self)
    rest = rest[(end + 1)...]
    return text
  }

  mutating func truth() -> Bool? {
    if skip("False") { false } else if skip("True") { true } else { nil }
  }

  /// `()`, `(60000,)`, `(60000, 28, 28)`; Python 2 wrote `60000L`.
  mutating func sizes() -> [Int]? {
    guard skip("(") else { return nil }
    var sizes: [Int] = []
    while !skip(")") {
      guard let size = size(), sizes.count < 32 else { return nil }
      sizes.append(size)
      guard skip(",") || isAt(")") else { return nil }
    }
    return sizes
  }

  private mutating func size() -> Int? {
    skipSpaces()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest.removeFirst(digits.count)
    _ = skip("L")
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
