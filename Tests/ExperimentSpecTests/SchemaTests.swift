import Catalog
import ExperimentSpec
import Foundation
import SpecMutations
import Testing
import Text

/// What an editor learns about specs.
@Suite struct SchemaTests {
  static let schema = JSONValue(SpecSchema.schema)

  @Test func everyReferenceLeadsToADefinition() {
    var names: Set<String> = []
    func collect(_ value: JSONValue) {
      switch value {
      case .object(let members):
        for member in members {
          if member.key == "$ref", case .string(let path) = member.value { names.insert(path) }
          collect(member.value)
        }
      case .list(let elements): elements.forEach(collect)
      default: break
      }
    }
    collect(Self.schema)
    let definitions = Families.all.map(\.kind) + ["dataset", "sweep"]
    // A padding is a word, written out where it is used.
    let wanted = definitions.filter { $0 != "padding" }
    #expect(names == Set(wanted.map { "#/$defs/" + $0 }))
    for name in definitions { #expect(Self.schema["$defs"]?[name] != nil, "\(name)") }
  }

  @Test func everyOptionHasItsLineAndItsDefault() throws {
    let adam = try #require(Self.schema["$defs"]?["optimizer"]?.alternatives[1]["properties"]?["adam"])
    #expect(
      adam["properties"]?["beta_1"]?.line == """
        {"type": "number", "minimum": 0.0, "exclusiveMaximum": 1.0, \
        "description": "how much of the gradient's mean stays in a step", "default": 0.9}
        """)
    #expect(adam["type"]?.line == #"["object", "null"]"#)
    let dense = try #require(Self.schema["$defs"]?["layer"]?.alternatives[1]["properties"]?["dense"])
    #expect(dense["required"]?.line == #"["units"]"#)
    #expect(dense["properties"]?["activation"]?["default"]?.line == #""linear""#)
    #expect(Self.schema["properties"]?["optimizer"]?["default"]?.line == #""rmsprop""#)
  }

  @Test func aLayerWithinALayerMayBeANumberOrStandWithinKerassOption() throws {
    let layer = try #require(
      Self.schema["$defs"]?["layer"]?.alternatives[1]["properties"]?["bidirectional"]?["properties"])
    for lstm in [layer["lstm"]?.alternatives.first, layer["layer"]?["properties"]?["lstm"]] {
      #expect(lstm?.alternatives.first?.line == #"{"type": "integer", "minimum": 1, "maximum": 1048576}"#)
    }
    #expect(layer["layer"]?["maxProperties"]?.line == "1")
  }

  /// `layer_defaults: {conv2d: {kernel_size: 3}}`
  @Test func whatLayerDefaultsMayHaveIsNotRequired() throws {
    let layers = try #require(Self.schema["$defs"]?["layer"]?.alternatives[1]["properties"])
    #expect(layers["conv2d"]?["required"]?.line == #"["filters"]"#)
    #expect(
      layers["conv2d"]?.alternatives.first?.line == #"{"type": "integer", "minimum": 1, "maximum": 1048576}"#)
    #expect(layers["repeat"]?["required"]?.line == #"["times", "layers"]"#)
  }

  private static let hasValidator = Validator.interpreter != nil

  @Test(
    .enabled(
      if: hasValidator, "needs Python's jsonschema and ruamel.yaml: apt install python3-jsonschema python3-ruamel.yaml")
  )
  func everyCommittedSpecPassesAndNearlyEveryMistakeOfTypeNameAndRangeFails() throws {
    let files = try Validator.committedSpecs()
    #expect(files.count >= 8)
    #expect(try Validator.accepted(files.map(\.text), Self.schema) == Array(repeating: true, count: files.count))
    let drawn = (1...100).map { RandomOptions.spec(seed: $0).resolved().yaml() }
    let refused = try zip(drawn, Validator.accepted(drawn, Self.schema)).filter { !$0.1 }.map(\.0)
    #expect(refused == [])
    let mistakes = MistakeTests.specs.flatMap { Mistakes(in: $0).all() }
      .filter { $0.what.hasSuffix(", misspelt") || $0.what.hasSuffix(", of another kind") }
    let accepted = try Validator.accepted(mistakes.map(\.text), Self.schema)
    let missed = zip(mistakes, accepted).filter(\.1).map(\.0.what)
    print("\(mistakes.count) mistakes of type, name and range, \(missed.count) of them not seen by the schema")
    #expect(mistakes.count > 500)
    #expect(missed.count * 10 <= mistakes.count, "\(missed.joined(separator: "\n"))")
  }
}

extension JSONValue {
  fileprivate var alternatives: [JSONValue] { if case .list(let values)? = self["anyOf"] { values } else { [] } }
}

/// Python's jsonschema, over YAML 1.2 as editors read it.
private enum Validator {
  struct Unavailable: Error {}

  private static let script = """
    import io, json, sys
    from jsonschema import Draft202012Validator
    from ruamel.yaml import YAML
    schema, texts = json.load(sys.stdin)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    def accepts(text):
      try: return validator.is_valid(YAML(typ="safe", pure=True).load(io.StringIO(text)))
      except Exception: return False
    print("".join("1" if accepts(text) else "0" for text in texts), end="")
    """

  static func accepted(_ texts: [String], _ schema: JSONValue) throws -> [Bool] {
    try run(script, JSONValue.list([schema, .list(texts.map(JSONValue.string))]).line).map { $0 == "1" }
  }

  static func committedSpecs() throws -> [(name: String, text: String)] {
    let folder = packageRoot + "/experiments"
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
    return try names.sorted().map { ($0, try String(contentsOfFile: folder + "/" + $0, encoding: .utf8)) }
  }

  /// The first Python on the PATH, or the system's own, for which apt installs packages.
  private static let interpreters = [["/usr/bin/env", "python3"], ["/usr/bin/python3"]]

  /// The interpreter that has both packages.
  static let interpreter = interpreters.first { (try? run("import jsonschema, ruamel.yaml", "", by: $0)) != nil }

  static func run(_ script: String, _ input: String, by words: [String]? = interpreter) throws -> String {
    guard let words else { throw Unavailable() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = words.dropFirst() + ["-c", script]
    let (standardInput, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (standardInput, output, Pipe())
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Unavailable() }
    return String(decoding: data, as: UTF8.self)
  }
}
