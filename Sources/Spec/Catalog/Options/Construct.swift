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

/// A construct that a family's table lists under its name.
public protocol NamedConstruct: Construct {
  static var words: ConstructWords { get }
}

extension NamedConstruct {
  public var words: ConstructWords { Self.words }

  /// Whether the other is of the same type, and equal.
  public func isEqual(to other: any NamedConstruct) -> Bool { other as? Self == self }
}

/// One of several constructs that may stand in the same place, written as `name` or `{name: {options}}`.
public protocol FamilyMember: Construct {
  /// What one of the family is called in a message: "layer".
  static var kind: String { get }
  static var family: Family<Self> { get }
  var words: ConstructWords { get }
}

/// All of a family, each with its defaults.
public struct Family<Member: FamilyMember>: Sendable {
  public let members: [Member]
  public let table: FamilyTable

  /// - Parameter foremost: the name of the member that hints prefer to those that stand before it in the table.
  init(_ members: [Member], foremost: String? = nil, isKnownByOptions: Bool = false, advice: NameAdvice) {
    self.members = members
    let rows = members.enumerated().map { index, member in
      FamilyTable.Row(
        index: index, words: member.words, options: member.optionDescriptions.map(\.key),
        hasBody: member.bodyKind != nil)
    }
    table = FamilyTable(Member.kind, rows, foremost, isKnownByOptions, advice)
  }
}

/// What can be said of a family without its members' type: its names, and who has which options.
public final class FamilyTable: Sendable {
  public struct Row: Sendable {
    public let index: Int
    public let words: ConstructWords
    /// Their keys.
    public let options: [String]
    /// Whether something else stands in the place of options.
    public let hasBody: Bool
  }

  public let kind: String
  /// All names that a spec may write, as messages list them.
  public let names: [String]
  /// For names that are not in the table.
  public let advice: NameAdvice
  /// Whether options without a name tell which member is meant: `{units: 10}` is a dense layer.
  public let isKnownByOptions: Bool
  /// Who has which options; where several have one, hints name the first.
  public let owners: [(name: String, keys: [String])]

  private let rows: [String: Row]

  fileprivate init(
    _ kind: String, _ rows: [Row], _ foremost: String?, _ isKnownByOptions: Bool, _ advice: NameAdvice
  ) {
    self.kind = kind
    self.isKnownByOptions = isKnownByOptions
    self.advice = advice
    let named = rows.flatMap { row in row.words.allNames.map { (name: $0, row: row) } }
    names = named.map(\.name)
    self.rows = Dictionary(uniqueKeysWithValues: named)
    let owners = rows.filter { !$0.options.isEmpty }.map { (name: $0.words.name, keys: $0.options) }
    self.owners = owners.filter { $0.name == foremost } + owners.filter { $0.name != foremost }
  }

  public func row(named name: String) -> Row? { rows[name] }
}

extension ConstructWords {
  public var allNames: [String] { [name] + otherNames }
}
