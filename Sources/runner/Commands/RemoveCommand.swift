import ArgumentParser
import Glibc
import Results
import Runs

struct RemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Removes results: their tables, and the folder with weights and checkpoints.",
    usage: "runner remove <result> ... [<options>]",
    discussion: """
      Prints what it removes, without asking; --dry-run only prints it. A sweep goes with all its runs. Files that are \
      not as runner wrote them stay where they are, and no link is followed.

      EXAMPLES:
        runner remove dense-2 --dry-run
        runner remove dense-2 batchsizes
      """,
    aliases: ["rm"])

  @Argument(help: "Runs, as in dense or results/dense.json, or sweeps.", completion: .result)
  var result: [String]

  @Flag(help: "Print what would be removed, and remove nothing.")
  var dryRun = false

  @OptionGroup var results: ResultsOptions
  @OptionGroup var quiet: QuietOptions
  @OptionGroup(visibility: .hidden) var data: DataOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressStyleOptions

  func run() throws {
    let found = try result.map { try RecordedResult.place(of: $0, results.folder) }
    let removals = try found.map { try Removal(of: $0) }
    for path in removals.flatMap(\.foreign) { console.note("\(path): stays: nothing shows that runner wrote it") }
    if dryRun { return try removals.forEach { try console.print(lines($0.files + $0.locks + $0.folders)) } }
    // All locks are taken before the first file is removed.
    let locks = try removals.flatMap(\.locks).map { try ResultLock.acquire($0) }
    defer { locks.forEach { $0.release() } }
    for removal in removals {
      let folders = try removal.perform()
      if !quiet.isQuiet { try console.print(lines(removal.files + removal.locks + folders)) }
    }
  }

  private func lines(_ paths: [String]) -> String { paths.map { $0 + "\n" }.joined() }
}
