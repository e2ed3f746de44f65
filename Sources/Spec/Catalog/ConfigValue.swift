/// A resolved spec as an ordered tree, from which `resolved.yaml` and the summary's `spec` are written.
public indirect enum ConfigValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case list([ConfigValue])
  case mapping([(key: String, value: ConfigValue)])

  /// A whole number is the same whichever case holds it: a seed is written as one and read back as the other.
  public static func == (a: ConfigValue, b: ConfigValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.unsigned(let a), .unsigned(let b)): a == b
    case (.integer(let a), .unsigned(let b)), (.unsigned(let b), .integer(let a)): UInt64(exactly: a) == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }
}

extension ConfigValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByBooleanLiteral
{
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(stringLiteral text: String) { self = .string(text) }
  public init(arrayLiteral elements: ConfigValue...) { self = .list(elements) }

  /// Keeps the order of the literal.
  public init(dictionaryLiteral entries: (String, ConfigValue)...) {
    self = .mapping(entries.map { (key: $0.0, value: $0.1) })
  }
}
