import Catalog
import Records
import Text

/// Takes an object's keys one by one; any key left at the end is a problem.
struct ObjectReader {
  private var members: [JSONValue.Member]
  private let path: String

  init(_ value: JSONValue, path: String) throws(SummaryProblem) {
    guard case .object(let members) = value else { throw SummaryProblem(place: path, problem: "an object is expected") }
    self.members = members
    self.path = path
  }

  func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  /// Whether the key's value is `null`; if so, it is taken.
  mutating func isNull(_ key: String) -> Bool {
    guard let index = members.firstIndex(where: { $0.key == key && $0.value == .null }) else { return false }
    members.remove(at: index)
    return true
  }

  mutating func value(_ key: String) throws(SummaryProblem) -> JSONValue {
    guard let index = members.firstIndex(where: { $0.key == key }) else {
      throw SummaryProblem(place: path, problem: "the key '\(key)' is missing")
    }
    return members.remove(at: index).value
  }

  mutating func object(_ key: String) throws(SummaryProblem) -> ObjectReader {
    try ObjectReader(value(key), path: place(key))
  }

  mutating func list(_ key: String) throws(SummaryProblem) -> [JSONValue] {
    guard case .list(let values) = try value(key) else { throw expected("a list", key) }
    return values
  }

  mutating func string(_ key: String) throws(SummaryProblem) -> String {
    guard case .string(let text) = try value(key) else { throw expected("a string", key) }
    return text
  }

  /// A string that can name files: it becomes part of paths, and tables show it unchanged.
  mutating func name(_ key: String) throws(SummaryProblem) -> String {
    let name = try string(key)
    try requireName(name, at: place(key))
    return name
  }

  mutating func choice<Choice: RawRepresentable<String>>(_ key: String) throws(SummaryProblem) -> Choice {
    guard let choice = Choice(rawValue: try string(key)) else { throw expected("'completed' or 'diverged'", key) }
    return choice
  }

  /// From 0 to 2⁵⁸, more than any possible number of multiply-adds: sums and differences of such numbers are safe.
  mutating func integer(_ key: String) throws(SummaryProblem) -> Int {
    guard let number = try value(key).count else { throw expected("a whole number", key) }
    return number
  }

  /// `null` stands for a non-finite number; digits that are too large for a number are refused.
  mutating func float(_ key: String) throws(SummaryProblem) -> Float {
    let value = try value(key)
    if value == .null { return .nan }
    guard case .number(let digits) = value, let number = Float(digits), number.isFinite else {
      throw expected("a number or null", key)
    }
    return number
  }

  mutating func scores(_ metrics: [String], prefix: String) throws(SummaryProblem) -> Scores {
    let loss = try float(prefix + "loss")
    var values: [Float] = []
    for metric in metrics { values.append(try float(prefix + metric)) }
    return Scores(loss: loss, metrics: values)
  }

  func finish() throws(SummaryProblem) {
    guard let left = members.first else { return }
    throw SummaryProblem(place: place(left.key), problem: "an unknown key; a newer runner may have written it")
  }

  private func place(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

  private func expected(_ kind: String, _ key: String) -> SummaryProblem {
    SummaryProblem(place: place(key), problem: "\(kind) is expected")
  }
}

/// - Throws: the problem of a name that no spec may have.
func requireName(_ name: String, at place: String) throws(SummaryProblem) {
  if let (problem, _) = nameProblem(name) { throw SummaryProblem(place: place, problem: problem) }
}

extension JSONValue {
  /// A whole number from 0 to 2⁵⁸; nil for anything else.
  public var count: Int? {
    guard case .number(let digits) = self, let number = Int(digits), (0...1 << 58).contains(number) else { return nil }
    return number
  }
}
