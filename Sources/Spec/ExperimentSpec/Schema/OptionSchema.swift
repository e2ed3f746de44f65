import Catalog

extension OptionDescription {
  /// The schema of the key's value.
  package var schema: ConfigValue {
    let value = isNullable ? kind.schema.orNull : kind.schema
    let remarks: [(key: String, value: ConfigValue)] =
      [("description", .string(about))] + (schemaDefault.map { [("default", $0)] } ?? [])
    return .mapping(value.entries + remarks)
  }

  /// If it is always the same.
  private var schemaDefault: ConfigValue? {
    switch kind {
    case _ where isRequired || value == .null: nil
    case .text(.name): nil
    case .extent where isNullable: nil
    case .member: valueWords.map(ConfigValue.string)
    default: value
    }
  }
}

extension OptionDescription.Kind {
  var schema: ConfigValue {
    switch self {
    case .boolean: ["type": "boolean"]
    case .integer(let range): Self.wholeNumber(range)
    case .seed: ["type": "integer", "minimum": .integer(0), "maximum": .unsigned(.max)]
    case .number(let range): Self.number(range)
    case .extent(let limit): Self.extent(1...limit)
    case .text(let kind): Self.text(kind)
    case .word(_, let words): ["enum": .list(words.map(ConfigValue.string))]
    case .member(let family): ["$ref": .string("#/$defs/\(family.kind)")]
    case .members(let family, let rules):
      [
        "type": "array", "items": ["$ref": .string("#/$defs/\(family.kind)")],
        "minItems": .integer(rules.counts.lowerBound), "maxItems": .integer(rules.counts.upperBound),
        "uniqueItems": .bool(!rules.mayRepeat),
      ]
    case .numberOrMember(let range, let family):
      ["anyOf": [Self.number(range), ["$ref": .string("#/$defs/\(family.kind)")]]]
    case .value(let form): Self.value(form)
    case .record(let options, let positional): Self.record(options, positional: positional)
    case .defaults(let family):
      Self.record(
        family.rows.filter { $0.body == nil && !$0.options.contains(where: \.isOfMembers) }
          .flatMap { row in row.words.allNames.map { ($0, row.defaults, false) } })
    case .dataset: ["$ref": "#/$defs/dataset"]
    }
  }

  private static func value(_ form: ValueForm) -> ConfigValue {
    switch form {
    case .boolean: ["type": "boolean"]
    case .integer(let range): wholeNumber(range)
    case .number(let range): number(range)
    case .text(let kind): text(kind)
    case .word(_, let words): ["enum": .list(words.map(ConfigValue.string))]
    case .list(let element, let counts):
      [
        "type": "array", "items": value(element), "minItems": .integer(counts.lowerBound),
        "maxItems": .integer(counts.upperBound),
      ]
    case .pair(let element, _): pair(of: value(element))
    case .mapping(let element, _): ["type": "object", "additionalProperties": value(element)]
    case .record(let keys): record(keys.map { ($0.name, value($0.form), $0.isRequired) })
    case .either(let forms): ["anyOf": .list(forms.map(value))]
    }
  }

  private static func record(_ options: [OptionDescription], positional: String?) -> ConfigValue {
    let mapping = record(options.map { ($0.key, $0.schema, $0.isRequired) })
    guard let alone = options.standingAlone(positional) else { return mapping }
    return ["anyOf": [alone.kind.schema, mapping]]
  }

  private static func record(_ keys: [(name: String, schema: ConfigValue, isRequired: Bool)]) -> ConfigValue {
    let required = keys.filter(\.isRequired).map { ConfigValue.string($0.name) }
    return .mapping(
      [
        ("type", "object"), ("properties", .mapping(keys.map { ($0.name, $0.schema) })),
        ("additionalProperties", false),
      ] + (required.isEmpty ? [] : [("required", .list(required))]))
  }

  private static func wholeNumber(_ range: ClosedRange<Int>) -> ConfigValue {
    ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
  }

  private static func number(_ range: NumberRange) -> ConfigValue {
    .mapping([
      ("type", "number"),
      (range.lower.isOpen ? "exclusiveMinimum" : "minimum", .number(range.lower.value)),
      (range.upper.isOpen ? "exclusiveMaximum" : "maximum", .number(range.upper.value)),
    ])
  }

  private static func extent(_ sides: ClosedRange<Int>) -> ConfigValue {
    let side = wholeNumber(sides)
    return ["anyOf": [side, pair(of: side)]]
  }

  private static func pair(of element: ConfigValue) -> ConfigValue {
    ["type": "array", "items": element, "minItems": .integer(2), "maxItems": .integer(2)]
  }

  /// Any scalar is accepted as text.
  private static func text(_ kind: TextKind) -> ConfigValue {
    let scalar: (key: String, value: ConfigValue) = ("type", ["string", "number", "boolean"])
    switch kind {
    case .free, .column: return .mapping([scalar])
    case .path: return .mapping([scalar, ("minLength", .integer(1))])
    case .name:
      return .mapping([
        scalar, ("pattern", "^[^\\s/\\\\.-][^\\s/\\\\]*$"), ("maxLength", .integer(100)),
        ("not", ["const": "comparison"]),
      ])
    }
  }
}

extension FamilyDescription {
  /// The name, or a mapping from that name to its options.
  package var schema: ConfigValue {
    let bare = members.filter(\.needsNothing).flatMap(\.words.allNames).map(ConfigValue.string)
    guard members.contains(where: { !$0.options.isEmpty || $0.body != nil }) else { return ["enum": .list(bare)] }
    let properties = members.flatMap { member in member.words.allNames.map { ($0, member.schema) } }
    return [
      "anyOf": [
        ["enum": .list(bare)],
        [
          "type": "object", "properties": .mapping(properties), "additionalProperties": false,
          "minProperties": .integer(1), "maxProperties": .integer(1),
        ],
      ]
    ]
  }
}

extension OptionDescription {
  /// Whether its value is a list of a family's members, as that of a layer that contains layers.
  fileprivate var isOfMembers: Bool { if case .members = kind { true } else { false } }

  fileprivate var isRecord: Bool { if case .record = kind { true } else { false } }
}

extension [OptionDescription] {
  /// The option that may stand alone in the place of all: not if others are required.
  fileprivate func standingAlone(_ positional: String?) -> OptionDescription? {
    allSatisfy { !$0.isRequired || $0.key == positional } ? first { $0.key == positional } : nil
  }
}

extension FamilyDescription.Member {
  /// Some of its options, none of which is required.
  fileprivate var defaults: ConfigValue {
    .mapping([
      ("type", ["object", "null"]), ("properties", .mapping(options.map { ($0.key, $0.schema) })),
      ("additionalProperties", false),
    ])
  }

  fileprivate var schema: ConfigValue {
    let about: (key: String, value: ConfigValue) = ("description", .string(words.summary))
    switch body {
    case .member(let family): return .mapping([("$ref", .string("#/$defs/\(family.kind)")), about])
    case .branches(let family):
      return .mapping([
        ("type", "object"), about,
        ("propertyNames", ["pattern": "^[A-Za-z0-9_-]*$", "maxLength": .integer(BranchName.greatestLength)]),
        ("additionalProperties", ["type": "array", "items": ["$ref": .string("#/$defs/\(family.kind)")]]),
        ("minProperties", .integer(2)),
      ])
    case nil: break
    }
    let required = options.filter { $0.isRequired && !mayBeElsewhere($0) }.map { ConfigValue.string($0.key) }
    let mapping: ConfigValue = needsNothing ? ["object", "null"] : "object"
    // What follows `type` is about mappings alone.
    let type: (key: String, value: ConfigValue) =
      positional.map { ("anyOf", [$0.kind.schema, ["type": mapping]]) } ?? ("type", mapping)
    return .mapping([
      type, about, ("properties", .mapping(options.map { ($0.key, $0.schema) } + wrapper)),
      ("additionalProperties", false),
      ("required", .list(required)),
    ])
  }

  private var positional: OptionDescription? {
    options.filter { !mayBeElsewhere($0) }.standingAlone(words.positional)
  }

  /// Whether `layer_defaults` may have it, as the size of all kernels. What a layer is about is rarely the same for all.
  private func mayBeElsewhere(_ option: OptionDescription) -> Bool {
    isOfLayer && words.positional != nil && option.key != words.positional
  }

  private var isOfLayer: Bool { LayerSpec.family.table.row(named: words.name)?.index == index }

  /// One of the options that are constructs of their own, within Keras's option around them.
  private var wrapper: [(key: String, value: ConfigValue)] {
    guard let wrapper = words.wrapper else { return [] }
    let records = options.filter(\.isRecord).map { ($0.key, $0.kind.schema) }
    let one: ConfigValue = [
      "type": "object", "properties": .mapping(records), "additionalProperties": false, "minProperties": .integer(1),
      "maxProperties": .integer(1),
    ]
    return [(wrapper, one)]
  }
}

extension ConfigValue {
  fileprivate var entries: [(key: String, value: ConfigValue)] {
    if case .mapping(let entries) = self { entries } else { [] }
  }

  fileprivate var orNull: ConfigValue { ["anyOf": [self, ["type": "null"]]] }
}
