public import Diagnostics

/// A value in a YAML file and its place.
///
/// Scalars stay text: what they mean depends on the reader.
public struct YAMLNode: Sendable {
  public enum Content: Sendable {
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
    /// Something already reported as a problem, which needs no further report.
    case invalid
  }

  public var content: Content
  public var source: SourceText
  /// In bytes. For a block collection: its first key, or its first dash.
  public var range: Range<Int>

  public init(_ content: Content, source: SourceText, range: Range<Int>) {
    self.content = content
    self.source = source
    self.range = range
  }

  public var mark: SourceMark { source.mark(range) }

  /// The text of a scalar, quoted or not.
  public var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Nothing, `~` or `null`, without quotes.
  public var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content { ["", "~", "null"].contains(text) } else { false }
  }

  public var entries: [YAMLEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  public var elements: [YAMLNode]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// All scalars in it, including keys, in order.
  public var scalars: [YAMLNode] {
    switch content {
    case .scalar: [self]
    case .sequence(let elements): elements.flatMap(\.scalars)
    case .mapping(let entries): entries.flatMap { $0.key.scalars + $0.value.scalars }
    case .invalid: []
    }
  }

  /// Whether a collection is written within brackets or braces.
  public var isFlow: Bool {
    guard range.lowerBound < source.bytes.count else { return false }
    return [UInt8(ascii: "["), UInt8(ascii: "{")].contains(source.bytes[range.lowerBound])
  }

  public var isInvalid: Bool {
    if case .invalid = content { true } else { false }
  }

  /// The first entry of a mapping under `key`.
  public func entry(_ key: String) -> YAMLEntry? { entries?.first { $0.name == key } }
}

/// A key of a mapping and its value. The key is a scalar, or invalid if it was reported as a problem.
public struct YAMLEntry: Sendable {
  public var key: YAMLNode
  public var value: YAMLNode

  public init(key: YAMLNode, value: YAMLNode) {
    self.key = key
    self.value = value
  }

  public var name: String { key.text ?? "" }
}
