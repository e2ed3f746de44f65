import Catalog

extension LayerSpec {
  /// For which tools it can be written.
  package var exportTools: [String] {
    [
      construct is any ONNXLayer ? "ONNX" : nil, construct is any KerasLayer ? "Keras" : nil,
      construct is any TorchLayer ? "PyTorch" : nil,
    ].compactMap(\.self)
  }
}
