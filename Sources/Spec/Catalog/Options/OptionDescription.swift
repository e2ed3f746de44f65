import Text

/// An option as data, for code that does not depend on its property.
public struct OptionDescription: Sendable {
  /// The values that the option may have.
  public enum Kind: Sendable {
    case boolean
    case integer(ClosedRange<Int>)
    case seed
    case number(NumberRange)
    case extent(upTo: Int)
    case text(TextKind)
    /// An ``OptionWord``, by its kind.
    case word(of: String, [String])
    case member(of: FamilyTable)
    case members(of: FamilyTable, ListRules)
    case numberOrMember(NumberRange, of: FamilyTable)
    case value(ValueForm)
    /// Options within an option; `positional` as in ``ConstructWords``.
    case record([OptionDescription], positional: String?)
    /// Options for members of a family, by their names.
    case defaults(of: FamilyTable)
    case dataset
  }

  public let key: String
  public let kind: Kind
  /// The construct's present value: for a construct with its defaults, the default.
  public let value: ConfigValue
  /// What the default is called, if its value does not say it.
  public let valueWords: String?
  public let isRequired: Bool
  /// Whether it may be left empty.
  public let isNullable: Bool
  /// Whether a resolved spec has the key. Some options are left out if they are "none", see ``OptionVisitor/optionalMember(_:_:_:)``.
  public let isRecorded: Bool
  public let about: String
}

extension OptionDescription {
  /// The value with other paths: see ``Kind/mappingPaths(in:at:_:)``.
  func mappingPaths(_ change: (_ place: String, _ path: String) -> String) -> ConfigValue {
    kind.mappingPaths(in: value, at: key, change)
  }

  /// As tables write it; nil for a required option.
  public var defaultText: String? { isRequired ? nil : valueWords ?? value.flow }
}

extension OptionDescription.Kind {
  /// The values that the option may have, as tables write them.
  public var words: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range): "a whole number, \(grouped(range.lowerBound)) to \(grouped(range.upperBound))"
    case .seed: "a whole number, 0 to 2⁶⁴ − 1"
    case .number(let range): "a number \(range.words)"
    case .extent(let limit): "1 to \(grouped(limit)), or [height, width]"
    case .text(let kind): kind.words
    case .word(_, let words) where words.count < 4: words.joined(separator: " or ")
    case .word(let kind, _): withArticle(kind)
    case .member(let family): withArticle(family.kind)
    case .members(let family, _): "a list of " + family.title
    case .numberOrMember(let range, let family): "a number \(range.words), or \(withArticle(family.kind))"
    case .value(let form): form.words
    case .record(let options, _): "{\(options.map { "\($0.key): …" }.joined(separator: ", "))}"
    case .defaults(let family): "options for each \(family.kind)"
    case .dataset: "a data set"
    }
  }

  /// The value with other paths, wherever in it there are any.
  ///
  /// - Parameter place: the value's own path in the spec, with which those of its parts begin: `csv.train`.
  public func mappingPaths(
    in value: ConfigValue, at place: String, _ change: (_ place: String, _ path: String) -> String
  ) -> ConfigValue {
    switch self {
    case .text(let kind): ValueForm.text(kind).mappingPaths(in: value, at: place, change)
    case .value(let form): form.mappingPaths(in: value, at: place, change)
    default: value
    }
  }
}

extension TextKind {
  /// As tables and messages write it.
  var words: String {
    switch self {
    case .free: "text"
    case .path: "a path"
    case .name: "a name"
    case .column: "a column of the history"
    }
  }
}

/// `an optimizer`
package func withArticle(_ noun: String) -> String { ("aeiou".contains(noun.prefix(1)) ? "an " : "a ") + noun }

extension Construct {
  public var optionDescriptions: [OptionDescription] { description.options }

  fileprivate var description: OptionDescriber {
    var copy = self
    let describer = OptionDescriber()
    copy.options(describer)
    return describer
  }

  /// With every option written out, in a fixed order.
  package var optionValues: ConfigValue {
    let description = description
    return description.body?.value ?? .mapping(description.options.filter(\.isRecorded).map { ($0.key, $0.value) })
  }
}

extension FamilyTable.Row {
  init(_ index: Int, _ member: some FamilyMember) {
    let description = member.description
    self.init(index, member.words, description.options, body: description.body?.kind)
  }
}

extension [OptionDescription] {
  /// The possible values of each, by key. If several members of a family have the same key, the first counts.
  public var kinds: [String: OptionDescription.Kind] {
    Dictionary(map { ($0.key, $0.kind) }) { first, _ in first }
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
