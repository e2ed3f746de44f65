import Catalog
import ExperimentSpec
import Exports
import Results
import Text

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
      weights: try Self.tensors(result, weights: place), data: interface, notes: notes)
  }
}
