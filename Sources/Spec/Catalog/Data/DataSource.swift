/// A kind of data set. A spec selects it by its name, as in `name: mnist`, or by a key with its name, as in `idx: FOLDER`.
/// Its other options are beside that.
public protocol DataConstruct: NamedConstruct {
  /// Whether the data have a validation part of their own.
  var holdsOut: HeldOut { get }
  /// The first option that contradicts others, by its path below `dataset`; reported when the data are read.
  var contradiction: OptionProblem? { get }
  /// Whether the targets are classes whatever the loss is.
  var hasOnlyClasses: Bool { get }
  /// What a person calls one of its classes.
  static var classNoun: String { get }
}

extension DataConstruct {
  public var holdsOut: HeldOut { .nothing }
  public var contradiction: OptionProblem? { nil }
  public var hasOnlyClasses: Bool { true }
  public static var classNoun: String { "class" }
}

/// Where a spec's samples come from.
public struct DataSource: FamilyMember {
  public private(set) var construct: any DataConstruct

  public init(_ construct: some DataConstruct) { self.construct = construct }
}

extension DataSource {
  public static let kind = "dataset"

  /// The table of data sets.
  public static let family = Family([
    Self(MNIST()), Self(FashionMNIST()), Self(IDX()), Self(CSV()), Self(Images()), Self(NPZ()), Self(NPY()),
    Self(CIFAR10()), Self(CIFAR100()),
  ])

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public var classNoun: String { type(of: construct).classNoun }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}

extension DataSource {
  /// The values of `name:`.
  public static let names = rows { $0.kinds[$0.words.name] == nil }.map(\.words.name)
  /// Keys that take the place of `name`.
  public static let keys = rows { $0.kinds[$0.words.name] != nil }.map(\.words.name)
  /// Each of these is needed only by the data set to which it belongs; `name` is one of them.
  public static let everyKey = Set(["name"] + family.table.rows.flatMap { $0.options.map(\.key) })
  /// What can be written: `mnist`, `{idx: FOLDER}`.
  public static let forms = names + examples

  /// How a missing source is written: `name: mnist, or idx: FOLDER`.
  public static let example =
    (["name: \(names[0])"] + examples.map { String($0.dropFirst().dropLast()) }).joined(separator: ", or ")

  /// The first of these keys that is a source's, in the form of `--set`: `idx=FOLDER`.
  public static func assignment(ofFirst keys: [String]) -> String {
    let key = self.keys.first(where: keys.contains) ?? self.keys[0]
    let example = family.table.row(named: key)?.words.example ?? ""
    let written = example.dropFirst().prefix { $0 != "," && $0 != "}" }
    return String(written.replacing(": ", with: "="))
  }

  private static let examples = keys.compactMap { family.table.row(named: $0)?.words.example }

  private static func rows(where isWanted: (FamilyTable.Row) -> Bool) -> [FamilyTable.Row] {
    family.table.rows.filter(isWanted)
  }

  /// The one with this name, with its defaults.
  public init?(named name: String) {
    guard Self.names.contains(name) else { return nil }
    self.init(inTable: name)
  }

  /// The one with this key, without its value.
  public init?(key: String) {
    guard Self.keys.contains(key) else { return nil }
    self.init(inTable: key)
  }

  private init?(inTable name: String) {
    guard let row = Self.family.table.row(named: name) else { return nil }
    self = Self.family.members[row.index]
  }

  public var isNamed: Bool { Self.names.contains(words.name) }

  /// What messages and results call it: its name, or its key's value; of several parts, the first.
  public var title: String {
    let written = optionDescriptions.first { $0.key == words.name }?.value
    if case .mapping(let parts)? = written, case .string(let first)? = parts.first?.value { return first }
    if case .string(let text)? = written { return text }
    return words.name
  }
}
