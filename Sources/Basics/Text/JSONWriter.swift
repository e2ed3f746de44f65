/// Writes JSON for people: what fits is on one line, a list of leaves always is, and a list of rows has a line for each
/// row.
extension JSONValue {
  private static let lineWidth = 120

  /// The document with its final newline.
  public var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The same, piece by piece.
  public func write(to target: inout some TextOutputStream) {
    write(into: &target, indentation: 0, column: 0)
    target.write("\n")
  }

  /// The document on one line, without a newline.
  public var line: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let value): Self.quoted(value)
    case .list(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
    case .integers(let numbers):
      {
        var line = ""
        Self.write(numbers, to: &line)
        return line
      }()
    case .object(let members):
      "{" + members.map { Self.quoted($0.key) + ": " + $0.value.line }.joined(separator: ", ") + "}"
    }
  }

  private static func write(_ numbers: [UInt32], to target: inout some TextOutputStream) {
    target.write("[")
    for (index, number) in numbers.enumerated() {
      if index > 0 { target.write(", ") }
      target.write(String(number))
    }
    target.write("]")
  }

  private func write(into text: inout some TextOutputStream, indentation: Int, column: Int) {
    if case .integers(let numbers) = self { return Self.write(numbers, to: &text) }
    let line = mayStandOnOneLine ? self.line : nil
    if let line, isLeafList || column + line.utf8.count < Self.lineWidth { return text.write(line) }
    let inner = indentation + 2
    let margin = "\n" + String(repeating: " ", count: inner)
    switch self {
    case .list(let values):
      text.write("[")
      for (index, value) in values.enumerated() {
        text.write((index == 0 ? "" : ",") + margin)
        if value.mayStandOnOneLine {
          text.write(value.line)
        } else {
          value.write(into: &text, indentation: inner, column: inner)
        }
      }
      text.write("\n" + String(repeating: " ", count: indentation) + "]")
    case .object(let members):
      text.write("{")
      for (index, member) in members.enumerated() {
        let key = Self.quoted(member.key) + ": "
        text.write((index == 0 ? "" : ",") + margin + key)
        member.value.write(into: &text, indentation: inner, column: inner + key.utf8.count)
      }
      text.write("\n" + String(repeating: " ", count: indentation) + "}")
    default: text.write(self.line)
    }
  }

  private var isLeaf: Bool {
    switch self {
    case .list, .integers, .object: false
    default: true
    }
  }

  private var isLeafList: Bool {
    switch self {
    case .list(let values): values.allSatisfy(\.isLeaf)
    case .integers: true
    default: false
    }
  }

  /// A list of rows gets its lines even if it would fit on one.
  private var mayStandOnOneLine: Bool {
    switch self {
    case .list: isLeafList
    // With more, there is none for them; their line is not made to find out.
    case .integers(let numbers): numbers.count < Self.lineWidth / 3
    case .object(let members): members.allSatisfy { $0.value.mayStandOnOneLine }
    default: true
    }
  }

  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
