/// A spec with one mistake whose place is known.
public struct Mistake: Sendable {
  public var text: String
  /// Counted from 1.
  public var line: Int
  /// Counted from 1; nil where more than one column would be right.
  public var column: Int?
  public var what: String
}

/// Every mistake of certain kinds that can be made in one place of a valid spec: misspelt keys and words, values of
/// another type or out of range, lines indented, doubled, or left open.
public struct Mistakes {
  private let lines: [String]
  private let tokens: [Token]

  /// A word or a number in the spec.
  private struct Token {
    var line: Int
    var range: Range<String.Index>
    var text: String
    /// The key of the value; of a key, the word itself.
    var key: String
    var isKey: Bool
  }

  public init(in text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    tokens = lines.enumerated().flatMap { Self.tokens(of: $1, line: $0) }
  }

  public func all() -> [Mistake] {
    tokens.flatMap { $0.isKey ? misspelt($0) + marked($0) : mistyped($0) + marked($0) } + lines.indices.flatMap(broken)
  }

  // MARK: Words

  /// An added letter, and swapped letters: close enough to be recognised.
  private func misspelt(_ token: Token) -> [Mistake] {
    var doubled = token.text
    doubled.insert("x", at: doubled.index(after: doubled.startIndex))
    var swapped = Array(token.text)
    if swapped.count > 1 { swapped.swapAt(swapped.count - 1, swapped.count - 2) }
    return Set([doubled, String(swapped), token.text.uppercased()]).subtracting([token.text]).sorted().map {
      mistake(token, $0, "misspelt")
    }
  }

  private func mistyped(_ token: Token) -> [Mistake] {
    let wrong: [String]
    switch token.key {
    case "name" where !lines[token.line].hasPrefix("name"), "loss", "optimizer", "metrics", "layers", "activation",
      "kernel_initializer",
      "bias_initializer", "padding":
      return misspelt(token) + ["7", "[relu]", "-"].map { mistake(token, $0, "of another kind") }
    case "name": wrong = ["a/b", "-a", "''", "🙂", "comparison"]
    case "seed": wrong = ["-1", "1.5", "18446744073709551616", "one", "0x1", "'1'", "[1]"]
    case "units", "filters", "batch_size", "epochs", "train_limit", "test_limit", "k", "samples", "seeds":
      wrong = ["0", "-1", "1.5", "010", "1_0", "99999999999999999999", "many", "1e3", "nan", "12:30", "'8'", "yes"]
    case "kernel_size", "strides", "pool_size": wrong = ["0", "-2", "1.5", "1025", "big", "'2'"]
    case "learning_rate": wrong = ["0", "-1", "1e99", "1e-3x", "1,5", ".inf", "'1'", "[1]", "0.0.1", "~"]
    case "momentum", "rho", "beta_1", "beta_2", "rate", "validation_split":
      wrong = ["1", "-0.1", "1e400", "half", "nan", "0,5", "'0'", "[0.5]"]
    case "epsilon", "weight_decay", "negative_slope", "alpha", "initial_accumulator_value":
      wrong = ["-1", "1e99", "x", ".nan", "[1]", "+1"]
    case "shuffle", "use_bias", "nesterov", "centered", "approximate", "from_logits", "log_steps":
      wrong = ["yes", "1", "True", "'true'", "[true]", "maybe"]
    default: wrong = ["[1]"]
    }
    return wrong.map { mistake(token, $0, "of another kind") }
  }

  /// What this program's YAML reader does not accept.
  private func marked(_ token: Token) -> [Mistake] {
    token.isKey
      ? []
      : [
        mistake(token, "*a", "an alias"), mistake(token, "&a " + token.text, "an anchor"),
        mistake(token, "!t " + token.text, "a tag"),
      ]
  }

  private func mistake(_ token: Token, _ replacement: String, _ what: String) -> Mistake {
    var lines = lines
    // A comma in braces begins a key; if its value is missing, the mark is at the key.
    let isElsewhere = replacement == "~" || (replacement.contains(",") && lines[token.line].contains("{"))
    let column = lines[token.line].distance(from: lines[token.line].startIndex, to: token.range.lowerBound) + 1
    lines[token.line].replaceSubrange(token.range, with: replacement)
    return Mistake(
      text: lines.joined(separator: "\n"), line: token.line + 1, column: isElsewhere ? nil : column,
      what: "\(token.isKey ? "the key" : token.key + ":") \(token.text) as \(replacement), \(what)")
  }

  // MARK: Lines

  private func broken(_ index: Int) -> [Mistake] {
    let line = lines[index]
    guard let first = line.firstIndex(where: { $0 != " " }), line[first] != "#" else { return [] }
    let indent = line.distance(from: line.startIndex, to: first)
    let isEntry = line[first...].hasPrefix("- ")
    var mistakes: [Mistake] = []
    func add(_ replacement: String, column: Int?, _ what: String, at shift: Int = 0) {
      var lines = lines
      lines.replaceSubrange(index...index, with: replacement.split(separator: "\n").map(String.init))
      mistakes.append(
        Mistake(text: lines.joined(separator: "\n"), line: index + 1 + shift, column: column, what: "\(what): \(line)"))
    }
    if index > 0, !lines[index - 1].hasPrefix("#") {
      // Of two lines that are not aligned, the first is right.
      let isSecond = lines[index - 1].hasPrefix(line[..<first]) && lines[index - 1].dropFirst(indent).first != " "
      if isSecond {
        add(" " + line, column: nil, "indented too far")
      }
      if isSecond, indent > 0 {
        add(String(line.dropFirst()), column: nil, "not indented enough")
      }
      add("\t" + line, column: nil, "a tab")
    }
    if !isEntry, indent == 0, !line.hasSuffix(":") { add(line + "\n" + line, column: 1, "twice", at: 1) }
    if let colon = line.firstIndex(of: ":"), line.hasSuffix(":") || line[colon...].hasPrefix(": ") {
      var bare = line
      bare.remove(at: colon)
      if !isEntry, index > 0 { add(bare, column: nil, "no colon") }
    }
    mistakes += blurred(index)
    if line.hasSuffix("}") || line.hasSuffix("]") { add(String(line.dropLast()), column: nil, "not closed") }
    if line.contains("{"), line.hasSuffix("}") { add(line + "}", column: nil, "closed twice") }
    return mistakes
  }

  /// Lines that look right, but lack a space or have a look-alike in a character's place.
  private func blurred(_ index: Int) -> [Mistake] {
    let line = lines[index]
    var mistakes: [Mistake] = []
    func add(_ range: Range<String.Index>?, _ replacements: [String], _ what: String) {
      guard let range else { return }
      for replacement in replacements {
        var lines = lines
        lines[index].replaceSubrange(range, with: replacement)
        mistakes.append(
          Mistake(
            text: lines.joined(separator: "\n"), line: index + 1, column: nil,
            what: "\(what) as \(replacement): \(line)"))
      }
    }
    let isEntry = line.drop { $0 == " " }.hasPrefix("- ")
    let isText = line.contains("description")
    add(
      isText ? nil : line.firstRange(of: ": "), [":", ":\u{A0}", ":\u{3000}", "\u{FF1A}", "\u{FF1A} ", "\u{200B}: "],
      "the first colon")
    if let last = line.ranges(of: ": ").last, last != line.firstRange(of: ": "), line.contains("{") {
      add(last, [":", ":\u{A0}", "\u{FF1A}", "\u{2060}: "], "the last colon")
    }
    add(isEntry ? line.firstRange(of: "- ") : nil, ["-", "-\u{A0}", "\u{2013} ", "\u{2014} "], "the dash")
    if line.hasPrefix("  "), index > 0 {
      add(line.startIndex..<line.index(line.startIndex, offsetBy: 2), ["\u{A0}\u{A0}"], "the indentation")
    }
    return mistakes
  }

  // MARK: Tokens

  private static func tokens(of line: String, line number: Int) -> [Token] {
    var tokens: [Token] = []
    var key = ""
    var index = line.startIndex
    while index < line.endIndex {
      guard isWord(line[index]), line[index] != "-" || line[index...].dropFirst().first?.isNumber == true else {
        if line[index] == "#" { break }
        index = line.index(after: index)
        continue
      }
      let end = line[index...].firstIndex { !isWord($0) } ?? line.endIndex
      let isKey = line[end...].first == ":"
      let text = String(line[index..<end])
      if isKey { key = text }
      tokens.append(
        Token(line: number, range: index..<end, text: text, key: key.isEmpty ? "layers" : key, isKey: isKey))
      index = end
    }
    return tokens
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.-".contains(character)
  }
}
