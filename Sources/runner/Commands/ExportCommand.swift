import ArgumentParser
import Files
import Runs
import Text

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes results for other tools: a model as ONNX, tables for a spreadsheet.",
    usage: """
      runner export <run> --onnx <file> [<options>]
      runner export [<result> ...] --output <dir> [<options>]
      """,
    discussion: """
      --onnx writes a trained model with its weights, for onnxruntime and whatever else reads ONNX: its input is \
      [N, height, width, channels] as the network sees it, with bytes divided by 255, its output the answers of predict; \
      its metadata say how data become the input.

      --output writes tables. The results' own CSV files have commas between cells and points in numbers. For an Excel \
      that expects semicolons and decimal commas, --csv-dialect excel-eu writes those, with a byte order mark and CRLF. \
      Exported are the history of each run, its predictions, steps and times if they exist, the ranking of a sweep with \
      its runs, and histories.csv with the epochs of all runs.

      EXAMPLES:
        runner export dense --onnx dense.onnx
        runner export dense --csv-dialect excel-eu --output spreadsheets
        runner export --csv-dialect excel-eu --output spreadsheets
      """)

  @Argument(
    help: "Runs, as in dense or results/dense.json, or sweeps. (default: all in the folder of results)",
    completion: .result)
  var result: [String] = []

  @Option(help: ArgumentHelp("Write the model of a run as ONNX.", valueName: "file"), completion: .file())
  var onnx: String?

  @Option(help: "The model's weights: those that the run ended with, or the best that model_checkpoint has kept.")
  var weights = SavedWeights.saved

  @Option(help: "The dialect of the tables; excel-eu has semicolons, decimal commas, a byte order mark and CRLF.")
  var csvDialect: CSVTable.Dialect = .standard

  @Option(
    help: ArgumentHelp("Write the tables into this folder, which is created if necessary.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var results: ResultsOptions
  @OptionGroup var quiet: QuietOptions
  @OptionGroup(visibility: .hidden) var data: DataOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressStyleOptions

  private var models: [ModelExport] { [onnx.map { ModelExport(.onnx, $0) }].compactMap(\.self) }

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output: the folder's name is empty.") }
    if output == nil, models.isEmpty {
      throw ValidationError("Name a file or a folder: --onnx FILE for a model, --output DIR for tables.")
    }
    if onnx == "-" { throw ValidationError("--onnx -: a model is bytes, not text; name a file.") }
    if !models.isEmpty, result.count != 1 {
      throw ValidationError("--onnx: name one run, as in runner export dense --onnx dense.onnx.")
    }
  }

  func run() throws {
    let folders = models.map { (folder(of: $0.path), "--\($0.format) \($0.path)") }
    for (folder, option) in folders + (output.map { [($0, "--output \($0)")] } ?? []) {
      try requireOutside(results.folder, folder: folder, option: option)
    }
    var written: [String] = []
    if !models.isEmpty {
      let model = try SavedModel(
        result[0], in: results.folder, weights: weights, dataFolder: data.folder, overrides: [], threads: threads.count)
      written = try models.map { try $0.write(model) }
    }
    if let output {
      var export = TableExport(to: output, csvDialect, console)
      let count = try export.write(try ResultSelection(result, results.folder))
      written.append("\(output): \(count) \(count == 1 ? "file" : "files") written")
    }
    if !quiet.isQuiet { try console.print(written.map { $0 + "\n" }.joined()) }
  }
}
