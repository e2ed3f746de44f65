import Exports
import Files
import Text

/// What a command line wants to have written for other tools.
package struct ResultExport {
  /// Called as its option is.
  package enum Form: String {
    case onnx
    case keras = "keras-script"
    case kerasWeights = "keras-weights"
    case pytorch
    case tensorboard
    case tables = "output"

    /// Whether it is a file of one run's model; otherwise it is a folder for any number of results.
    fileprivate var isOfModel: Bool {
      switch self {
      case .onnx, .keras, .kerasWeights, .pytorch: true
      case .tensorboard, .tables: false
      }
    }
  }

  private let wanted: [(form: Form, path: String)]

  /// - Parameter paths: where to write each; nil for what is not wanted.
  package init(_ paths: [(form: Form, path: String?)]) {
    wanted = paths.compactMap { form, path in path.map { (form, $0) } }
  }

  /// What is wrong with a command line that names these results; nil if nothing is.
  package func problem(_ results: [String]) -> String? {
    guard !wanted.isEmpty else {
      return "Name a file or a folder: --onnx FILE for a model, --output DIR for tables."
    }
    for (form, path) in wanted {
      if !form.isOfModel, path.isEmpty { return "--\(form.rawValue): the folder's name is empty." }
      guard form.isOfModel else { continue }
      if results.count != 1 { return "--\(form.rawValue): name one run: runner export NAME --\(form.rawValue) FILE" }
      if path.isEmpty || path == "-" { return "--\(form.rawValue) \(path): name a file." }
      if form == .kerasWeights, !path.hasSuffix(".weights.h5") {
        return "--\(form.rawValue) \(path): Keras knows the format by the name's end: name a file FILE.weights.h5."
      }
    }
    return nil
  }

  /// - Parameters:
  ///   - results: as the command line names them, and the folder of all.
  ///   - model: that of the only one.
  /// - Returns: what has been written, in lines for people.
  package func write(
    _ results: [String], in folder: String, _ dialect: CSVTable.Dialect, model: () throws -> SavedModel,
    _ terminal: any Terminal
  ) throws -> String {
    for (form, path) in wanted {
      let place = form.isOfModel ? Files.folder(of: path) : path
      try requireOutside(folder, folder: place, option: "--\(form.rawValue) \(path)")
    }
    let model = wanted.contains(where: \.form.isOfModel) ? try model() : nil
    let selection = model == nil ? try ResultSelection(results, folder) : nil
    return try wanted.map { form, path in
      if form.isOfModel, let model { return try write(model, as: form, to: path) }
      let selection = try selection ?? ResultSelection(results, folder)
      if form == .tensorboard { return try selection.writeEvents(to: withoutSlash(path)) }
      var export = TableExport(to: path, dialect, terminal)
      let count = try export.write(selection)
      return "\(path): \(count) \(count == 1 ? "file" : "files") written"
    }.map { $0 + "\n" }.joined()
  }

  private func write(_ model: SavedModel, as form: Form, to path: String) throws -> String {
    let network = try model.network()
    let weights = try model.weights.place(in: model.result).path
    let place = relativePath(of: weights, from: Files.folder(of: path))
    do {
      switch form {
      case .pytorch: try writeNamedFile(Array(network.torchScript(weights: place).utf8), to: path)
      case .keras: try writeNamedFile(Array(network.kerasScript(weights: place).utf8), to: path)
      case .kerasWeights: try writeNamedFile(network.kerasWeights(), to: path)
      case .onnx, .tensorboard, .tables: try writeNamedFile(network.onnx(), to: path)
      }
    } catch let problem as ExportProblem {
      throw Failure(.failed, "error: \(path): \(problem)")
    }
    return switch form {
    case .keras: "\(path): \(network.name) as a script for Keras, which reads \(weights)"
    case .kerasWeights: "\(path): the weights of \(network.name) for load_weights of what --keras-script builds"
    case .pytorch: "\(path): \(network.name) as a script for PyTorch, which reads \(weights)"
    case .onnx, .tensorboard, .tables:
      "\(path): \(network.name) as ONNX \(TrainedNetwork.onnxVersion), \(network.ports)"
    }
  }
}

extension TrainedNetwork {
  /// `input [N, 28, 28, 1], output [N, 10]`
  fileprivate var ports: String {
    let (input, output) = (graph.input, graph.output)
    return "input [N, \(input.description.dropFirst()), output [N, \(output.description.dropFirst())"
  }
}

/// Why text can't be written to a file of this name; nil if it can.
package func workbookProblem(_ path: String) -> String? {
  guard path.hasSuffix(".xlsx") || path.hasSuffix(".xls") else { return nil }
  return "Excel takes a file of this name for a workbook, and this is text; write --csv FILE.csv, which Excel opens; "
    + "where decimals have commas, with --csv-dialect excel-eu"
}
