import Text

/// A value that is made of others, or that may be written in several ways: a list of texts, a word for each column.
///
/// Its form says what a spec may write. Reading, merging, `--set`, the JSON Schema and random specs follow from it.
public protocol OptionValue: Hashable, Sendable {
  static var form: ValueForm { get }
  /// Nil for anything that does not have the form.
  init?(_ config: ConfigValue)
  /// In the form, or `null`.
  var config: ConfigValue { get }
  /// Whether a resolved spec has the key: not if the value is `null`.
  var isRecorded: Bool { get }
}

extension OptionValue {
  public var isRecorded: Bool { config != .null }
}

/// How a value may be written.
public indirect enum ValueForm: Sendable {
  case boolean
  case integer(ClosedRange<Int>)
  case number(NumberRange)
  case text(TextKind)
  /// One of these words; the kind is what messages call it.
  case word(of: String, [String])
  /// So many values.
  case list(of: ValueForm, counts: ClosedRange<Int>)
  /// Two values, which messages call by these words: `[height, width]`.
  case pair(of: ValueForm, words: String)
  /// A value under each of the names that a user knows: of columns, of classes.
  case mapping(of: ValueForm, by: String)
  /// Values under some of these keys.
  case record([Key])
  /// One of several, told apart by what YAML has there: true or false, another scalar, a list or a mapping.
  case either([ValueForm])

  public struct Key: Sendable {
    public let name: String
    public let form: ValueForm
    public let isRequired: Bool

    public init(_ name: String, _ form: ValueForm, isRequired: Bool = false) {
      (self.name, self.form, self.isRequired) = (name, form, isRequired)
    }
  }
}

extension ValueForm {
  /// Each of the ways to write it.
  public var alternatives: [ValueForm] {
    if case .either(let forms) = self { forms.flatMap(\.alternatives) } else { [self] }
  }

  public var isScalar: Bool {
    switch self {
    case .boolean, .integer, .number, .text, .word: true
    case .list, .pair, .mapping, .record: false
    case .either(let forms): forms.allSatisfy(\.isScalar)
    }
  }

  /// As tables and messages write it.
  public var words: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range) where range.count == 1: String(range.lowerBound)
    case .integer(let range): "a whole number, \(grouped(range.lowerBound)) to \(grouped(range.upperBound))"
    case .number(let range): "a number \(range.words)"
    case .text(let kind): kind.words
    case .word(_, let words): words.joined(separator: " or ")
    case .list(let element, _): "a list of \(element.pluralWords)"
    case .pair(_, let words): words
    case .mapping(let value, let name): "\(value.words) for each \(name)"
    case .record(let keys): "{\(keys.map { "\($0.name): …" }.joined(separator: ", "))}"
    case .either(let forms): forms.map(\.words).joined(separator: ", or ")
    }
  }

  private var pluralWords: String {
    switch self {
    case .text(.path): "paths"
    case .text: "texts"
    case .integer: "whole numbers"
    default: "values: \(words)"
    }
  }

  /// The form of what is under a key; nil if it can't have that key.
  public func member(_ name: String) -> ValueForm? {
    for form in alternatives {
      switch form {
      case .mapping(let value, _): return value
      case .record(let keys): return keys.first { $0.name == name }?.form
      default: continue
      }
    }
    return nil
  }

  /// The same value with other paths; `place` is its path in the spec.
  func mappingPaths(
    in value: ConfigValue, at place: String, _ change: (_ place: String, _ path: String) -> String
  ) -> ConfigValue {
    switch value {
    case .string(let text):
      let isPath = alternatives.contains { if case .text(.path) = $0 { true } else { false } }
      return isPath ? .string(change(place, text)) : value
    case .mapping(let entries):
      return .mapping(
        entries.map { key, value in
          (key, member(key)?.mappingPaths(in: value, at: "\(place).\(key)", change) ?? value)
        })
    default: return value
    }
  }
}
