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
  /// What all of them are called: "layers".
  public let title: String
  /// A key that takes one: `activation`.
  public let key: String
  /// Whether the key takes a list of them.
  public let isListed: Bool
  public let members: [Member]

  init<Value: FamilyMember>(_ family: Family<Value>, title: String, key: String, isListed: Bool = false) {
    (kind, self.title, self.key, self.isListed) = (Value.kind, title, key, isListed)
    members = family.members.map {
      Member(words: $0.words, options: $0.optionDescriptions, bodyKind: $0.bodyKind)
    }
  }

  init<Word: OptionWord>(_ words: Word.Type, title: String, key: String) {
    (kind, self.title, self.key, isListed) = (Word.kind, title, key, false)
    members = Word.allCases.map {
      Member(words: ConstructWords($0.rawValue, $0.summary), options: [], bodyKind: nil)
    }
  }

  public func member(named name: String) -> Member? { members.first { $0.words.allNames.contains(name) } }

  /// The member as a spec may write it, with its key.
  public func example(of member: Member) -> String {
    let first = member.options.first.map { "{\(member.words.name): {\($0.key): \($0.defaultText ?? "…")}}" }
    let written = member.words.example ?? first ?? member.words.name
    return isListed ? "\(key): [\(written)]" : "\(key): \(written)"
  }
}

/// Every family there is, in the order in which a spec has them.
public enum Families {
  public static let all = [
    FamilyDescription(LayerSpec.family, title: "layers", key: "layers", isListed: true),
    FamilyDescription(Activation.family, title: "activations", key: "activation"),
    FamilyDescription(Initializer.self, title: "initializers", key: "kernel_initializer"),
    FamilyDescription(PaddingSpec.self, title: "paddings", key: "padding"),
    FamilyDescription(OptimizerSpec.family, title: "optimizers", key: "optimizer"),
    FamilyDescription(LossSpec.family, title: "losses", key: "loss"),
    FamilyDescription(MetricSpec.family, title: "metrics", key: "metrics", isListed: true),
  ]

  public static func family(of kind: String) -> FamilyDescription? { all.first { $0.kind == kind } }
}
