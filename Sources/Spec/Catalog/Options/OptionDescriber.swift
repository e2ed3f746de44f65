import Geometry

/// Writes down each option with its value.
final class OptionDescriber: OptionVisitor {
  private(set) var options: [OptionDescription] = []
  private(set) var body: (kind: FamilyTable.Body, value: ConfigValue)?

  private func add(
    _ key: OptionKey, _ kind: OptionDescription.Kind, _ value: ConfigValue, called words: String? = nil,
    isNullable: Bool = false, isRecorded: Bool = true, _ about: String
  ) {
    options.append(
      OptionDescription(
        key: key.name, kind: kind, value: value, valueWords: words, isRequired: key.isRequired,
        isNullable: isNullable, isRecorded: isRecorded, about: about))
  }

  func boolean(_ key: OptionKey, _ value: inout Bool, _ about: String) {
    add(key, .boolean, .bool(value), about)
  }

  func integer(_ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, _ about: String) {
    add(key, .integer(range), .integer(value), about)
  }

  func integer(
    _ key: OptionKey, _ value: inout Int?, _ range: ClosedRange<Int>, none: String, _ about: String
  ) {
    add(
      key, .integer(range), value.map(ConfigValue.integer) ?? .null, called: value == nil ? none : nil,
      isNullable: true, about)
  }

  func integer(
    _ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, like other: (key: String, value: Int),
    _ about: String
  ) {
    add(
      key, .integer(range), .integer(value), called: value == other.value ? other.key : nil, isNullable: true, about)
  }

  func seed(_ key: OptionKey, _ value: inout UInt64, _ about: String) {
    add(key, .seed, .unsigned(value), about)
  }

  func number(_ key: OptionKey, _ value: inout Double, _ range: NumberRange, _ about: String) {
    add(key, .number(range), .number(value), called: Self.shortest(value), about)
  }

  func number(_ key: OptionKey, _ value: inout Double?, _ range: NumberRange, _ about: String) {
    add(
      key, .number(range), value.map(ConfigValue.number) ?? .null, called: value.map(Self.shortest) ?? "none",
      isNullable: true, isRecorded: value != nil, about)
  }

  func number<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String
  ) {
    let kind = OptionDescription.Kind.numberOrMember(range, of: Member.family.table)
    switch value {
    case .number(let number): add(key, kind, .number(number), called: Self.shortest(number), about)
    case .member(let member): add(key, kind, member.config, called: member.words.name, about)
    }
  }

  func extent(_ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, _ about: String) {
    add(key, .extent(upTo: limit), value.config, called: value.text, about)
  }

  func extent(
    _ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, like other: (key: String, value: Extent2D),
    _ about: String
  ) {
    add(
      key, .extent(upTo: limit), value.config, called: value == other.value ? other.key : value.text, isNullable: true,
      about)
  }

  func extent(_ key: OptionKey, _ value: inout Extent2D?, upTo limit: Int, none: String, _ about: String) {
    add(
      key, .extent(upTo: limit), value?.config ?? .null, called: value?.text ?? none, isNullable: true,
      isRecorded: value != nil, about)
  }

  func text(
    _ key: OptionKey, _ value: inout String, _ kind: TextKind, unwritten: String, _ about: String
  ) {
    add(key, .text(kind), .string(value), called: unwritten, about)
  }

  func text(_ key: OptionKey, _ value: inout String?, _ kind: TextKind, _ about: String) {
    add(
      key, .text(kind), value.map(ConfigValue.string) ?? .null, called: value == nil ? "none" : nil, isNullable: true,
      about)
  }

  func word<Word: OptionWord>(_ key: OptionKey, _ value: inout Word, _ about: String) {
    add(key, .word(of: Word.kind, Word.allCases.map(\.rawValue)), .string(value.rawValue), about)
  }

  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member, _ about: String) {
    add(key, .member(of: Member.family.table), value.config, called: value.words.name, about)
  }

  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member?, _ about: String) {
    add(
      key, .member(of: Member.family.table), value?.config ?? .null, called: value?.words.name ?? "none",
      isNullable: true,
      isRecorded: value != nil, about)
  }

  func members<Member: FamilyMember>(
    _ key: OptionKey, _ values: inout [Member], _ list: ListRules, _ about: String
  ) {
    add(
      key, .members(of: Member.family.table, list), .list(values.map(\.config)),
      isRecorded: list.isRecordedEmpty || !values.isEmpty, about)
  }

  func value<Value: OptionValue>(_ key: OptionKey, _ value: inout Value, _ about: String) {
    let config = value.config
    add(
      key, .value(Value.form), config, called: config == .null ? "none" : config.asNumber.map(Self.shortest),
      isNullable: Value(.null) != nil,
      isRecorded: value.isRecorded, about)
  }

  func record<Record: Construct>(_ key: OptionKey, _ value: inout Record?, from empty: Record, _ about: String) {
    let positional = (empty as? any NamedConstruct)?.words.positional
    add(
      key, .record(empty.optionDescriptions, positional: positional), value?.optionValues ?? .null,
      called: value == nil ? "none" : nil, isNullable: true, isRecorded: value != nil, about)
  }

  func dataset(_ key: OptionKey, _ value: inout DatasetSpec, _ about: String) {
    add(key, .dataset, value.config, about)
  }

  func source(_ value: inout DataSource) {
    if value.isNamed {
      add(
        .required("name"), .word(of: DataSource.kind, DataSource.names), .string(value.words.name),
        "a data set by its name")
    }
    value.options(self)
  }

  func body<Member: FamilyMember>(_ value: inout Member) {
    body = (.member(of: Member.family.table), value.config)
  }

  func branches<Member: FamilyMember>(_ values: inout [Branch<Member>]) {
    let lists = values.map { ($0.name, ConfigValue.list($0.members.map(\.config))) }
    body = (.branches(of: Member.family.table), .mapping(lists))
  }

  /// `0` for 0.0.
  private static func shortest(_ value: Double) -> String {
    let text = ConfigValue.number(value).flow
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
