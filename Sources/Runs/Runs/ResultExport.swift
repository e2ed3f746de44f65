import Catalog
import ExperimentSpec
import Exports
import Files
import Results
import Text

/// A file for another tool that a command line asks for, made of a saved model.
package struct ModelExport {
  package enum Format: String, CustomStringConvertible {
    case onnx

    /// The option's name.
    package var description: String { rawValue }
  }

  package let format: Format
  package let path: String

  package init(_ format: Format, _ path: String) { (self.format, self.path) = (format, path) }

  /// - Returns: what has been written, in a line for people.
  package func write(_ model: SavedModel) throws -> String {
    let network = try model.network()
    do {
      switch format {
      case .onnx:
        try writeNamedFile(network.onnx(), to: path)
        return "\(path): \(network.name) as ONNX \(TrainedNetwork.onnxVersion), \(network.ports)"
      }
    } catch let problem as ExportProblem {
      throw Failure(.failed, "error: \(path): \(problem)")
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

extension SavedModel {
  /// With its weights and what another program has to know to use them.
  func network() throws -> TrainedNetwork {
    let summary = result.summary
    let place = try weights.place(in: result)
    let prepared = interface.json.text
    let classes = interface.classNames.map(JSONValue.string)
    var notes = [("name", summary.name), ("preprocessing", prepared)]
    if !classes.isEmpty { notes.append(("classes", JSONValue.list(classes).line)) }
    notes += [
      ("weights_sha256", place.hash ?? ""), ("numerics_version", String(summary.numericsVersion)),
      ("spec", summary.spec.yaml()),
    ]
    return TrainedNetwork(
      name: summary.name, graph: try loaded.graph(interface),
      weights: try Self.tensors(result, weights: place), target: interface.target, notes: notes)
  }
}
