import Threads

/// All members of a family, each with its defaults.
public struct Family<Member: FamilyMember>: Sendable {
  public let members: [Member]
  public let table: FamilyTable

  /// - Parameters:
  ///   - foremost: the name of the member that hints prefer to earlier ones in the table.
  ///   - isKnownByOptions: whether options without a name identify the member: `{units: 10}` is a dense layer.
  public init(
    _ members: [Member], foremost: String? = nil, isKnownByOptions: Bool = false, advice: NameAdvice = NameAdvice()
  ) {
    self.members = members
    table = FamilyTable(Member.kind, members.map(\.words), foremost, isKnownByOptions, advice) {
      members.enumerated().map { FamilyTable.Row($0, $1) }
    }
  }
}

/// What is known about a family without its members' types: its names, and which member has which options.
public final class FamilyTable: Sendable {
  /// A member with its defaults.
  public struct Row: Sendable {
    /// Its index among the members.
    public let index: Int
    public let words: ConstructWords
    public let options: [OptionDescription]
    /// The values that each of them may have.
    public let kinds: [String: OptionDescription.Kind]
    /// What takes the place of options, if anything does.
    public let body: Body?

    init(_ index: Int, _ words: ConstructWords, _ options: [OptionDescription] = [], body: Body? = nil) {
      (self.index, self.words, self.options, self.body) = (index, words, options, body)
      kinds = options.kinds
    }

    /// Whether the bare name is a complete construct.
    public var needsNothing: Bool { body == nil && !options.contains(where: \.isRequired) }
  }

  /// What takes the place of options.
  public enum Body: Sendable {
    /// A member of a family: `activation: relu`.
    case member(of: FamilyTable)
    /// Lists of members under names that the spec chooses: `add: {a: [dense: 8], b: []}`.
    case branches(of: FamilyTable)

    /// As tables and messages write it.
    public var words: String {
      switch self {
      case .member(let family): withArticle(family.kind)
      case .branches(let family): "at least two branches, NAME: a list of \(family.title),"
      }
    }
  }

  /// What a member of the family is called in a message: "layer".
  public let kind: String
  /// All names that a spec may write, as messages list them.
  public let names: [String]
  /// For names that are not in the table.
  public let advice: NameAdvice
  public let isKnownByOptions: Bool

  private let foremost: String?
  private let describe: @Sendable () -> [Row]
  private let description = Lock<Description?>(nil)

  private struct Description {
    let rows: [Row]
    let rowsByName: [String: Row]
    let kinds: [String: OptionDescription.Kind]
  }

  init(
    _ kind: String, _ words: [ConstructWords], _ foremost: String?, _ isKnownByOptions: Bool, _ advice: NameAdvice,
    describe: @escaping @Sendable () -> [Row]
  ) {
    self.kind = kind
    self.foremost = foremost
    self.isKnownByOptions = isKnownByOptions
    self.advice = advice
    self.describe = describe
    names = words.flatMap(\.allNames)
  }

  /// Made on first use, because a member's options may name its own family: a layer may contain layers.
  private var described: Description {
    if let known = description.withLock({ $0 }) { return known }
    let rows = describe()
    let named = rows.flatMap { row in row.words.allNames.map { ($0, row) } }
    let new = Description(
      rows: rows, rowsByName: Dictionary(uniqueKeysWithValues: named), kinds: rows.flatMap(\.options).kinds)
    description.withLock { $0 = new }
    return new
  }

  /// In the table's order.
  public var rows: [Row] { described.rows }

  public func row(named name: String) -> Row? { described.rowsByName[name] }

  /// The values that the options of all members may have.
  public var kinds: [String: OptionDescription.Kind] { described.kinds }

  /// Which member has which options; if several have the same one, hints name the first.
  public var owners: [(name: String, keys: [String])] {
    let owners = rows.filter { !$0.options.isEmpty }.map { (name: $0.words.name, keys: $0.options.map(\.key)) }
    return owners.filter { $0.name == foremost } + owners.filter { $0.name != foremost }
  }

  /// What its members are called: "layers".
  public var title: String { plural(kind) }
}

func plural(_ noun: String) -> String { noun + (noun.hasSuffix("s") ? "es" : "s") }
