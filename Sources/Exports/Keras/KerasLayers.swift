import Catalog
import Geometry

// Layers that are Keras's own with the same options.

extension DenseSpec: KerasLayer {}
extension Conv2DSpec: KerasLayer {}
extension Conv1DSpec: KerasLayer {}
extension Conv2DTransposeSpec: KerasLayer {}
extension DepthwiseConv2DSpec: KerasLayer {}
extension SeparableConv2DSpec: KerasLayer {}
extension MaxPooling2DSpec: KerasLayer {}
extension AveragePooling2DSpec: KerasLayer {}
extension MaxPooling1DSpec: KerasLayer {}
extension AveragePooling1DSpec: KerasLayer {}
extension GlobalMaxPooling2DSpec: KerasLayer {}
extension GlobalAveragePooling2DSpec: KerasLayer {}
extension GlobalMaxPooling1DSpec: KerasLayer {}
extension GlobalAveragePooling1DSpec: KerasLayer {}
extension FlattenSpec: KerasLayer {}
extension ReshapeSpec: KerasLayer {}
extension PermuteSpec: KerasLayer {}
extension RepeatVectorSpec: KerasLayer {}
extension ZeroPadding2DSpec: KerasLayer {}
extension Cropping2DSpec: KerasLayer {}
extension UpSampling2DSpec: KerasLayer {}
extension DropoutSpec: KerasLayer {}
extension SpatialDropout1DSpec: KerasLayer {}
extension SpatialDropout2DSpec: KerasLayer {}
extension GaussianNoiseSpec: KerasLayer {}
extension GaussianDropoutSpec: KerasLayer {}
extension AlphaDropoutSpec: KerasLayer {}
extension BatchNormalizationSpec: KerasLayer {}
extension LayerNormalizationSpec: KerasLayer {}
extension RescalingSpec: KerasLayer {}
extension NormalizationSpec: KerasLayer {}
extension PReLUSpec: KerasLayer {}
extension EmbeddingSpec: KerasLayer {}
extension SimpleRNNSpec: KerasLayer {}
extension LSTMSpec: KerasLayer {}
extension GRUSpec: KerasLayer {}

// Others.

extension ActivationSpec: KerasLayer {
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String {
    "keras.layers.Activation(\(function.keras))(\(inputs[0]))"
  }
}

extension BidirectionalSpec: KerasLayer {
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String {
    guard let layer else { preconditionFailure("bidirectional without a layer") }
    let mode = mergeMode == .concat ? "" : ", merge_mode=\(python(mergeMode.rawValue))"
    let inner = "keras.layers.\(layer.kerasName)(\(layer.kerasArguments.joined(separator: ", ")))"
    return "keras.layers.Bidirectional(\(inner)\(mode), name=\(python(name)))(\(inputs[0]))"
  }

  func kerasOwner(of weight: String) -> [String] {
    [weight.hasPrefix("forward.") ? "forward_layer" : "backward_layer", "cell"]
  }
}

extension SelectSpec: KerasLayer {
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String {
    let places = columns.flatMap { column in node.table?.ranges[column].map(Array.init) ?? [] }
    return "keras.ops.take(\(inputs[0]), [\(places.map(String.init).joined(separator: ", "))], axis=1)"
  }
}

extension MergeSpec: KerasLayer {
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String {
    "keras.layers.\(kerasName)()([\(inputs.joined(separator: ", "))])"
  }
}

extension ResidualSpec: KerasLayer {
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String {
    "keras.layers.Add()([\(inputs.joined(separator: ", "))])"
  }
}

extension RepeatSpec: KerasLayer {
  /// The copies are nodes of the graph; the block itself is none.
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String { inputs[0] }
}
