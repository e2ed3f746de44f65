import Catalog
import Diagnostics
import Geometry
import Text
import YAMLTree

/// A value to be read: the node, the key that introduces it, and its path.
struct Place {
  var node: YAMLNode
  /// Where a problem of the value as a whole is reported.
  var head: YAMLNode
  var path: String

  init(_ node: YAMLNode, head: YAMLNode, path: String) {
    self.node = node
    self.head = head
    self.path = path
  }

  func member(_ entry: YAMLEntry) -> Place {
    // A key may be very long; the number of its bytes is known at once.
    let name = entry.name.utf8.count <= 40 ? entry.name : String(entry.name.prefix(40))
    return Place(entry.value, head: entry.key, path: path.isEmpty ? name : "\(path).\(name)")
  }

  func element(_ index: Int, _ node: YAMLNode) -> Place { Place(node, head: node, path: "\(path)[\(index)]") }

  /// What is written there, for a message.
  var finding: String {
    switch node.content {
    case .scalar where node.isNull: "nothing"
    case .scalar(let text, _): quoted(text)
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .invalid: "nothing"
    }
  }

  /// Where a problem of this value is reported: at a scalar or a bracket itself, at the key of anything longer.
  var pointer: YAMLNode {
    switch node.content {
    case .scalar where !node.isNull: node
    case .sequence where node.isFlow: node
    default: head
    }
  }

  /// Whether the value is a number drawn by a random search, whose place is that of the distribution's name.
  var isDrawn: Bool {
    guard let text = node.text, node.range.upperBound <= node.source.bytes.count else { return false }
    let written = String(decoding: node.source.bytes[node.range], as: UTF8.self)
    return written != text && SearchSpace.Distribution.names.contains(written)
  }

  /// How to train with each of several values in turn.
  func sweepHint(_ values: [String]) -> String {
    let key = path.contains("[") ? "\"\(path)\"" : path
    return "several values make a sweep: write sweep: {grid: {\(key): [\(listed(values))]}} at the top of the spec"
  }

  /// Reports a problem of the value, or the look-alike that causes it.
  func report(_ problem: String, hint: String?, _ collector: DiagnosticCollector) {
    // Keys that are not what they look like have been reported.
    if node.isInvalid || node.entries?.contains(where: \.key.isInvalid) == true { return }
    if let lookAlike = node.lookAlike { return collector.report(lookAlike, in: node.source, path: path) }
    collector.report(in: pointer.source, at: pointer.range, path: path, problem, hint: hint)
  }

  /// The same for a value that is not a list or not a mapping: without a space after its `-` or `:` it is a text.
  func reportKind(_ problem: String, hint: String?, _ collector: DiagnosticCollector) {
    if collector.reportSlips(in: node, path: path) { return }
    report(problem, hint: hint, collector)
  }
}

/// Reads one kind of value. Nil if it is not that; the collector then has the reason.
struct Reader<Value>: Sendable {
  let read: @Sendable (Place, DiagnosticCollector) -> Value?
}

extension Reader {
  /// A scalar that `parse` understands. Readers are made anew for each key, so messages are only composed when they are
  /// needed.
  fileprivate static func scalar(
    _ expectation: @autoclosure @escaping @Sendable () -> String, isWhole: Bool = false,
    _ parse: @escaping @Sendable (String, _ isPlain: Bool) -> ScalarReading<Value>
  ) -> Reader {
    Reader { place, collector in
      guard case .scalar(let text, let isPlain) = place.node.content, !place.node.isNull else {
        let values = place.node.elements?.compactMap(\.text) ?? []
        let hint = values.count > 1 && values.count == place.node.elements?.count ? place.sweepHint(values) : nil
        place.report("expected \(expectation()), found \(place.finding)", hint: hint, collector)
        return nil
      }
      switch parse(text, isPlain) {
      case .value(let value): return value
      case .problem(let problem, let hint):
        let (problem, hint) =
          place.isDrawn ? problemOfDraws(text, problem, hint, areWhole: isWhole) : (problem, hint)
        place.report(problem, hint: hint, collector)
        return nil
      case .several(let values, let one, let problem):
        let hint = place.sweepHint(values)
        place.report(problem, hint: one.map { "write \($0) for one number; \(hint)" } ?? hint, collector)
        return nil
      }
    }
  }
}

/// A problem of a drawn number, reported as one of its distribution: the same for each sample.
private func problemOfDraws(
  _ text: String, _ problem: String, _ hint: String?, areWhole: Bool
) -> (problem: String, hint: String?) {
  areWhole && Int(text) == nil
    ? ("fractions are drawn where a whole number belongs", "write int_uniform, or int_log_uniform")
    : (problem.replacing(text, with: "a number that is drawn"), hint)
}

extension Reader where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> Reader {
    .scalar("a whole number from \(range.lowerBound) to \(range.upperBound)", isWhole: true) { text, isPlain in
      readInteger(text, isPlain: isPlain, in: range)
    }
  }
}

extension Reader where Value == UInt64 {
  static var seed: Reader {
    .scalar("a whole number", isWhole: true) { text, isPlain in
      readInteger(text, isPlain: isPlain, in: 0...UInt64.max)
    }
  }
}

extension Reader where Value == Double {
  static func number(_ range: NumberRange) -> Reader {
    .scalar("a number \(range.words)") { text, isPlain in readNumber(text, isPlain: isPlain, in: range) }
  }
}

extension Reader where Value == Bool {
  static var boolean: Reader { .scalar("true or false", readBoolean) }
}

extension Reader where Value == String {
  static func text(_ kind: TextKind) -> Reader {
    switch kind {
    case .free: .scalar("text") { text, _ in .value(text) }
    case .path: path
    case .column: .scalar("a column of the history") { text, _ in .value(text) }
    case .name: name
    }
  }

  private static var path: Reader {
    .scalar("a path") { text, _ in
      text.isEmpty ? .problem("an empty path", hint: "write the path, or remove the key") : .value(text)
    }
  }

  private static var name: Reader {
    .scalar("a name") { text, _ in
      if let (problem, hint) = nameProblem(text) { .problem(problem, hint: hint) } else { .value(text) }
    }
  }
}

extension Reader where Value == Extent2D {
  /// One number for both, or a list of height and width.
  static func extent(upTo limit: Int) -> Reader {
    let side = Reader<Int>.integer(1...limit)
    return Reader { place, collector in
      guard let elements = place.node.elements else {
        if place.node.entries == nil, !place.node.isNull { return side.read(place, collector).map { Extent2D($0, $0) } }
        place.report("expected a number or [height, width], found \(place.finding)", hint: nil, collector)
        return nil
      }
      guard elements.count == 2 else {
        place.report(
          "\(elements.count) \(elements.count == 1 ? "number" : "numbers") where two belong",
          hint: "write [height, width], or one number for both", collector)
        return nil
      }
      let sides = elements.enumerated().map { side.read(place.element($0, $1), collector) }
      guard let height = sides[0], let width = sides[1] else { return nil }
      return Extent2D(height, width)
    }
  }
}

extension Reader where Value: OptionWord {
  /// One of a fixed set of words.
  static var word: Reader {
    Reader { place, collector in
      Reader<String>.word(Value.kind, Value.allCases.map(\.rawValue), refused: Value.refused)
        .read(place, collector).flatMap(Value.init)
    }
  }
}

extension Reader where Value == String {
  /// - Parameters:
  ///   - kind: what messages call one of the words.
  ///   - refused: other words, each with a hint.
  static func word(_ kind: String, _ words: [String], refused: [String: String] = [:]) -> Reader {
    .scalar("\(kind), one of \(listed(words))") { text, _ in
      if words.contains(text) { return .value(text) }
      let problem = "unknown \(kind) \(quoted(text))"
      if let values = values(in: text, where: words.contains) {
        return .several(values, one: nil, problem: problem)
      }
      return .problem(problem, hint: refused[text] ?? advice(for: text, among: words))
    }
  }
}

extension Reader {
  func map<New>(_ convert: @escaping @Sendable (Value) -> New) -> Reader<New> {
    Reader<New> { place, collector in read(place, collector).map(convert) }
  }

  /// An absent value or `null` is nil.
  static func optional<Wrapped: Sendable>(_ reader: Reader<Wrapped>) -> Reader where Value == Wrapped? {
    Reader { place, collector in
      if place.node.isNull { return .some(nil) }
      return reader.read(place, collector).map(Optional.some)
    }
  }

  static func list<Element: Sendable>(
    of reader: Reader<Element>, counts: ClosedRange<Int>, example: String
  ) -> Reader where Value == [Element] {
    Reader { place, collector in
      guard let elements = place.node.elements else {
        place.reportKind("expected a list, found \(place.finding)", hint: "write \(example)", collector)
        return nil
      }
      guard counts.contains(elements.count) else {
        let problem = elements.isEmpty ? "an empty list" : "\(elements.count) entries"
        let hint = elements.isEmpty ? "write \(example)" : "at most \(counts.upperBound) are possible"
        place.report(problem, hint: hint, collector)
        return nil
      }
      var values: [Element] = []
      for (index, element) in elements.enumerated() {
        if let value = reader.read(place.element(index, element), collector) { values.append(value) }
      }
      return values.count == elements.count ? values : nil
    }
  }
}

/// "did you mean …" if a candidate is similar, otherwise a list of all.
func advice(for text: String, among candidates: [String]) -> String {
  NameAdvice().hint(for: text, among: candidates)
}

func listed(_ words: [String]) -> String { words.joined(separator: ", ") }
