public import Catalog

/// A JSON Schema (draft 2020-12) of specs and sweep files, for editors and other programs.
///
/// Written from the catalog, it has names, types, ranges, defaults and the meaning of each key. Only `runner validate`
/// checks what depends on two places, such as shapes, and how YAML writes a number.
public enum SpecSchema {
  public static var schema: ConfigValue {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "a spec of runner, or a sweep file",
      "type": "object", "properties": .mapping(properties), "additionalProperties": false,
      "anyOf": [["required": required], ["required": ["extends"]]], "$defs": .mapping(definitions),
    ]
  }

  private static let options = ExperimentSpec(name: "").optionDescriptions

  private static var required: ConfigValue { .list(options.filter(\.isRequired).map { .string($0.key) }) }

  private static var properties: [(key: String, value: ConfigValue)] {
    (options + ExperimentSpec.fileOptions).map { ($0.key, $0.schema) } + [
      ("sweep", ["$ref": "#/$defs/sweep"]), ("cross_validation", SweepSchema.crossValidation),
    ]
  }

  private static var definitions: [(key: String, value: ConfigValue)] {
    Families.all.map { ($0.kind, $0.schema) } + [(DataSource.kind, dataset), ("sweep", SweepSchema.sweep)]
  }

  /// A name, or a mapping with at most one source: a spec that extends another may leave it out.
  private static var dataset: ConfigValue {
    let options = DatasetSpec.everyOption
    return [
      "anyOf": [
        options[0].kind.schema,
        [
          "type": "object", "properties": .mapping(options.map { ($0.key, $0.schema) }), "additionalProperties": false,
          "not": ["anyOf": .list(clashes)],
        ],
      ]
    ]
  }

  /// All pairs of keys that exclude each other.
  private static var clashes: [ConfigValue] {
    let keys = ["name"] + DataSource.keys
    return keys.indices.flatMap { index in
      keys[(index + 1)...].map { ["required": [.string(keys[index]), .string($0)]] }
    }
  }
}
