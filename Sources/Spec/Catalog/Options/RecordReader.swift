import Geometry

extension ExperimentSpec {
  /// A resolved spec from a record, written by this version or an earlier one: options newer than the record have their
  /// defaults, with which the run was effectively trained.
  ///
  /// Nil if it is not a spec of this catalog, such as one of a later version.
  public init?(recorded spec: ConfigValue) {
    guard let read = ExperimentSpec(name: "").reading(spec) else { return nil }
    self = read
  }
}

extension Construct {
  /// This construct with the values of a record; nil if the record has anything that is not an option of this catalog.
  package func reading(_ record: ConfigValue) -> Self? {
    let reader = RecordReader(record)
    var read = self
    read.options(reader)
    return reader.hasReadAll ? read : nil
  }
}

extension ConfigValue {
  /// A recorded spec with every option of today's catalog, so that specs of different versions can be compared. Anything
  /// that is not a spec of this catalog stays unchanged.
  public var current: ConfigValue { ExperimentSpec(recorded: self)?.resolved() ?? self }
}

/// Reads a record's value for each option into its property, which otherwise keeps its default.
private final class RecordReader: OptionVisitor {
  /// What takes the place of options.
  private let whole: ConfigValue
  private var left: [(key: String, value: ConfigValue)] = []
  private var isForeign = false

  init(_ value: ConfigValue) {
    whole = value
    if case .mapping(let entries) = value { left = entries }
  }

  func leavesOut(_ key: OptionKey) -> Bool { !left.contains { $0.key == key.name } }

  /// Whether everything in the record was an option with a value of the right kind.
  var hasReadAll: Bool { left.isEmpty && !isForeign }

  private func read<Value>(_ key: OptionKey, into value: inout Value, _ convert: (ConfigValue) -> Value?) {
    guard let index = left.firstIndex(where: { $0.key == key.name }) else {
      if key.isRequired { isForeign = true }
      return
    }
    guard let found = convert(left.remove(at: index).value) else { return isForeign = true }
    value = found
  }

  func boolean(_ key: OptionKey, _ value: inout Bool, _ about: String) {
    read(key, into: &value) { if case .bool(let value) = $0 { value } else { nil } }
  }

  func integer(_ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, _ about: String) {
    read(key, into: &value, \.asInteger)
  }

  func integer(
    _ key: OptionKey, _ value: inout Int?, _ range: ClosedRange<Int>, none: String, _ about: String
  ) {
    read(key, into: &value) { $0 == .null ? .some(nil) : $0.asInteger.map(Optional.some) }
  }

  func integer(
    _ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, like other: (key: String, value: Int),
    _ about: String
  ) {
    value = other.value
    read(key, into: &value, \.asInteger)
  }

  func seed(_ key: OptionKey, _ value: inout UInt64, _ about: String) {
    read(key, into: &value) {
      if case .unsigned(let seed) = $0 { seed } else { $0.asInteger.flatMap(UInt64.init(exactly:)) }
    }
  }

  func number(_ key: OptionKey, _ value: inout Double, _ range: NumberRange, _ about: String) {
    read(key, into: &value, \.asNumber)
  }

  func number(_ key: OptionKey, _ value: inout Double?, _ range: NumberRange, _ about: String) {
    read(key, into: &value) { $0 == .null ? .some(nil) : $0.asNumber.map(Optional.some) }
  }

  func number<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String
  ) {
    read(key, into: &value) { $0.asNumber.map(NumberOrMember.number) ?? Self.member($0).map(NumberOrMember.member) }
  }

  func extent(_ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, _ about: String) {
    read(key, into: &value, \.asExtent)
  }

  func extent(
    _ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, like other: (key: String, value: Extent2D),
    _ about: String
  ) {
    value = other.value
    read(key, into: &value, \.asExtent)
  }

  func extent(_ key: OptionKey, _ value: inout Extent2D?, upTo limit: Int, none: String, _ about: String) {
    read(key, into: &value) { $0 == .null ? .some(nil) : $0.asExtent.map(Optional.some) }
  }

  func text(
    _ key: OptionKey, _ value: inout String, _ kind: TextKind, unwritten: String, _ about: String
  ) {
    read(key, into: &value, \.asText)
  }

  func text(_ key: OptionKey, _ value: inout String?, _ kind: TextKind, _ about: String) {
    read(key, into: &value) { $0 == .null ? .some(nil) : $0.asText.map(Optional.some) }
  }

  func word<Word: OptionWord>(_ key: OptionKey, _ value: inout Word, _ about: String) {
    read(key, into: &value) { $0.asText.flatMap(Word.init(rawValue:)) }
  }

  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member, _ about: String) {
    read(key, into: &value, Self.member)
  }

  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member?, _ about: String) {
    read(key, into: &value) { $0 == .null ? .some(nil) : Self.member($0).map(Optional.some) }
  }

  func members<Member: FamilyMember>(
    _ key: OptionKey, _ values: inout [Member], _ list: ListRules, _ about: String
  ) {
    read(key, into: &values) { value in
      guard case .list(let elements) = value else { return nil }
      let members = elements.compactMap { Self.member($0) as Member? }
      return members.count == elements.count ? members : nil
    }
  }

  func value<Value: OptionValue>(_ key: OptionKey, _ value: inout Value, _ about: String) {
    read(key, into: &value, Value.init)
  }

  func record<Record: Construct>(_ key: OptionKey, _ value: inout Record?, from empty: Record, _ about: String) {
    read(key, into: &value) { $0 == .null ? .some(nil) : empty.reading($0).map(Optional.some) }
  }

  func dataset(_ key: OptionKey, _ value: inout DatasetSpec, _ about: String) {
    read(key, into: &value, DatasetSpec(source: .mnist).reading)
  }

  func source(_ value: inout DataSource) {
    if let keyed = left.lazy.compactMap({ DataSource(key: $0.key) }).first {
      value = keyed
    } else {
      read(.required("name"), into: &value) { $0.asText.flatMap(DataSource.init(named:)) }
    }
    value.options(self)
  }

  func body<Member: FamilyMember>(_ value: inout Member) {
    left = []
    if let member: Member = Self.member(whole) { value = member } else { isForeign = true }
  }

  func branches<Member: FamilyMember>(_ values: inout [Branch<Member>]) {
    let names = left.map(\.key)
    values = []
    for name in names {
      var members: [Member] = []
      self.members(OptionKey(stringLiteral: name), &members, .branch, "")
      values.append(Branch(name, members))
    }
    if !Branch<Member>.counts.contains(values.count) { isForeign = true }
  }

  /// `name`, or `{name: {options}}`.
  private static func member<Member: FamilyMember>(_ value: ConfigValue) -> Member? {
    let (name, options): (String, ConfigValue)
    switch value {
    case .string(let bare): (name, options) = (bare, .mapping([]))
    case .mapping(let entries) where entries.count == 1: (name, options) = entries[0]
    default: return nil
    }
    guard let row = Member.family.table.row(named: name) else { return nil }
    var member = Member.family.members[row.index]
    member.wasWritten(as: name)
    return member.reading(options)
  }
}

extension ConfigValue {
  fileprivate var asInteger: Int? { if case .integer(let value) = self { value } else { nil } }
  var asNumber: Double? {
    if case .number(let value) = self { value } else { asInteger.map(Double.init) }
  }
  fileprivate var asText: String? { if case .string(let value) = self { value } else { nil } }
  fileprivate var asExtent: Extent2D? {
    guard case .list(let sides) = self, sides.count == 2, let height = sides[0].asInteger,
      let width = sides[1].asInteger
    else { return nil }
    return Extent2D(height, width)
  }
}
