import Catalog
import Exports
import Testing

/// Whether every layer of the catalog says how it is written for each tool. That it says it rightly is what the tools themselves show:
/// `ModelExportTests` of the program.
@Suite struct ExportedLayersTests {
  @Test(arguments: LayerSpec.family.members)
  func everyLayerIsWrittenForEveryTool(layer: LayerSpec) {
    #expect(layer.exportTools == ["ONNX", "Keras", "PyTorch"], "\(layer.keyword)")
  }
}
