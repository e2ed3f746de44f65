import Catalog

extension LayerSpec {
  /// For which tools it can be written.
  package var exportTools: [String] {
    [construct is any ONNXLayer ? "ONNX" : nil].compactMap(\.self)
  }
}
