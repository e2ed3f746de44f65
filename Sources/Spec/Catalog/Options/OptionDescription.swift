/// An option as data, for those who do not care which property it is.
public struct OptionDescription: Sendable {
  /// What the option may hold.
  public enum Kind: Sendable {
    case boolean
    case integer(ClosedRange<Int>)
    case seed
    case number(NumberRange)
    case extent(upTo: Int)
    case text(TextKind)
    /// Of an ``OptionWord`` by its kind.
    case word(of: String, [String])
    /// Of a ``Family`` by its kind.
    case member(of: String)
    case members(of: String, ListRules)
    case dataset
  }

  public let key: String
  public let kind: Kind
  /// What the construct has now: of one with its defaults, the default.
  public let value: ConfigValue
  /// What the default is called, where its value does not say it.
  public let valueWords: String?
  public let isRequired: Bool
  /// Whether nothing can be written for it.
  public let isNullable: Bool
  public let about: String
}

extension OptionDescription {
  /// As tables write it; nil for a required option.
  public var defaultText: String? { isRequired ? nil : valueWords ?? value.flow }
}

extension OptionDescription.Kind {
  /// What the option may hold, as tables write it.
  public var words: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .seed: "a whole number from 0 to \(UInt64.max)"
    case .number(let range): "a number \(range.words)"
    case .extent(let limit): "a number or [height, width], from 1 to \(limit)"
    case .text(.free): "text"
    case .text(.path): "a path"
    case .text(.name): "a name"
    case .word(_, let words) where words.count < 4: words.joined(separator: " or ")
    case .word(let kind, _), .member(let kind): ("aeiou".contains(kind.prefix(1)) ? "an " : "a ") + kind
    case .members(let kind, _): "a list of " + (Families.family(of: kind)?.title ?? kind)
    case .dataset: "a data set"
    }
  }
}

extension Construct {
  public var optionDescriptions: [OptionDescription] { description.options }

  /// The kind of the family whose member stands in the place of options: `activation: relu`.
  public var bodyKind: String? { description.body?.kind }

  private var description: OptionDescriber {
    var copy = self
    var describer = OptionDescriber()
    copy.options(&describer)
    return describer
  }

  /// With every option written out, in a fixed order.
  fileprivate var optionValues: ConfigValue {
    let description = description
    return description.body?.value ?? .mapping(description.options.map { ($0.key, $0.value) })
  }
}

extension FamilyMember {
  /// `name`, or `{name: {options}}`.
  public var config: ConfigValue {
    let values = optionValues
    return values == .mapping([]) ? .string(words.name) : .mapping([(words.name, values)])
  }
}

extension DatasetSpec {
  public var config: ConfigValue { optionValues }
}

extension ExperimentSpec {
  /// The spec with every default written out, in a fixed order: what a run is a function of.
  ///
  /// Written as YAML it loads as an equal spec.
  public func resolved() -> ConfigValue { optionValues }
}
