import Text

extension TablePreparation {
  /// In the form of preprocessing.json.
  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("separator", .string(dialect.separator.rawValue)), .init("decimal", .string(dialect.decimal.rawValue)),
      .init("header", .bool(dialect.hasHeader)), .init("missing_values", texts(dialect.missingValues)),
      .init("columns", .list(columns.map(\.json))), .init("other_columns", texts(others)),
      .init("rescale", .double(rescale)), .init("unknown", .string(unknown.rawValue)), .init("target", texts(target)),
    ]
    if let weight { members.append(.init("sample_weight", .string(weight))) }
    if let rows { members.append(.init("rows", rows.json)) }
    return .object(members)
  }

  /// Nil for anything else.
  init?(_ json: JSONValue) {
    guard let separator = json["separator"]?.text.flatMap(Separator.init(rawValue:)),
      let decimal = json["decimal"]?.text.flatMap(DecimalMark.init(rawValue:)),
      case .bool(let hasHeader)? = json["header"], let missingValues = json["missing_values"]?.texts,
      let columns = json["columns"]?.list(of: Column.init), !columns.isEmpty, let others = json["other_columns"]?.texts,
      let rescale = json["rescale"]?.double,
      let unknown = json["unknown"]?.text.flatMap(UnknownCategory.init(rawValue:)),
      let target = json["target"]?.texts
    else { return nil }
    let dialect = Dialect(
      separator: separator, decimal: decimal, hasHeader: hasHeader, missingValues: missingValues)
    let rows = json["rows"].map(Rows.init)
    if case .some(.none) = rows { return nil }
    self.init(
      dialect: dialect, columns: columns, others: others, rescale: rescale, unknown: unknown, target: target,
      weight: json["sample_weight"]?.text, rows: rows ?? nil)
  }
}

extension TablePreparation.Column {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [.init("name", .string(name))]
    switch encoding {
    case .number(let scale, let fill):
      members += [.init("type", .string(ColumnType.numeric.rawValue)), .init("scaling", .string(scale.rule.rawValue))]
      members += scale.members
      if let fill { members.append(.init("fill", .double(fill))) }
    case .oneHot(let categories, let fill):
      members += [.init("type", .string(ColumnType.categorical.rawValue)), .init("categories", texts(categories))]
      if let fill { members.append(.init("fill", .string(fill))) }
    }
    if hasIndicator { members.append(.init("indicator", .bool(true))) }
    return .object(members)
  }

  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    let encoding: TablePreparation.Encoding
    switch json["type"]?.text {
    case "numeric":
      guard let scale = TablePreparation.Scale(json) else { return nil }
      let fill = json["fill"].map(\.double)
      if case .some(.none) = fill { return nil }
      encoding = .number(scale, fill: fill ?? nil)
    case "categorical":
      guard let categories = json["categories"]?.texts else { return nil }
      encoding = .oneHot(categories, fill: json["fill"]?.text)
    default: return nil
    }
    self.init(name, encoding, hasIndicator: json["indicator"] == .bool(true))
  }
}

extension TablePreparation.Scale {
  fileprivate var members: [JSONValue.Member] {
    switch rule {
    case .none: []
    case .standard: [.init("mean", .double(offset)), .init("deviation", .double(divisor))]
    case .minMax: [.init("min", .double(offset)), .init("range", .double(divisor))]
    }
  }

  fileprivate init?(_ json: JSONValue) {
    guard let rule = json["scaling"]?.text.flatMap(Scaling.init(rawValue:)) else { return nil }
    let (offset, divisor): (Double?, Double?) =
      switch rule {
      case .none: (0, 1)
      case .standard: (json["mean"]?.double, json["deviation"]?.double)
      case .minMax: (json["min"]?.double, json["range"]?.double)
      }
    guard let offset, let divisor, divisor > 0 else { return nil }
    self.init(rule, offset: offset, divisor: divisor)
  }
}

extension TablePreparation.Rows {
  var json: JSONValue {
    .object([
      .init("training", .integers(training)),
      .init("validation", .integers(validation)),
      .init("test", .integers(test)),
    ])
  }

  init?(_ json: JSONValue) {
    guard let training = json["training"]?.integers, let test = json["test"]?.integers,
      let validation = json["validation"]?.integers
    else { return nil }
    self.init(training: training, validation: validation, test: test)
  }
}

private func texts(_ texts: [String]) -> JSONValue { .list(texts.map(JSONValue.string)) }

extension JSONValue {
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
  fileprivate var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
  fileprivate var integers: [UInt32]? {
    if case .integers(let numbers) = self { numbers } else { list { $0.integer.flatMap(UInt32.init(exactly:)) } }
  }
  fileprivate var texts: [String]? { list(of: \.text) }

  fileprivate var double: Double? {
    if case .number(let digits) = self, let value = Double(digits), value.isFinite { value } else { nil }
  }

  /// Nil if this is no list, or an element can't be converted.
  fileprivate func list<Element>(of convert: (JSONValue) -> Element?) -> [Element]? {
    guard case .list(let values) = self else { return nil }
    let elements = values.compactMap(convert)
    return elements.count == values.count ? elements : nil
  }
}
