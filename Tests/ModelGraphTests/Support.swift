import Catalog
import ExperimentSpec

let flatten = LayerSpec(FlattenSpec())

/// `dense: {units: 10, activation: softmax}`
let head: LayerSpec = {
  var dense = DenseSpec(units: 10)
  dense.activation = .softmax
  return LayerSpec(dense)
}()

func spec(_ layers: [LayerSpec], loss: LossSpec = LossSpec(CategoricalCrossentropy())) -> ExperimentSpec {
  ExperimentSpec(name: "test", dataset: DatasetSpec(source: .mnist), layers: layers, loss: loss)
}

/// One of the committed experiments.
func loaded(_ name: String, _ file: String = #filePath) throws -> ExperimentSpec {
  let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
  return try ExperimentLoader.load("\(root)/experiments/\(name).yaml").spec
}
