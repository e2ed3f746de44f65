import Text

extension JSONValue {
  public init(_ config: ConfigValue) {
    switch config {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .number(String(value))
    case .unsigned(let value): self = .number(String(value))
    case .number(let value): self = .double(value)
    case .string(let value): self = .string(value)
    case .list(let values): self = .list(values.map(JSONValue.init))
    case .mapping(let pairs): self = .object(pairs.map { Member($0.key, JSONValue($0.value)) })
    }
  }

  /// The spec's tree, read back; numbers without a point or an exponent are integers.
  public var config: ConfigValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let digits): Self.number(digits)
    case .string(let value): .string(value)
    case .list(let values): .list(values.map(\.config))
    case .integers(let values): .list(values.map { .integer(Int($0)) })
    case .object(let members): .mapping(members.map { ($0.key, $0.value.config) })
    }
  }

  private static func number(_ digits: String) -> ConfigValue {
    if let value = Int(digits) { return .integer(value) }
    if let value = UInt64(digits) { return .unsigned(value) }
    return Double(digits).map(ConfigValue.number) ?? .string(digits)
  }
}
