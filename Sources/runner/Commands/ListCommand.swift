import ArgumentParser
import Files
import Runs
import Text

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists all results, one per line: runs and sweeps, those that are unfinished too.",
    usage: "runner list [<options>]",
    discussion: """
      Prints name, status, epochs, the accuracy on validation and test data, and when the run ended, where that is known.

      EXAMPLES:
        runner list
        runner list --json
      """,
    aliases: ["ls"])

  @Flag(help: "Print a JSON list with one object per result.")
  var json = false

  @OptionGroup var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func run() throws {
    let (found, problems) = isFolder(results.folder) ? try ListedResult.all(in: results.folder) : ([], [])
    for problem in problems { console.warn(problem) }
    if json { return try console.print(JSONValue.list(found.map(\.json)).text) }
    if found.isEmpty, problems.isEmpty { throw RecordedResult.nothing(in: results.folder) }
    if !found.isEmpty { try console.print(ListedResult.table(found).text) }
  }
}
