import ExperimentSpec

/// A JSON document whose objects keep their order and whose numbers keep their digits.
public indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The digits as they stand in the file.
  case number(String)
  case string(String)
  case list([JSONValue])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  public static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

  /// The shortest digits that read back as the same number; `null` when it is not finite.
  public static func float(_ value: Float) -> JSONValue { value.isFinite ? .number(value.description) : .null }

  /// The shortest digits that read back as the same number; `null` when it is not finite.
  public static func double(_ value: Double) -> JSONValue { value.isFinite ? .number(value.description) : .null }

  /// The value of an object's key, nil where there is none.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

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

  /// The spec's tree again; numbers without a point or an exponent are integers.
  public var config: ConfigValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let digits): Self.number(digits)
    case .string(let value): .string(value)
    case .list(let values): .list(values.map(\.config))
    case .object(let members): .mapping(members.map { ($0.key, $0.value.config) })
    }
  }

  private static func number(_ digits: String) -> ConfigValue {
    if let value = Int(digits) { return .integer(value) }
    if let value = UInt64(digits) { return .unsigned(value) }
    return Double(digits).map(ConfigValue.number) ?? .string(digits)
  }
}
