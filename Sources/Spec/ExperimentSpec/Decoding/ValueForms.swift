import Catalog
import Diagnostics
import YAMLTree

extension Reader where Value: Construct {
  /// A mapping of options; those that are not written keep their values.
  static func record(_ empty: Value) -> Reader {
    Reader { place, collector in
      guard let reader = OptionReader(place, example: nil, collector) else { return nil }
      var record = empty
      record.options(reader)
      let words = (empty as? any NamedConstruct)?.words
      reader.finish { entry in words.flatMap { hint(forOption: entry.name, of: $0, as: $0.name) } }
      return record
    }
  }
}

extension Reader where Value == ConfigValue {
  /// A value of this form.
  ///
  /// - Parameter example: the key with such a value.
  static func form(_ form: ValueForm, example: String) -> Reader {
    switch form {
    case .boolean: Reader<Bool>.boolean.map(ConfigValue.bool)
    case .integer(let range): Reader<Int>.integer(range).map(ConfigValue.integer)
    case .number(let range): Reader<Double>.number(range).map(ConfigValue.number)
    case .text(let kind): Reader<String>.text(kind).map(ConfigValue.string)
    case .word(let kind, let words): Reader<String>.word(kind, words).map(ConfigValue.string)
    case .list(let element, let counts):
      Reader<[ConfigValue]>.list(of: .form(element, example: example), counts: counts, example: example)
        .map(ConfigValue.list)
    case .pair(let element, let words): .pair(of: element, words, example: example)
    case .mapping(let value, _): .mapping(form, of: value, example: example)
    case .record(let keys): .record(keys, example: example)
    case .either(let forms): .either(forms, example: example)
    }
  }

  /// Also nothing, if that is possible.
  func orNull(_ isPossible: Bool) -> Reader {
    Reader { place, collector in isPossible && place.node.isNull ? .null : read(place, collector) }
  }

  private static func pair(of element: ValueForm, _ words: String, example: String) -> Reader {
    Reader { place, collector in
      guard let elements = place.node.elements else {
        place.reportKind("expected \(words), found \(place.finding)", hint: "write \(example)", collector)
        return nil
      }
      guard elements.count == 2 else {
        let values = elements.count == 1 ? "value" : "values"
        place.report("\(elements.count) \(values) where two belong", hint: "write \(words)", collector)
        return nil
      }
      let reader = form(element, example: example)
      let values = elements.enumerated().compactMap { reader.read(place.element($0, $1), collector) }
      return values.count == 2 ? .list(values) : nil
    }
  }

  private static func mapping(_ form: ValueForm, of value: ValueForm, example: String) -> Reader {
    Reader { place, collector in
      guard let entries = place.node.entries else {
        place.reportKind("expected \(form.words), found \(place.finding)", hint: "write \(example)", collector)
        return nil
      }
      let values = entries.compactMap { entry in
        Reader.form(value, example: example).read(place.member(entry), collector).map { (entry.name, $0) }
      }
      return values.count == entries.count ? .mapping(values) : nil
    }
  }

  private static func record(_ keys: [ValueForm.Key], example: String) -> Reader {
    Reader { place, collector in
      guard var fields = Fields(place, example: example, collector) else { return nil }
      let before = collector.count
      var values: [(key: String, value: ConfigValue)] = []
      for key in keys {
        let written = key.isRequired ? fields.required(key.name, example: example) : fields.optional(key.name)
        guard let written, let value = form(key.form, example: example).read(written, collector) else { continue }
        values.append((key.name, value))
      }
      fields.finish()
      return collector.count == before ? .mapping(values) : nil
    }
  }

  /// What YAML has there decides which of the forms it is.
  private static func either(_ forms: [ValueForm], example: String) -> Reader {
    Reader { place, collector in
      let forms = forms.flatMap(\.alternatives)
      guard let form = forms.first(where: { $0.takes(place.node) }) else {
        let expected = ValueForm.either(forms).words
        place.reportKind("expected \(expected), found \(place.finding)", hint: "write \(example)", collector)
        return nil
      }
      return Reader.form(form, example: example).read(place, collector)
    }
  }
}

extension ValueForm {
  /// Whether a value of this kind may be meant; one that is written wrongly is refused later.
  fileprivate func takes(_ node: YAMLNode) -> Bool {
    switch self {
    case .boolean: node.isPlainTruth
    case .integer, .number, .text, .word: node.text != nil && !node.isNull
    case .list, .pair: node.elements != nil
    case .mapping, .record: node.entries != nil
    case .either(let forms): forms.contains { $0.takes(node) }
    }
  }
}

extension YAMLNode {
  /// `true` or `false`, without quotes.
  fileprivate var isPlainTruth: Bool {
    if case .scalar("true", isPlain: true) = content { return true }
    if case .scalar("false", isPlain: true) = content { return true }
    return false
  }
}
