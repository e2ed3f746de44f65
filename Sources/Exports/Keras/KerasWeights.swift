import Catalog
import Records

extension TrainedNetwork {
  /// The weights as Keras's `load_weights` takes them, for the model of the script: a file FILE.weights.h5.
  ///
  /// Keras finds them by class and order of the layers, not by name (keras/src/saving/saving_lib.py): the first weight
  /// of the second dense layer is `layers/dense_1/vars/0`. Layers without weights need no group, and no file of Keras's
  /// has the seeds of those that are random in training.
  public func kerasWeights() -> [UInt8] {
    var root = HDF5Group()
    var counts: [String: Int] = [:]
    for node in graph.kerasOrder {
      let layer: any KerasLayer = node.spec.construct.machinery()
      let number = counts[layer.kerasGroup, default: 0]
      counts[layer.kerasGroup] = number + 1
      let name = number == 0 ? layer.kerasGroup : "\(layer.kerasGroup)_\(number)"
      for weight in node.weights {
        root.update(at: ["layers", name] + layer.kerasOwner(of: weight.name) + ["vars"]) { variables in
          variables["\(variables.members.count)"] = .array(HDF5Array(self.weight(weight.name, of: node), weight.name))
        }
      }
    }
    return HDF5File(root).bytes
  }
}

extension HDF5Array {
  fileprivate init(_ tensor: NamedTensor, _ role: String) {
    // That of the samples to which a normalization is adapted is a whole number in Keras.
    let isInteger = role == "count"
    self.init(
      sizes: tensor.shape.dimensions,
      isInteger ? .integers(tensor.values.map { Int64(exactly: $0.rounded()) ?? 0 }) : .floats(tensor.values))
  }
}

extension LayerConstruct {
  /// Its class as Keras's files call it.
  fileprivate var kerasGroup: String { words.name == "prelu" ? "p_re_lu" : words.name }
}
