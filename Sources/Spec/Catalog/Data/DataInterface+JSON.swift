import Geometry
import Text

extension DataInterface {
  /// In the form of preprocessing.json.
  public var json: JSONValue {
    let members: [JSONValue.Member] = [.init("inputs", .list(inputs.map(\.json))), .init("target", target.json)]
    let preparation: [JSONValue.Member?] = [
      table.map { .init("table", $0.json) }, rows.map { .init("rows", $0.json) }, ink.map { .init("ink", $0.json) },
    ]
    return .object(members + preparation.compactMap(\.self))
  }

  /// Nil for anything else, such as a later version's.
  public init?(_ json: JSONValue) {
    guard case .list(let inputs)? = json["inputs"], let target = json["target"].flatMap(Target.init) else { return nil }
    let read = inputs.compactMap(Input.init)
    guard read.count == inputs.count, !read.isEmpty else { return nil }
    let table = json["table"].map(TablePreparation.init)
    let rows = json["rows"].map(TablePreparation.Rows.init)
    let ink = json["ink"].map(InkFrame.init)
    if case .some(.none) = table { return nil }
    if case .some(.none) = rows { return nil }
    if case .some(.none) = ink { return nil }
    self.init(inputs: read, target: target, table: table ?? nil, ink: ink ?? nil)
    self.rows = rows ?? nil
  }
}

extension DataInterface.Input {
  fileprivate var json: JSONValue {
    let scale: JSONValue.Member? =
      if let rescale { .init("multiplier", .float(rescale)) } else {
        element.divisor.map { .init("divisor", .integer($0)) }
      }
    return .object(
      [.init("shape", .list(shape.dimensions.map(JSONValue.integer))), .init("element", .string(element.name))]
        + [
          scale, isTransposed ? .init("transpose", .bool(true)) : nil,
          pictures.map { .init("pictures", JSONValue($0.optionValues)) },
        ].compactMap(\.self))
  }

  fileprivate init?(_ json: JSONValue) {
    guard let shape = json["shape"].flatMap(Shape.init) else { return nil }
    guard let element = DataInterface.Element.allCases.first(where: { json["element"] == .string($0.name) }) else {
      return nil
    }
    self.init(shape, element)
    if let multiplier = json["multiplier"] {
      guard case .number(let digits) = multiplier, let number = Float(digits), number.isFinite else { return nil }
      rescale = number
    }
    isTransposed = json["transpose"] == .bool(true)
    if let settings = json["pictures"] {
      guard let read = PictureSettings().reading(settings.config) else { return nil }
      pictures = read
    }
    guard self.json["divisor"] == json["divisor"] else { return nil }
  }
}

extension DataInterface.Target {
  fileprivate var json: JSONValue {
    let (kind, names) =
      switch self {
      case .classes(let names): ("classes", names)
      case .values(let names): ("values", names)
      }
    return .object([.init(kind, .list(names.map(JSONValue.string)))])
  }

  fileprivate init?(_ json: JSONValue) {
    guard case .object(let members) = json, members.count == 1, case .list(let values) = members[0].value else {
      return nil
    }
    let names = values.compactMap { if case .string(let name) = $0 { name } else { nil } }
    guard names.count == values.count, !names.isEmpty else { return nil }
    switch members[0].key {
    case "classes": self = .classes(names)
    case "values": self = .values(names)
    default: return nil
    }
  }
}

extension Shape {
  /// A list of one to three sizes; nil for sizes that no sample has, whose products could overflow.
  public init?(_ json: JSONValue) {
    guard case .list(let sizes) = json, (1...3).contains(sizes.count) else { return nil }
    let dimensions = sizes.compactMap { size in
      if case .number(let digits) = size, let side = Int(digits), (1...1 << 20).contains(side) { side } else { nil }
    }
    guard dimensions.count == sizes.count, dimensions.reduce(1, *) <= 1 << 31 else { return nil }
    self.init(dimensions)
  }
}
