/// Something with options that a spec can name: a layer, an optimizer, a data set, the spec itself.
public protocol Construct: Hashable, Sendable {
  /// Shows the visitor each option, in the order in which a resolved spec has them.
  mutating func options(_ visitor: inout some OptionVisitor)
}

/// What people read about a construct.
public struct ConstructWords: Sendable {
  /// As a spec writes it: `dense`.
  public let name: String
  /// Other names that a spec may write.
  public let otherNames: [String]
  /// One line.
  public let summary: String
  /// With the words of its options, where there is one.
  public let formula: String?
  /// The right form, for messages too; nil where nothing has to be written but the name.
  public let example: String?

  public init(
    _ name: String, otherNames: [String] = [], _ summary: String, formula: String? = nil, example: String? = nil
  ) {
    self.name = name
    self.otherNames = otherNames
    self.summary = summary
    self.formula = formula
    self.example = example
  }
}

/// One of several constructs that may stand in the same place, written as `name` or `{name: {options}}`.
public protocol FamilyMember: Construct {
  /// What one of the family is called in a message: "layer".
  static var kind: String { get }
  static var family: Family<Self> { get }
  var words: ConstructWords { get }
}

/// The table of a family.
public struct Family<Member: FamilyMember>: Sendable {
  /// Each with its defaults.
  public let members: [Member]
  /// All names that a spec may write, as messages list them.
  public let names: [String]
  /// For names that are not in the table.
  public let advice: NameAdvice
  /// Whether options without a name tell which member is meant: `{units: 10}` is a dense layer.
  public let isKnownByOptions: Bool
  /// Who has which options; where several have one, hints name the first.
  public let owners: [(name: String, keys: [String])]

  private let byName: [String: Member]
  private let bodied: Set<String>

  /// - Parameter foremost: the name of the member that hints prefer to those that stand before it in the table.
  init(_ members: [Member], foremost: String? = nil, isKnownByOptions: Bool = false, advice: NameAdvice) {
    self.members = members
    self.advice = advice
    self.isKnownByOptions = isKnownByOptions
    let named = members.flatMap { member in member.words.allNames.map { (name: $0, member: member) } }
    names = named.map(\.name)
    byName = Dictionary(uniqueKeysWithValues: named)
    bodied = Set(members.filter { $0.bodyKind != nil }.map(\.words.name))
    let owners = members.map { (name: $0.words.name, keys: $0.optionDescriptions.map(\.key)) }
      .filter { !$0.keys.isEmpty }
    self.owners = owners.filter { $0.name == foremost } + owners.filter { $0.name != foremost }
  }

  /// The member of that name, with its defaults.
  public func member(named name: String) -> Member? { byName[name] }

  /// Whether something else stands in the place of that member's options.
  public func hasBody(_ name: String) -> Bool { bodied.contains(name) }
}

extension ConstructWords {
  public var allNames: [String] { [name] + otherNames }
}
