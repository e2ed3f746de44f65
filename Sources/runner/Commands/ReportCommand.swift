import ArgumentParser
import Pages
import Reporting
import Reports
import Runs
import Text

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes an HTML page with all results: tables, curves, confusion matrices, pictures.",
    usage: "runner report [<result> ...] [<options>]",
    discussion: """
      The page is a single file without scripts that needs no network. Its pictures are also written as SVG files into \
      the results' own folders, and with --pictures into another folder, as SVG or PNG. Prints the page's path.

      EXAMPLES:
        runner report
        runner report dense conv --output page.html --title 'Dense or conv?'
        runner report --pictures figures --format png
      """)

  @Argument(help: "Runs, as in dense, or sweeps. (default: all in the folder of results)", completion: .result)
  var result: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The page's file. (default: report.html in the folder of results)", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The page's title. (default: Results)", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("The author, named below the title.", valueName: "text"))
  var author: String?

  @Option(
    help: ArgumentHelp("Also write all pictures into this folder, which is created if necessary.", valueName: "dir"),
    completion: .directory)
  var pictures: String?

  @Option(help: "The format of --pictures; PNG needs rsvg-convert.")
  var format: PictureFormat = .svg

  @OptionGroup var results: ResultsOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var quiet: QuietOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressStyleOptions

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output: the file's name is empty.") }
    if title?.isEmpty == true { throw ValidationError("--title: the title is empty.") }
    if pictures?.isEmpty == true { throw ValidationError("--pictures: the folder's name is empty.") }
    if pictures == nil, format != .svg { throw ValidationError("--format needs --pictures DIR.") }
  }

  func run() throws {
    try requireDataFolder(data.folder)
    if let pictures {
      try requireOutside(results.folder, folder: pictures, option: "--pictures \(pictures)")
    }
    let export = try pictures.map { try PictureExport(to: $0, as: format) }
    let writer = ReportWriter(results.folder, data.folder, console)
    let page = try writer.page(of: result, heading: ReportPage.Heading(title: title, author: author))
    let path = try writer.write(page, to: output)
    if !quiet.isQuiet { try console.print(path + "\n") }
    guard let pictures, let export else { return }
    let count = try export.write(page.pictures)
    if !quiet.isQuiet { try console.print("\(pictures): \(counted(count, "picture")) written\n") }
  }
}

extension PictureFormat: ExpressibleByArgument {}
