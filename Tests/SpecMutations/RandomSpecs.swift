import Catalog
import Geometry

/// Gives every option one of its possible values, including the ends of its range.
///
/// It knows kinds of options but no constructs, so whatever is added to the catalog appears in random specs.
public final class RandomOptions: OptionVisitor {
  private var random: SplitMix64
  /// How deeply members are nested here.
  private var depth = 0

  private init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The same seed gives the same spec. One whose options contradict each other is drawn again.
  public static func spec(seed: UInt64) -> ExperimentSpec {
    let random = RandomOptions(seed: seed)
    while true {
      var spec = ExperimentSpec(name: "random")
      spec.options(random)
      let drawn = spec
      spec.callbacks.removeAll { $0.construct.problem(in: drawn) != nil }
      if spec.problems.isEmpty { return spec }
    }
  }

  public static func filled<Root: Construct>(_ root: Root, seed: UInt64) -> Root {
    var root = root
    root.options(RandomOptions(seed: seed))
    return root
  }

  private func one<Value>(of values: [Value]) -> Value { random.pick(values) }

  private func member<Member: FamilyMember>() -> Member {
    depth += 1
    defer { depth -= 1 }
    // Members that contain members are drawn only near the top, so that the nesting ends.
    let rows = Member.family.table.rows.filter { depth < 4 || !$0.holdsMembers }
    var member = Member.family.members[one(of: rows).index]
    member.options(self)
    return member
  }

  public func boolean(_ key: OptionKey, _ value: inout Bool, _ about: String) {
    value = one(of: [true, false])
  }

  public func integer(_ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, _ about: String) {
    let within = range.lowerBound + random.index(below: min(range.count, 1000))
    value = one(of: [range.lowerBound, within, within, range.upperBound])
  }

  public func integer(
    _ key: OptionKey, _ value: inout Int?, _ range: ClosedRange<Int>, none: String, _ about: String
  ) {
    var number = 0
    integer(key, &number, range, about)
    value = one(of: [nil, number])
  }

  public func integer(
    _ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, like other: (key: String, value: Int),
    _ about: String
  ) {
    integer(key, &value, range, about)
    value = one(of: [value, other.value])
  }

  public func seed(_ key: OptionKey, _ value: inout UInt64, _ about: String) {
    value = one(of: [0, random.next(), .max])
  }

  public func number(_ key: OptionKey, _ value: inout Double, _ range: NumberRange, _ about: String) {
    let fraction = Double(Float(1 + random.index(below: 999)) / 1000)
    let ends = [range.lower, range.upper].filter { !$0.isOpen }.map(\.value)
    value = one(of: ends + [fraction, fraction, fraction * 1e-6].filter(range.contains))
  }

  public func number(_ key: OptionKey, _ value: inout Double?, _ range: NumberRange, _ about: String) {
    var plain = 0.0
    number(key, &plain, range, about)
    value = one(of: [nil, plain])
  }

  public func number<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String
  ) {
    var plain = 0.0
    number(key, &plain, range, about)
    value = one(of: [.number(plain), .member(member())])
  }

  public func extent(_ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, _ about: String) {
    integer(key, &value.height, 1...limit, about)
    integer(key, &value.width, 1...limit, about)
  }

  public func extent(
    _ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, like other: (key: String, value: Extent2D),
    _ about: String
  ) {
    extent(key, &value, upTo: limit, about)
    value = one(of: [value, other.value])
  }

  public func extent(_ key: OptionKey, _ value: inout Extent2D?, upTo limit: Int, none: String, _ about: String) {
    var extent = value ?? Extent2D(1, 1)
    self.extent(key, &extent, upTo: limit, about)
    value = one(of: [nil, extent])
  }

  public func text(
    _ key: OptionKey, _ value: inout String, _ kind: TextKind, unwritten: String, _ about: String
  ) {
    value = text(kind)
  }

  private func text(_ kind: TextKind) -> String {
    switch kind {
    case .free: one(of: ["", "null", "two words", "1e3", "é: \"'#", "a\nb\t{c}"])
    case .column: "loss"
    case .path: one(of: ["a", "../b c", "/tmp/ü.safetensors"])
    case .name: one(of: ["a", "7", "run_2.b-c", "größe", "_"])
    }
  }

  public func text(_ key: OptionKey, _ value: inout String?, _ kind: TextKind, _ about: String) {
    var written = ""
    text(key, &written, kind, unwritten: "", about)
    value = one(of: [nil, written])
  }

  public func word<Word: OptionWord>(_ key: OptionKey, _ value: inout Word, _ about: String) {
    value = one(of: Array(Word.allCases))
  }

  public func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member, _ about: String) {
    value = member()
  }

  public func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member?, _ about: String) {
    value = one(of: [nil, member()])
  }

  public func members<Member: FamilyMember>(
    _ key: OptionKey, _ values: inout [Member], _ list: ListRules, _ about: String
  ) {
    let count = list.counts.lowerBound + random.index(below: min(list.counts.count, 8))
    values = []
    for _ in 0..<count {
      let new: Member = member()
      if list.mayRepeat || !values.contains(where: { $0.words.name == new.words.name }) { values.append(new) }
    }
  }

  public func value<Value: OptionValue>(_ key: OptionKey, _ value: inout Value, _ about: String) {
    value = one(of: [Value(.null), Value(form(Value.form))].compactMap(\.self))
  }

  private func form(_ form: ValueForm) -> ConfigValue {
    switch form {
    case .boolean: return .bool(one(of: [true, false]))
    case .integer(let range):
      var number = 0
      integer("", &number, range, "")
      return .integer(number)
    case .number(let range):
      var number = 0.0
      self.number("", &number, range, "")
      return .number(number)
    case .text(let kind): return .string(text(kind))
    case .word(_, let words): return .string(one(of: words))
    case .list(let element, let counts):
      return .list((0..<counts.lowerBound + random.index(below: 3)).map { _ in self.form(element) })
    case .pair(let element, _): return .list([self.form(element), self.form(element)])
    case .mapping(let value, _):
      return .mapping(["a", "b c", "1"].prefix(random.index(below: 4)).map { ($0, self.form(value)) })
    case .record(let keys):
      return .mapping(keys.filter { $0.isRequired || one(of: [true, false]) }.map { ($0.name, self.form($0.form)) })
    case .either(let forms): return self.form(one(of: forms))
    }
  }

  public func record<Record: Construct>(
    _ key: OptionKey, _ value: inout Record?, from empty: Record, _ about: String
  ) {
    var record = empty
    record.options(self)
    value = one(of: [nil, record])
  }

  public func dataset(_ key: OptionKey, _ value: inout DatasetSpec, _ about: String) { value.options(self) }

  public func source(_ value: inout DataSource) { value = member() }

  public func body<Member: FamilyMember>(_ value: inout Member) { value = member() }

  public func branches<Member: FamilyMember>(_ values: inout [Branch<Member>]) {
    values = ["a", "1x1", "so-far"].prefix(2 + random.index(below: 2)).map { name in
      Branch(name, (0..<random.index(below: 3)).map { _ in member() })
    }
  }
}

extension FamilyTable.Row {
  /// Whether it has a list of members, like a layer that contains layers.
  fileprivate var holdsMembers: Bool {
    if case .branches = body { return true }
    return options.contains { if case .members = $0.kind { true } else { false } }
  }
}
