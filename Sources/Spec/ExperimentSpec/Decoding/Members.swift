import Catalog
import Diagnostics
import Text
import YAMLTree

extension Reader where Value: FamilyMember {
  /// `name`, or `{name: {options}}`.
  static var member: Reader { Reader { readMember($0, $1) } }
}

/// Little of the work here depends on the type: this is called for every construct in a sweep's thousands of specs, and
/// another module's generic code is compiled only once, without specialization.
func readMember<Member: FamilyMember>(_ place: Place, _ collector: DiagnosticCollector) -> Member? {
  let family = Member.family
  guard let (row, options) = place.named(in: family.table, collector),
    let reader = OptionReader(options, example: row.example(with: options.node), hasBody: row.body != nil, collector)
  else { return nil }
  var member = family.members[row.index]
  member.wasWritten(as: options.head.text ?? "")
  member.options(reader)
  reader.finish { hint(forOption: $0.name, of: row.words, as: options.head.text ?? "") }
  return reader.isBodyWrong ? nil : member
}

extension Reader {
  /// A list of members, in which a name may have to be unique: a metric's is that of a column.
  static func members<Member: FamilyMember>(_ rules: ListRules) -> Reader where Value == [Member] {
    let list = Reader.list(of: Reader<Member>.member, counts: rules.counts, example: rules.example)
    return Reader { place, collector in
      guard let values = list.read(place, collector) else { return nil }
      if !rules.mayRepeat { place.reportRepeated(values.map { $0.words.name }, collector) }
      return values
    }
  }
}

extension Place {
  /// Elements whose name an earlier one has.
  fileprivate func reportRepeated(_ names: [String], _ collector: DiagnosticCollector) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      if let element = node.elements?[index] {
        let repeated = self.element(index, element.entries?.first?.key ?? element)
        repeated.report("\(quoted(name)) is listed twice", hint: "keep one of them", collector)
      }
    }
  }
}

extension Place {
  /// Which member of a family is named here, and where its options are; nil for a reported problem.
  fileprivate func named(
    in family: FamilyTable, _ collector: DiagnosticCollector
  ) -> (row: FamilyTable.Row, options: Place)? {
    if node.entries?.contains(where: \.key.isInvalid) == true { return nil }
    let what = family.kind
    guard let entries = node.entries, !entries.isEmpty else {
      report(
        "expected \(withArticle(what)), found \(finding)", hint: "known: \(listed(family.names))", collector)
      return nil
    }
    if entries.count > 1, let (key, hint) = family.rewriting(entries) {
      collector.report(
        in: key.source, at: key.range, path: path, "unknown \(what) \(quoted(key.text ?? ""))", hint: hint)
      return nil
    }
    for (index, entry) in entries.enumerated() {
      guard let row = family.row(named: entry.name) else { continue }
      if entries.count == 1 { return (row, member(entry)) }
      let other = entries[index == 0 ? 1 : 0]
      collector.report(
        in: other.key.source, at: other.key.range, path: path,
        "\(quoted(other.name)) stands beside \(quoted(entry.name)) where one \(what) belongs",
        hint: family.row(named: other.name) != nil
          ? "keep one of them" : "options stand within: \(entry.name): {\(other.name): …}")
      return nil
    }
    reportUnknown(entries, in: family, collector)
    return nil
  }

  /// A mapping that contains no name of the family.
  private func reportUnknown(_ entries: [YAMLEntry], in family: FamilyTable, _ collector: DiagnosticCollector) {
    func report(_ node: YAMLNode, _ hint: String) {
      collector.report(
        in: node.source, at: node.range, path: path, "unknown \(family.kind) \(quoted(node.text ?? ""))", hint: hint)
    }
    let key = entries[0].key
    if collector.reportSlips(in: key, path: path) { return }
    if let dash = key.entryWithin {
      collector.report(
        in: key.source, at: dash, path: path, "an entry that is indented further than the one above",
        hint: "begin the entries of a list in one column")
    } else if let (key, hint) = family.rewriting(entries) {
      report(key, hint)
    } else if let foreign = ForeignForm(entries) {
      report(foreign.name, family.hint(for: foreign.lastName))
    } else if let values = values(in: entries[0].name, where: family.names.contains) {
      report(key, sweepHint(values))
    } else {
      report(key, family.hint(for: entries[0].name))
    }
  }
}

extension FamilyTable.Row {
  /// The right form; where a number stands in place of the options and the first of them is one, with this number.
  fileprivate func example(with node: YAMLNode) -> String? {
    // Of each construct in a sweep's thousands of specs, most of which have options here.
    guard node.text.flatMap(Double.init) != nil, let first = options.first, first.isNumber else { return words.example }
    return "\(words.name): {\(first.key): \(node.flow)}"
  }
}

extension OptionDescription {
  fileprivate var isNumber: Bool {
    switch kind {
    case .integer, .number, .numberOrMember: true
    default: false
    }
  }
}

extension YAMLNode {
  /// The dash of a further list entry that YAML reads as part of this text, because it is indented further.
  fileprivate var entryWithin: Range<Int>? {
    guard case .scalar(_, isPlain: true) = content, range.upperBound <= source.bytes.count else { return nil }
    let text = source.bytes[range]
    guard let end = text.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }),
      let start = text[end...].firstIndex(where: { $0 > 0x20 }), text[start...].starts(with: "- ".utf8)
    else { return nil }
    return start..<start + 1
  }
}
