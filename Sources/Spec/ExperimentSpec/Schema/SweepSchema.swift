import Catalog

/// The part of the schema that is about `sweep`.
enum SweepSchema {
  static var sweep: ConfigValue {
    [
      "description": "which values keys take in turn; the file is then a sweep", "type": "object",
      "properties": ["grid": grid, "random": random, "search": search, "seeds": seeds, "rank_by": rankBy],
      "additionalProperties": false,
      "anyOf": .list(["grid", "random", "search", "seeds"].map { ["required": [.string($0)]] }),
      "not": [
        "anyOf": [
          ["required": ["grid", "random"]], ["required": ["grid", "search"]], ["required": ["random", "search"]],
          ["required": ["search", "seeds"]],
        ]
      ],
    ]
  }

  static var crossValidation: ConfigValue {
    [
      "description": "each row is in the test part of one of these folds; the file is then a sweep", "type": "object",
      "properties": [
        "folds": OptionDescription.Kind.integer(SplitSpec.foldCounts).schema,
        "stratify": ["type": ["boolean", "string"]],
        "repeats": OptionDescription.Kind.integer(SplitSpec.rounds).schema,
      ],
      "additionalProperties": false,
    ]
  }

  private static var grid: ConfigValue {
    [
      "description": "keys with lists of values: every combination is trained", "type": "object",
      "minProperties": .integer(1), "propertyNames": paths(),
      "properties": .mapping(keys.map { ($0.path, list($0.value)) }),
      "additionalProperties": list(true),
    ]
  }

  private static var random: ConfigValue {
    [
      "description": "values that are drawn for each sample", "type": "object", "required": ["samples"],
      "minProperties": .integer(2), "propertyNames": paths(and: ["samples", "seed"]),
      "properties": [
        "samples": OptionDescription.Kind.integer(1...SweepLimits.runs).schema,
        "seed": OptionDescription.Kind.seed.schema,
      ],
      "additionalProperties": distribution,
    ]
  }

  /// A method's options are beside it, and each method has its own.
  private static var search: ConfigValue {
    .mapping([
      ("description", "trials whose epochs, or values, depend on the results of earlier ones"),
      ("anyOf", .list(SearchMethod.family.table.rows.map(search))),
    ])
  }

  private static func search(_ row: FamilyTable.Row) -> ConfigValue {
    let own: [(key: String, value: ConfigValue)] = [
      ("method", ["const": .string(row.words.name), "description": .string(row.words.summary)]),
      ("seed", OptionDescription.Kind.seed.schema),
    ]
    let required = ["method"] + row.options.filter(\.isRequired).map(\.key)
    return [
      "type": "object", "required": .list(required.map(ConfigValue.string)),
      "minProperties": .integer(required.count + 1),
      "propertyNames": paths(and: ["method", "seed"] + row.options.map(\.key)),
      "properties": .mapping(own + row.options.map { ($0.key, $0.schema) }), "additionalProperties": distribution,
    ]
  }

  /// One of the distributions, with a step and a condition if it has them.
  private static var distribution: ConfigValue {
    let names = SearchSpace.Distribution.names
    let properties = names.map { ($0, $0 == "choice" ? list(true) : range) }
    return [
      "type": "object", "additionalProperties": false, "minProperties": .integer(1), "maxProperties": .integer(3),
      "properties": .mapping(
        properties + [
          ("step", ["type": "number", "exclusiveMinimum": .integer(0)]),
          ("when", ["type": "object", "minProperties": .integer(1)]),
        ]),
      "oneOf": .list(names.map { ["required": [.string($0)]] }),
    ]
  }

  private static var seeds: ConfigValue {
    .mapping([
      ("description", "how many seeds each combination is trained with, or a list of them"),
      (
        "anyOf",
        [
          OptionDescription.Kind.integer(1...SweepLimits.runs).schema,
          ["type": "array", "items": OptionDescription.Kind.seed.schema, "minItems": .integer(1), "uniqueItems": true],
        ]
      ),
    ])
  }

  private static let rankBy: ConfigValue = ["description": "the column that orders the ranking", "type": "string"]

  private static let range: ConfigValue = [
    "type": "array", "items": ["type": "number"], "minItems": .integer(2), "maxItems": .integer(2),
  ]

  private static func list(_ items: ConfigValue) -> ConfigValue {
    ["type": "array", "items": items, "minItems": .integer(1)]
  }

  private static let options = ExperimentSpec(name: "").optionDescriptions.filter { $0.key != "name" }

  /// The paths whose values are known without the spec.
  private static var keys: [(path: String, value: ConfigValue)] {
    let members = OptimizerSpec.family.members.flatMap { member in
      member.optionDescriptions.map { ("optimizer.\(member.words.name).\($0.key)", $0.kind.schema) }
    }
    return options.map { ($0.key, $0.kind.schema) }
      + DatasetSpec.everyOption.map { ("dataset.\($0.key)", $0.kind.schema) }
      + members
  }

  /// Paths that begin with a key of a spec.
  private static func paths(and others: [String] = []) -> ConfigValue {
    let words = (options.map(\.key) + others).joined(separator: "|")
    return ["pattern": .string("^(\(words))([.\\[].*)?$")]
  }
}
