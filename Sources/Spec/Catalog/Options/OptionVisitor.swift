import Geometry

/// Visits the options of a construct and does one thing with each: reads it from a file, describes it, compares it.
///
/// A construct names its options once, in ``Construct/options(_:)``: key, property, possible values, and a line about it.
/// The default is the property's own. From this follow the reading of a spec, `resolved.yaml`, shorthands and merging,
/// hints, `runner explain`, the JSON Schema and the pages' tables.
public protocol OptionVisitor: AnyObject {
  func boolean(_ key: OptionKey, _ value: inout Bool, _ about: String)
  func integer(_ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, _ about: String)
  /// - Parameter none: what the absence of a value means, such as `all`.
  func integer(
    _ key: OptionKey, _ value: inout Int?, _ range: ClosedRange<Int>, none: String, _ about: String)
  /// - Parameter other: an earlier option whose value this one has by default.
  func integer(
    _ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, like other: (key: String, value: Int),
    _ about: String)
  /// A number with which random streams begin.
  func seed(_ key: OptionKey, _ value: inout UInt64, _ about: String)
  func number(_ key: OptionKey, _ value: inout Double, _ range: NumberRange, _ about: String)
  /// A number or nil; nil is left out of a resolved spec.
  func number(_ key: OptionKey, _ value: inout Double?, _ range: NumberRange, _ about: String)
  /// A number, or a member of a family. Constructs call ``numberOrMember(_:_:_:_:)``.
  func number<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String)
  /// One number for both sides, or `[height, width]`.
  func extent(_ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, _ about: String)
  /// - Parameter other: an earlier option whose value this one has by default.
  func extent(
    _ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, like other: (key: String, value: Extent2D),
    _ about: String)
  /// - Parameter none: what the absence of a value means. A resolved spec then has no such key.
  func extent(_ key: OptionKey, _ value: inout Extent2D?, upTo limit: Int, none: String, _ about: String)
  /// - Parameter unwritten: what the default is called.
  func text(_ key: OptionKey, _ value: inout String, _ kind: TextKind, unwritten: String, _ about: String)
  func text(_ key: OptionKey, _ value: inout String?, _ kind: TextKind, _ about: String)
  func word<Word: OptionWord>(_ key: OptionKey, _ value: inout Word, _ about: String)
  /// A member of a family.
  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member, _ about: String)
  /// A member of a family, or none. Constructs call ``optionalMember(_:_:_:)``.
  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member?, _ about: String)
  func members<Member: FamilyMember>(
    _ key: OptionKey, _ values: inout [Member], _ list: ListRules, _ about: String)
  /// A value that is made of others. If it is nil, a resolved spec has no such key.
  func value<Value: OptionValue>(_ key: OptionKey, _ value: inout Value, _ about: String)
  /// Options within an option; without any, a resolved spec has no such key.
  func record<Record: Construct>(_ key: OptionKey, _ value: inout Record?, from empty: Record, _ about: String)
  func dataset(_ key: OptionKey, _ value: inout DatasetSpec, _ about: String)
  /// Where the samples come from: keys of which a data set has exactly one, and the options that it needs.
  func source(_ value: inout DataSource)
  /// What takes the place of options: an activation in `activation: relu`.
  func body<Member: FamilyMember>(_ value: inout Member)
  /// Lists of members under names that the spec chooses, in the place of options: the branches of `concatenate`.
  func branches<Member: FamilyMember>(_ values: inout [Branch<Member>])
  /// Whether what is read lacks the key, so that a default that depends on other options can be put in its place. False if nothing is
  /// read.
  func leavesOut(_ key: OptionKey) -> Bool
}

extension OptionVisitor {
  public func leavesOut(_ key: OptionKey) -> Bool { false }
}

/// Options that a resolved spec leaves out if the spec does, so that a result from before the option existed remains the result of
/// the same spec. They do not exist until their family has a member.
extension OptionVisitor {
  /// A member of a family, or none.
  public func optionalMember<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout Member?, _ about: String
  ) {
    if !Member.family.members.isEmpty { member(key, &value, about) }
  }

  /// A list of a family's members, which may be empty.
  public func optionalMembers<Member: FamilyMember>(
    _ key: OptionKey, _ values: inout [Member], upTo count: Int, mayRepeat: Bool, _ about: String
  ) {
    guard let first = Member.family.members.first?.words else { return }
    let example = "\(key.name): [\(first.example ?? first.name)]"
    members(
      key, &values, ListRules(counts: 0...count, mayRepeat: mayRepeat, isRecordedEmpty: false, example: example), about)
  }
}

/// A key, and whether it is required.
public struct OptionKey: ExpressibleByStringLiteral, Sendable {
  public let name: String
  public let isRequired: Bool
  /// What to write if a required key is missing; nil for the construct's own example.
  public let example: String?

  public init(stringLiteral name: String) { (self.name, isRequired, example) = (name, false, nil) }

  private init(required name: String, example: String?) {
    (self.name, isRequired, self.example) = (name, true, example)
  }

  public static func required(_ name: String, example: String? = nil) -> OptionKey {
    OptionKey(required: name, example: example)
  }
}

public enum TextKind: Sendable {
  case free
  /// Of a file or a folder.
  case path
  /// Of a run's files.
  case name
  /// Of the history, such as `val_loss`: one that the spec's history will have.
  case column
}

/// One of a fixed set of words, such as a padding.
public protocol OptionWord: RawRepresentable<String>, CaseIterable, Sendable {
  /// What a word of the set is called in a message: "padding".
  static var kind: String { get }
  /// Words that Keras has here, each with why they are missing and what to write instead.
  static var refused: [String: String] { get }
  var summary: String { get }
}

extension OptionWord {
  public static var refused: [String: String] { [:] }
}

public struct ListRules: Sendable {
  public let counts: ClosedRange<Int>
  /// Whether a name may occur more than once.
  public let mayRepeat: Bool
  /// Whether a resolved spec has the key if the list is empty.
  public let isRecordedEmpty: Bool
  /// The key with such a list, for messages.
  public let example: String

  public init(counts: ClosedRange<Int>, mayRepeat: Bool, isRecordedEmpty: Bool = true, example: String) {
    self.counts = counts
    self.mayRepeat = mayRepeat
    self.isRecordedEmpty = isRecordedEmpty
    self.example = example
  }
}
