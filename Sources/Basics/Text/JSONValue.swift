/// A JSON document whose objects keep their order and whose numbers keep their digits.
public indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The digits as they are in the file.
  case number(String)
  case string(String)
  case list([JSONValue])
  /// A list of whole numbers to be written, of which there may be millions: as elements of a list, each would take as much memory
  /// as ten. The reader makes lists.
  case integers([UInt32])
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

  /// The fewest digits that read back as the same number; `null` if it is non-finite.
  public static func float(_ value: Float) -> JSONValue { value.isFinite ? .number(value.description) : .null }

  /// The fewest digits that read back as the same number; `null` if it is non-finite.
  public static func double(_ value: Double) -> JSONValue { value.isFinite ? .number(value.description) : .null }

  /// The value of an object's key; nil if there is none.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

extension JSONValue {
  /// A leaf as a CSV cell.
  public var cell: String {
    switch self {
    case .null: ""
    case .string(let text): text
    case .number(let digits): digits
    default: line
    }
  }
}
