import Catalog
import Diagnostics
import Geometry
import YAMLTree

/// Reads a mapping's value for each option into its property, which otherwise keeps its default.
final class OptionReader: OptionVisitor {
  private let place: Place
  private let collector: DiagnosticCollector
  /// The construct's example, for missing options.
  private let example: String?
  /// Nil if something else takes the place of options.
  private(set) var fields: Fields?
  private let parts: ReadParts?
  /// Whether that something else was there but wrong.
  private(set) var isBodyWrong = false

  /// - Parameters:
  ///   - example: the right form of the construct.
  ///   - hasBody: whether something else takes the place of options.
  ///   - parts: those that earlier readers of the same construct have read.
  init?(
    _ place: Place, example: String?, hasBody: Bool = false, parts: ReadParts? = nil, _ collector: DiagnosticCollector
  ) {
    self.place = place
    self.parts = parts
    self.collector = collector
    self.example = example
    guard !hasBody else { return }
    guard let fields = Fields(place, example: example, collector) else { return nil }
    self.fields = fields
  }

  /// See ``Fields/finish(reportsMissing:elsewhere:)``.
  ///
  /// - Parameter others: known keys that are not options.
  func finish(
    others: [String] = [], reportsMissing: Bool = true, elsewhere: (YAMLEntry) -> String?
  ) {
    for key in others { _ = fields?.optional(key) }
    fields?.finish(reportsMissing: reportsMissing, elsewhere: elsewhere)
  }

  func leavesOut(_ key: OptionKey) -> Bool { fields?.written(key.name) == nil }

  /// The value written for a key.
  private func written(_ key: OptionKey) -> Place? {
    key.isRequired
      ? fields?.required(key.name, example: key.example ?? example ?? key.name) : fields?.optional(key.name)
  }

  private func read<Value>(_ key: OptionKey, _ reader: Reader<Value>, into value: inout Value) {
    if let place = written(key), let new = reader.read(place, collector) { value = new }
  }

  func boolean(_ key: OptionKey, _ value: inout Bool, _ about: String) { read(key, .boolean, into: &value) }

  func integer(_ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, _ about: String) {
    read(key, .integer(range), into: &value)
  }

  func integer(
    _ key: OptionKey, _ value: inout Int?, _ range: ClosedRange<Int>, none: String, _ about: String
  ) {
    read(key, .optional(.integer(range)), into: &value)
  }

  func integer(
    _ key: OptionKey, _ value: inout Int, _ range: ClosedRange<Int>, like other: (key: String, value: Int),
    _ about: String
  ) {
    var written: Int?
    read(key, .optional(.integer(range)), into: &written)
    value = written ?? other.value
  }

  func seed(_ key: OptionKey, _ value: inout UInt64, _ about: String) { read(key, .seed, into: &value) }

  func number(_ key: OptionKey, _ value: inout Double, _ range: NumberRange, _ about: String) {
    read(key, .number(range), into: &value)
  }

  func number(_ key: OptionKey, _ value: inout Double?, _ range: NumberRange, _ about: String) {
    read(key, .optional(.number(range)), into: &value)
  }

  func number<Member: FamilyMember>(
    _ key: OptionKey, _ value: inout NumberOrMember<Member>, _ range: NumberRange, _ about: String
  ) {
    guard let place = written(key) else { return }
    if place.node.entries == nil {
      if let number = Reader.number(range).read(place, collector) { value = .number(number) }
    } else if let member: Member = readMember(place, collector) {
      value = .member(member)
    }
  }

  func extent(_ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, _ about: String) {
    read(key, .extent(upTo: limit), into: &value)
  }

  func extent(
    _ key: OptionKey, _ value: inout Extent2D, upTo limit: Int, like other: (key: String, value: Extent2D),
    _ about: String
  ) {
    var written: Extent2D?
    read(key, .optional(.extent(upTo: limit)), into: &written)
    value = written ?? other.value
  }

  func extent(_ key: OptionKey, _ value: inout Extent2D?, upTo limit: Int, none: String, _ about: String) {
    read(key, .optional(.extent(upTo: limit)), into: &value)
  }

  func text(
    _ key: OptionKey, _ value: inout String, _ kind: TextKind, unwritten: String, _ about: String
  ) {
    read(key, .text(kind), into: &value)
  }

  func text(_ key: OptionKey, _ value: inout String?, _ kind: TextKind, _ about: String) {
    read(key, .optional(.text(kind)), into: &value)
  }

  func word<Word: OptionWord>(_ key: OptionKey, _ value: inout Word, _ about: String) {
    read(key, .word, into: &value)
  }

  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member, _ about: String) {
    if let place = written(key), let new: Member = readMember(place, collector) { value = new }
  }

  func member<Member: FamilyMember>(_ key: OptionKey, _ value: inout Member?, _ about: String) {
    read(key, .optional(.member), into: &value)
  }

  func members<Member: FamilyMember>(
    _ key: OptionKey, _ values: inout [Member], _ list: ListRules, _ about: String
  ) {
    guard let place = written(key) else { return }
    let reader: Reader<[Member]> = .members(list)
    let nodes = parts == nil ? nil : place.node.elements
    if let nodes, let known: [Member] = parts?.value(under: key.name, of: nodes) {
      values = known
    } else if let new = reader.read(place, collector) {
      values = new
      if let nodes { parts?.keep(new, under: key.name, of: nodes) }
    }
  }

  func value<Value: OptionValue>(_ key: OptionKey, _ value: inout Value, _ about: String) {
    let example = key.example ?? example ?? "\(key.name): \(Value.form.words)"
    let reader = Reader<ConfigValue>.form(Value.form, example: example).orNull(Value(.null) != nil)
    if let place = written(key), let new = reader.read(place, collector).flatMap(Value.init) { value = new }
  }

  func record<Record: Construct>(_ key: OptionKey, _ value: inout Record?, from empty: Record, _ about: String) {
    read(key, .optional(.record(empty)), into: &value)
  }

  func dataset(_ key: OptionKey, _ value: inout DatasetSpec, _ about: String) {
    guard let place = written(key) else { return }
    let entries = parts == nil ? nil : place.node.entries
    if let entries, let known: DatasetSpec = parts?.value(under: key.name, of: entries) {
      value = known
      return
    }
    let before = collector.count
    guard let new = Reader.dataset.read(place, collector) else { return }
    value = new
    if let entries, collector.count == before { parts?.keep(new, under: key.name, of: entries) }
  }

  func source(_ value: inout DataSource) {
    let written = DataSource.keys.filter { fields?.written($0) != nil }
    guard let key = written.first, let keyed = DataSource(key: key) else {
      for key in DataSource.keys { _ = fields?.optional(key) }
      let name = fields?.requiredLast("name", example: DataSource.example)
      if let name, let named = Reader<DataSource>.named.read(name, collector) { value = named }
      return value.options(self)
    }
    for other in written.dropFirst() + ["name"] {
      fields?.written(other)?.report("'\(other)' beside '\(key)'", hint: "keep one of them", collector)
    }
    value = keyed
    value.options(self)
    for other in DataSource.keys + ["name"] where other != key { _ = fields?.optional(other) }
  }

  func body<Member: FamilyMember>(_ value: inout Member) {
    if let read: Member = readMember(place, collector) { value = read } else { isBodyWrong = true }
  }

  func branches<Member: FamilyMember>(_ values: inout [Branch<Member>]) {
    if let read: [Branch<Member>] = readBranches(place, example: example, collector) {
      values = read
    } else {
      isBodyWrong = true
    }
  }
}
