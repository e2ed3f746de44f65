/// Something with options that a spec can name: a layer, an optimizer, a data set, the spec itself.
public protocol Construct: Hashable, Sendable {
  /// Shows the visitor each option, in the order of a resolved spec.
  mutating func options(_ visitor: any OptionVisitor)
}

/// What users read about a construct.
public struct ConstructWords: Sendable {
  /// As a spec writes it: `dense`.
  public let name: String
  /// Other names that a spec may write.
  public let otherNames: [String]
  /// One line.
  public let summary: String
  /// Uses the names of its options; nil if there is none.
  public let formula: String?
  /// The right form, also for messages; nil if nothing but the name has to be written.
  public let example: String?
  /// The option that a value in the place of all options is, Keras's first positional argument: `dropout: 0.5`.
  public let positional: String?
  /// Keras's option around one of several others, which may stand within it or without it: `layer` in
  /// `bidirectional: {layer: {lstm: 64}}`. A resolved spec has them without it.
  public let wrapper: String?
  /// Options that it has in Keras but not here, each with what to write instead, or why it is missing.
  public let refused: [String: String]

  public init(
    _ name: String, otherNames: [String] = [], _ summary: String, formula: String? = nil, example: String? = nil,
    positional: String? = nil, wrapper: String? = nil, refused: [String: String] = [:]
  ) {
    self.name = name
    self.otherNames = otherNames
    self.summary = summary
    self.formula = formula
    self.example = example
    self.positional = positional
    self.wrapper = wrapper
    self.refused = refused
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

  /// The construct with what another module adds to it: its arithmetic, its files.
  ///
  /// The tables are here and what they list is completed elsewhere, so the compiler can't see whether one lacks it. A test for each
  /// family goes through its table: `MachineryTests`, `OptimizerTests`, `DataSourceTests`, `EpochRuleTests`, `ScheduleTests`,
  /// `RegularizerTests`, `AugmentationTests`, `LossTests`, `MetricFixtureTests`.
  public func machinery<Machinery>() -> Machinery {
    guard let machinery = self as? Machinery else { preconditionFailure("\(words.name) has no \(Machinery.self)") }
    return machinery
  }
}

/// One of several constructs that may be in the same place, written as `name` or `{name: {options}}`.
public protocol FamilyMember: Construct {
  /// What a member of the family is called in a message: "layer".
  static var kind: String { get }
  static var family: Family<Self> { get }
  var words: ConstructWords { get }
  /// Called with that of its names by which a spec has it, before its options are read.
  mutating func wasWritten(as name: String)
}

extension FamilyMember {
  public mutating func wasWritten(as name: String) {}
}

extension ConstructWords {
  public var allNames: [String] { [name] + otherNames }
}
