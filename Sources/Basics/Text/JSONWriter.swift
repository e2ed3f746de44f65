/// Writes JSON for people: what fits is on one line, a list of leaves always is, and a list of rows has a line for each
/// row.
extension JSONValue {
  private static let lineWidth = 120

  /// The document with its final newline.
  public var text: String {
    var text = ""
    write(into: &text, indentation: 0, column: 0)
    return text + "\n"
  }

  /// The document on one line, without a newline.
  public var line: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let value): Self.quoted(value)
    case .list(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
    case .integers(let numbers): Self.line(numbers)
    case .object(let members):
      "{" + members.map { Self.quoted($0.key) + ": " + $0.value.line }.joined(separator: ", ") + "}"
    }
  }

  private static func line(_ numbers: [Int]) -> String {
    var line = "["
    for (index, number) in numbers.enumerated() { line += (index == 0 ? "" : ", ") + String(number) }
    return line + "]"
  }

  private func write(into text: inout String, indentation: Int, column: Int) {
    let line = mayStandOnOneLine ? self.line : nil
    if let line, isLeafList || column + line.utf8.count < Self.lineWidth {
      text += line
      return
    }
    let inner = indentation + 2
    let margin = "\n" + String(repeating: " ", count: inner)
    switch self {
    case .list(let values):
      text += "["
      for (index, value) in values.enumerated() {
        text += (index == 0 ? "" : ",") + margin
        if value.mayStandOnOneLine {
          text += value.line
        } else {
          value.write(into: &text, indentation: inner, column: inner)
        }
      }
      text += "\n" + String(repeating: " ", count: indentation) + "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        let key = Self.quoted(member.key) + ": "
        text += (index == 0 ? "" : ",") + margin + key
        member.value.write(into: &text, indentation: inner, column: inner + key.utf8.count)
      }
      text += "\n" + String(repeating: " ", count: indentation) + "}"
    default: text += self.line
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
