import Geometry

/// A family as data: what `runner explain`, the JSON Schema and README's tables are written from.
public struct FamilyDescription: Sendable {
  public struct Member: Sendable {
    public let words: ConstructWords
    /// With its defaults.
    public let options: [OptionDescription]
    /// The kind of the family whose member stands in the place of options.
    public let bodyKind: String?

    /// Whether the bare name is a whole construct.
    public var needsNothing: Bool { bodyKind == nil && !options.contains(where: \.isRequired) }
  }

  /// What one of the family is called: "layer".
  public let kind: String
  public let members: [Member]

  init<Value: FamilyMember>(_ family: Family<Value>) {
    kind = Value.kind
    members = family.members.map {
      Member(words: $0.words, options: $0.optionDescriptions, bodyKind: $0.bodyKind)
    }
  }

  init<Word: OptionWord>(_ words: Word.Type) {
    kind = Word.kind
    members = Word.allCases.map {
      Member(words: ConstructWords($0.rawValue, $0.summary), options: [], bodyKind: nil)
    }
  }

  public func member(named name: String) -> Member? { members.first { $0.words.allNames.contains(name) } }
}

/// Every family there is, in the order in which a spec has them.
public enum Families {
  public static let all = [
    FamilyDescription(LayerSpec.family), FamilyDescription(Activation.family), FamilyDescription(Initializer.self),
    FamilyDescription(PaddingSpec.self), FamilyDescription(OptimizerSpec.family), FamilyDescription(LossSpec.family),
    FamilyDescription(MetricSpec.family),
  ]

  public static func family(of kind: String) -> FamilyDescription? { all.first { $0.kind == kind } }
}
