import Catalog
import Diagnostics

/// A construct as Python writes it: `layers.Dense(32, activation="relu")`, `Flatten()`, `keras.layers.Flatten`.
struct PythonCall {
  /// Without its module path.
  let name: String
  /// Nil if nothing is called.
  let arguments: [Argument]?

  struct Argument {
    var keyword: String?
    /// As YAML has it within braces.
    var value: String
  }

  /// Nil for a plain word, and for what is neither a call nor a word with its module.
  init?(_ text: String) {
    guard text.utf8.count <= 400,
      let dotted = text.prefixMatch(of: /[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*/)
    else { return nil }
    let rest = text[dotted.range.upperBound...]
    name = dotted.output.split(separator: ".").last.map(String.init) ?? ""
    if rest.isEmpty {
      guard dotted.output.contains(".") else { return nil }
      arguments = nil
    } else {
      guard rest.hasPrefix("("), rest.hasSuffix(")"), let parts = Self.parts(rest.dropFirst().dropLast()) else {
        return nil
      }
      arguments = parts.map(Argument.init)
    }
  }

  /// What stands between the commas that are in no bracket and no quote; nil if these do not match.
  private static func parts(_ text: Substring) -> [Substring]? {
    var parts: [Substring] = []
    var (start, depth) = (text.startIndex, 0)
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      switch character {
      case _ where quote != nil: if character == quote { quote = nil }
      case "'", "\"": quote = character
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "," where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
      if depth < 0 { return nil }
    }
    guard depth == 0, quote == nil else { return nil }
    parts.append(text[start...])
    return parts.map { $0.trimming }.filter { !$0.isEmpty }
  }
}

extension PythonCall.Argument {
  fileprivate init(_ text: Substring) {
    let keyword = text.prefixMatch(of: /([A-Za-z_][A-Za-z_0-9]*)\s*=\s*/)
    self.keyword = keyword.map { String($0.output.1) }
    let value = text[(keyword?.range.upperBound ?? text.startIndex)...]
    self.value = Self.value(value)
  }

  private static func value(_ text: Substring) -> String {
    let inner = text.dropFirst().dropLast()
    switch (text.first, text.last) {
    case _ where ["True", "False"].contains(text): return text.lowercased()
    case _ where text == "None": return "null"
    case ("'", "'"), ("\"", "\""):
      return inner.wholeMatch(of: /[A-Za-z_][A-Za-z_0-9]*/) == nil ? String(text) : String(inner)
    case ("(", ")"): return "[\(inner)]"
    // A call within the call has a form of its own.
    default: return text.contains("(") ? "…" : String(text)
    }
  }
}

extension Substring {
  fileprivate var trimming: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension FamilyTable {
  /// What to write for a construct of Python's; nil if there is none like it.
  func hint(for call: PythonCall) -> String? {
    guard let meant = advice.meaning(of: call.name, among: names), let row = row(named: meant) else { return nil }
    guard let arguments = call.arguments else { return "did you mean '\(meant)'?" }
    if case .member? = row.body, arguments.count == 1 { return "write \(meant): \(arguments[0].value)" }
    // Positions are Keras's, so that they mean something only where the name is its name, too.
    let isOfKeras = plainWord(call.name) == plainWord(meant)
    let keys = row.options.map(\.key)
    let options = arguments.enumerated().compactMap { index, argument -> String? in
      let key = argument.keyword.map { keyAliases[$0] ?? $0 } ?? (isOfKeras && index < keys.count ? keys[index] : nil)
      return key.flatMap { keys.contains($0) ? "\($0): \(argument.value)" : nil }
    }
    if arguments.isEmpty && row.needsNothing { return "write \(meant)" }
    return options.isEmpty
      ? "write \(meant): {…}, with its options as KEY: VALUE" : "write \(meant): {\(options.joined(separator: ", "))}"
  }
}
