import Geometry

/// A family as data, from which `runner explain`, the JSON Schema and the pages' tables are written.
public struct FamilyDescription: Sendable {
  public typealias Member = FamilyTable.Row

  /// What a member of the family is called: "layer".
  public let kind: String
  /// What its members are called: "layers".
  public let title: String
  /// A key that takes a member: `activation`.
  public let key: String
  /// Whether the key takes a list of them.
  public let isListed: Bool
  public let members: [Member]

  package init(_ family: FamilyTable, key: String, isListed: Bool = false) {
    (kind, title, self.key, self.isListed) = (family.kind, family.title, key, isListed)
    members = family.rows
  }

  init<Word: OptionWord>(_ words: Word.Type, key: String) {
    (kind, title, self.key, isListed) = (Word.kind, plural(Word.kind), key, false)
    members = Word.allCases.enumerated().map { index, word in
      Member(index, ConstructWords(word.rawValue, word.summary))
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

/// Every family that has members, in the order of a spec's keys.
public enum Families {
  public static let all = [
    FamilyDescription(AugmentationSpec.family.table, key: "augmentation", isListed: true),
    FamilyDescription(LayerSpec.family.table, key: "layers", isListed: true),
    FamilyDescription(Activation.family.table, key: "activation"),
    FamilyDescription(Initializer.family.table, key: "kernel_initializer"),
    FamilyDescription(RegularizerSpec.family.table, key: "kernel_regularizer"),
    FamilyDescription(ConstraintSpec.family.table, key: "kernel_constraint"),
    FamilyDescription(CausalPadding.self, key: "padding"),
    FamilyDescription(OptimizerSpec.family.table, key: "optimizer"),
    FamilyDescription(ScheduleSpec.family.table, key: "learning_rate"),
    FamilyDescription(LossSpec.family.table, key: "loss"),
    FamilyDescription(MetricSpec.family.table, key: "metrics", isListed: true),
    FamilyDescription(EpochRuleSpec.family.table, key: "callbacks", isListed: true),
  ].filter { !$0.members.isEmpty }

  /// Data sets have no form of their own in a spec: their options are beside those of every data set.
  public static let datasets = FamilyDescription(DataSource.family.table, key: "dataset")

  /// The methods of a sweep's `search`, whose options are written beside their names.
  public static let searches = FamilyDescription(SearchMethod.family.table, key: "search")

  public static func family(of kind: String) -> FamilyDescription? { all.first { $0.kind == kind } }
}
