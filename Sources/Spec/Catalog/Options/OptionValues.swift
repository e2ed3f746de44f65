/// A value that a spec may leave out: a resolved spec then has no such key.
extension Optional: OptionValue where Wrapped: OptionValue {
  public static var form: ValueForm { Wrapped.form }

  public init?(_ config: ConfigValue) {
    if config == .null { self = .none } else if let value = Wrapped(config) { self = .some(value) } else { return nil }
  }

  public var config: ConfigValue { self?.config ?? .null }
}

extension OptionValue where Self: OptionWord {
  public static var form: ValueForm { .word(of: kind, allCases.map(\.rawValue)) }

  public init?(_ config: ConfigValue) {
    guard case .string(let text) = config, let word = Self(rawValue: text) else { return nil }
    self = word
  }

  public var config: ConfigValue { .string(rawValue) }
}

extension String: OptionValue {
  public static let form = ValueForm.text(.free)

  public init?(_ config: ConfigValue) {
    guard case .string(let text) = config else { return nil }
    self = text
  }

  public var config: ConfigValue { .string(self) }
}

/// The path of a file or folder. A relative one starts at the spec's folder.
public struct FilePath: OptionValue {
  public static let form = ValueForm.text(.path)
  public var text: String

  public init(_ text: String) { self.text = text }

  public init?(_ config: ConfigValue) {
    guard case .string(let text) = config else { return nil }
    self.init(text)
  }

  public var config: ConfigValue { .string(text) }
}

/// Where a spec that says nothing means neither of the two.
extension Bool: OptionValue {
  public static let form = ValueForm.boolean

  public init?(_ config: ConfigValue) {
    guard case .bool(let value) = config else { return nil }
    self = value
  }

  public var config: ConfigValue { .bool(self) }
}

/// True or false, where false says nothing: a resolved spec then has no such key, and neither had one from before the option.
public struct Flag: OptionValue {
  public static let form = ValueForm.boolean
  public var isOn: Bool

  public init(_ isOn: Bool = false) { self.isOn = isOn }

  public init?(_ config: ConfigValue) {
    guard case .bool(let value) = config else { return nil }
    self.init(value)
  }

  public var config: ConfigValue { .bool(isOn) }
  public var isRecorded: Bool { isOn }
}

/// Any number.
public struct Number: OptionValue {
  public static let form = ValueForm.number(.finite)
  public var value: Double

  public init(_ value: Double) { self.value = value }

  public init?(_ config: ConfigValue) {
    guard let value = config.asNumber else { return nil }
    self.init(value)
  }

  public var config: ConfigValue { .number(value) }
}

/// A number from 0, where 0 says nothing: a resolved spec then has no such key, and neither had one from before the option.
public struct Amount: OptionValue {
  public static let form = ValueForm.number(.notNegative)
  public var value: Double

  public init(_ value: Double = 0) { self.value = value }

  public init?(_ config: ConfigValue) {
    guard let value = config.asNumber else { return nil }
    self.init(value)
  }

  public var config: ConfigValue { .number(value) }
  public var isRecorded: Bool { value != 0 }
}

/// One of those that count something.
extension Int: OptionValue {
  public static let form = ValueForm.integer(1...Limits.units)

  public init?(_ config: ConfigValue) {
    guard case .integer(let value) = config else { return nil }
    self = value
  }

  public var config: ConfigValue { .integer(self) }
}

/// One that is not below 0.
extension Double: OptionValue {
  public static let form = ValueForm.number(.notNegative)

  public init?(_ config: ConfigValue) {
    guard let value = config.asNumber else { return nil }
    self = value
  }

  public var config: ConfigValue { .number(self) }
}

/// A list.
extension Array: OptionValue where Element: OptionValue {
  public static var form: ValueForm { .list(of: Element.form, counts: 1...Limits.listed) }

  public init?(_ config: ConfigValue) {
    guard case .list(let values) = config else { return nil }
    self = values.compactMap(Element.init)
    if count < values.count { return nil }
  }

  public var config: ConfigValue { .list(map(\.config)) }
}

/// One value, or a list of them.
public enum OneOrMore<Element: OptionValue>: OptionValue {
  case one(Element)
  case more([Element])

  public static var form: ValueForm { .either([Element.form, [Element].form]) }

  public init?(_ config: ConfigValue) {
    if let element = Element(config) {
      self = .one(element)
    } else if let list = [Element](config) {
      self = .more(list)
    } else {
      return nil
    }
  }

  public var config: ConfigValue {
    switch self {
    case .one(let element): element.config
    case .more(let list): list.config
    }
  }

  public var all: [Element] {
    switch self {
    case .one(let element): [element]
    case .more(let list): list
    }
  }
}

/// A value for each of some columns.
public struct ByColumn<Value: OptionValue>: OptionValue {
  public var values: [String: Value]

  public init(_ values: [String: Value]) { self.values = values }

  public static var form: ValueForm { .mapping(of: Value.form, by: "column") }

  public init?(_ config: ConfigValue) {
    guard case .mapping(let entries) = config else { return nil }
    let read = entries.compactMap { name, value in Value(value).map { (name, $0) } }
    guard read.count == entries.count else { return nil }
    self.init(Dictionary(read) { first, _ in first })
  }

  /// The order in which a spec names the columns means nothing, so a resolved spec has one order.
  public var config: ConfigValue {
    .mapping(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.config) })
  }
}

/// One value for all columns, or a value for each of some.
public enum OneOrByColumn<Value: OptionValue>: OptionValue {
  case all(Value)
  case each(ByColumn<Value>)

  /// For all columns only a word is possible: a mapping's keys are columns.
  public static var form: ValueForm { .either(Value.form.alternatives.filter(\.isScalar) + [ByColumn<Value>.form]) }

  public init?(_ config: ConfigValue) {
    if case .mapping = config {
      guard let each = ByColumn<Value>(config) else { return nil }
      self = .each(each)
    } else if let value = Value(config) {
      self = .all(value)
    } else {
      return nil
    }
  }

  public var config: ConfigValue {
    switch self {
    case .all(let value): value.config
    case .each(let values): values.config
    }
  }

  /// Nil if the spec says nothing about this column.
  public subscript(column: String) -> Value? {
    switch self {
    case .all(let value): value
    case .each(let each): each.values[column]
    }
  }

  /// The columns with values of their own.
  public var columns: [String] { if case .each(let each) = self { each.values.keys.sorted() } else { [] } }
}

/// The parts of a data set that may be in separate files or folders.
public protocol PartNames: Sendable {
  /// In the order of a resolved spec.
  static var names: [String] { get }
  static var required: [String] { get }
}

/// Training, validation and test part.
public enum TrainingParts: PartNames {
  public static let names = ["train", "validation", "test"]
  public static let required = ["train"]
}

/// A path for each of some parts of a data set.
public struct Paths<Parts: PartNames>: OptionValue {
  public var parts: [String: String]

  public init(_ parts: [String: String] = [:]) { self.parts = parts }

  public static var form: ValueForm {
    .record(Parts.names.map { ValueForm.Key($0, .text(.path), isRequired: Parts.required.contains($0)) })
  }

  public init?(_ config: ConfigValue) {
    guard case .mapping(let entries) = config else { return nil }
    var parts: [String: String] = [:]
    for case (let name, .string(let path)) in entries where Parts.names.contains(name) { parts[name] = path }
    guard parts.count == entries.count, Parts.required.allSatisfy({ parts[$0] != nil }) else { return nil }
    self.init(parts)
  }

  public var config: ConfigValue {
    .mapping(Parts.names.compactMap { name in parts[name].map { (name, .string($0)) } })
  }
}

/// One path, or a path for each part of a data set.
public enum PathOrParts<Parts: PartNames>: OptionValue {
  case path(String)
  case parts([String: String])

  public static var form: ValueForm { .either([.text(.path), Paths<Parts>.form]) }

  public init?(_ config: ConfigValue) {
    if case .string(let path) = config {
      self = .path(path)
    } else {
      guard let paths = Paths<Parts>(config) else { return nil }
      self = .parts(paths.parts)
    }
  }

  public var config: ConfigValue {
    switch self {
    case .path(let path): .string(path)
    case .parts(let parts): Paths<Parts>(parts).config
    }
  }

  /// The path of a part; of a path without parts nothing is a part.
  public subscript(part: String) -> String? { if case .parts(let parts) = self { parts[part] } else { nil } }
}
