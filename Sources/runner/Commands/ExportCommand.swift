import ArgumentParser
import Runs
import Text

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes results for other tools: ONNX, Keras, PyTorch, TensorBoard, spreadsheets.",
    usage: """
      runner export <run> --onnx <file> [<options>]
      runner export [<result> ...] --tensorboard <dir> [<options>]
      runner export [<result> ...] --output <dir> [<options>]
      """,
    discussion: """
      --onnx writes a trained model with its weights, for onnxruntime and whatever else reads ONNX: its input is \
      [N, height, width, channels] as the network sees it, with bytes divided by 255, its output the answers of predict; \
      its metadata say how data become the input. --keras-script and --pytorch write Python to read and to run: a line for \
      each layer, and how the weights are loaded. --keras-weights writes the weights as Keras's own HDF5 file, for \
      build_model().load_weights(FILE) with the script's build_model. --tensorboard writes DIR/NAME/train and \
      DIR/NAME/validation, with the names of Keras's callback.

      --output writes tables. The results' own CSV files have commas between cells and points in numbers. For an Excel \
      that expects semicolons and decimal commas, --csv-dialect excel-eu writes those, with a byte order mark and CRLF. \
      Exported are the history of each run, its predictions, steps and times if they exist, the ranking of a sweep with \
      its runs, and histories.csv with the epochs of all runs.

      EXAMPLES:
        runner export dense --onnx dense.onnx
        runner export dense --keras-script dense.py --keras-weights dense.weights.h5
        runner export dense --pytorch dense.py
        runner export dense conv --tensorboard logs
        runner export dense --csv-dialect excel-eu --output spreadsheets
        runner export --csv-dialect excel-eu --output spreadsheets
      """)

  @Argument(
    help: "Runs, as in dense or results/dense.json, or sweeps. (default: all in the folder of results)",
    completion: .result)
  var result: [String] = []

  @Option(help: ArgumentHelp("Write the model of a run as ONNX.", valueName: "file"), completion: .file())
  var onnx: String?

  @Option(
    help: ArgumentHelp("Write a Python script that builds it in Keras and loads its weights.", valueName: "file"),
    completion: .file(extensions: ["py"]))
  var kerasScript: String?

  @Option(
    help: ArgumentHelp("Write its weights as HDF5 for that script's model.", valueName: "file"),
    completion: .file(extensions: ["h5"]))
  var kerasWeights: String?

  @Option(
    help: ArgumentHelp("Write a Python script that builds it in PyTorch, likewise.", valueName: "file"),
    completion: .file(extensions: ["py"]))
  var pytorch: String?

  @Option(
    help: ArgumentHelp("Write the histories of runs as TensorBoard's event files.", valueName: "dir"),
    completion: .directory)
  var tensorboard: String?

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

  private var export: ResultExport {
    ResultExport([
      (.onnx, onnx), (.keras, kerasScript), (.kerasWeights, kerasWeights), (.pytorch, pytorch),
      (.tensorboard, tensorboard), (.tables, output),
    ])
  }

  func validate() throws {
    if let problem = export.problem(result) { throw ValidationError(problem) }
    if output == nil, csvDialect != .standard { throw ValidationError("--csv-dialect needs --output DIR.") }
  }

  func run() throws {
    let words = try export.write(
      result, in: results.folder, csvDialect,
      model: {
        try SavedModel(
          result[0], in: results.folder, weights: weights, dataFolder: data.folder, overrides: [],
          threads: threads.count)
      }, console)
    if !quiet.isQuiet { try console.print(words) }
  }
}
