import ArgumentParser
import Files
import Pages
import Reporting
import Reports
import Runs

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract:
      "Shows a spec's data: shapes, range, samples of each class, columns of a table, files with their hashes, pictures.",
    usage: "runner data <spec> [--augmented] [--json] [--pictures <file>] [--output <dir>] [<options>]",
    discussion: """
      The layers need not fit the data yet.

      EXAMPLES:
        runner data experiments/dense.yaml
        runner data experiments/dense.yaml --set validation_split=0.1 --json
        runner data experiments/dense.yaml --pictures digits.svg
        runner data experiments/penguins.yaml --output encoded
        runner data digits.yaml --augmented --output seen
      """)

  @Argument(help: "A YAML file.")
  var spec: String

  @Flag(help: "Show what the spec's augmentations make of the first training samples.")
  var augmented = false

  @Flag(help: "Print it as JSON.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Also draw a test picture of each class with its name into this file; .png needs rsvg-convert.",
      valueName: "file.svg|file.png"),
    completion: .drawing)
  var pictures: String?

  @Option(
    help: ArgumentHelp(
      "Also write a table's parts into this folder, as the network sees them; with --augmented, the pictures.",
      valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var options: SpecOptions
  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressOptions

  func validate() throws {
    guard let pictures, PictureFormat(endingOf: pictures) == nil else { return }
    throw ValidationError("--pictures \(pictures): the name must end in .svg or .png, as in --pictures digits.svg.")
  }

  func run() throws {
    let writer = try pictureWriter()
    var reader = try ExperimentReader(options, trains: false)
    let (loaded, dataset) = try reader.readData(spec)
    if augmented { return try show(AugmentationReport(loaded, dataset), of: dataset.name, writer) }
    let report = DataReport(dataset, validationSplit: loaded.spec.validationSplit)
    if let pictures, let writer { try writer.write(drawing(report.picture?.file, for: pictures), to: pictures) }
    if let output { try report.writeParts(to: output, outside: results.folder, console) }
    console.warn(report.warnings, of: loaded.spec.name)
    try console.print(
      json ? report.json.text : "\(dataset.name) (\(spec))\n\n" + report.text(width: console.stdoutWidth))
  }

  private func show(_ report: AugmentationReport, of dataset: String, _ writer: PictureWriter?) throws {
    if let pictures, let writer { try writer.write(drawing(report.picture?.file, for: pictures), to: pictures) }
    if let output { try report.writeSheet(to: output, outside: results.folder) }
    try console.print(json ? report.json.text : "\(dataset) (\(spec))\n\n" + report.text)
  }

  private func drawing(_ drawing: String?, for path: String) throws -> String {
    if let drawing { return drawing }
    throw Failure(
      .missingInput, "error: --pictures \(path): the data are neither pictures nor a table; leave --pictures out")
  }

  /// Called before the data are read, so that an unknown picture format is reported at once.
  private func pictureWriter() throws -> PictureWriter? {
    guard let pictures, let format = PictureFormat(endingOf: pictures) else { return nil }
    let option = "--pictures \(pictures)"
    try requireOutside(results.folder, folder: folder(of: pictures), option: option)
    return try PictureWriter(format, option: option, alternative: "name a file that ends in .svg")
  }
}
