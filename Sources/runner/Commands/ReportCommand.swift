import ArgumentParser

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes one HTML page with all results: tables, curves, confusion matrices, digits.",
    usage: "runner report [<result> ...] [--output <file>] [<options>]",
    discussion: """
      The page is one file that needs no network and no script. Its pictures are also written as SVG files into the \
      results' own folders. Prints the page's path.

      EXAMPLES:
        runner report
        runner report dense conv --output page.html
      """)

  @Argument(help: "Results, as in dense, or sweeps. (default: all in the folder of results)")
  var result: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the page goes. (default: report.html in the folder of results)", valueName: "file"))
  var output: String?

  @OptionGroup var options: SharedOptions

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output: the file's name is empty.") }
    guard options.overrides.isEmpty else {
      throw ValidationError(
        "--set changes a spec, and report reads results: train the changed spec first, under a name of its own: "
          + "runner run SPEC --set KEY=VALUE --set name=NAME")
    }
  }

  func run() throws {
    try options.requireDataFolder()
    let path = try ReportWriter(options).write(result, to: output)
    if !options.quiet { try Console.print(path + "\n") }
  }
}
