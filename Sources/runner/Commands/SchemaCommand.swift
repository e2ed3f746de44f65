import ArgumentParser
import ExperimentSpec
import Text

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints a JSON Schema of specs and sweep files, for editors and other programs.",
    usage: "runner schema",
    discussion: """
      It knows names, types, ranges and defaults (draft 2020-12). Shapes, files and data are checked by runner validate.

      EXAMPLES:
        runner schema > runner.schema.json
      """)

  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func run() throws { try console.print(JSONValue(SpecSchema.schema).text) }
}
