import Catalog
import ExperimentSpec
import Testing

@Suite("--set and sweeps reach into layers within layers")
struct BlockOverrideTests {
  private static let spec = """
    dataset: mnist
    loss: mse
    layer_defaults: {conv2d: {kernel_size: 3}}
    layers:
      - residual: [conv2d: 16]
      - concatenate: {wide: [], deep: [flatten, dense: 4]}
      - repeat: {times: 2, layers: [batch_normalization, {residual: [dense: 4]}]}
      - select: [age, class]

    """

  private func layers(_ overrides: String...) throws -> [LayerSpec] {
    try load(Self.spec, overrides: overrides).layers
  }

  private func message(_ override: String) throws -> String {
    let folder = try Folder()
    try folder.write("spec.yaml", Self.spec)
    return messages("spec.yaml", in: folder, overrides: [override])
  }

  @Test("short forms are reached as if long")
  func shortForms() throws {
    var conv = Conv2DSpec(filters: 8, kernelSize: .init(3, 3))
    #expect(
      try layers("layers[0].residual.layers[0].conv2d.filters=8")[0] == LayerSpec(ResidualSpec([LayerSpec(conv)])))
    #expect(try layers("layers[0].residual.layers[0].conv2d=8")[0] == LayerSpec(ResidualSpec([LayerSpec(conv)])))
    conv.filters = 16
    conv.kernelSize = .init(5, 5)
    #expect(try layers("layer_defaults.conv2d.kernel_size=5")[0] == LayerSpec(ResidualSpec([LayerSpec(conv)])))
    var shorter = ResidualSpec([LayerSpec(DenseSpec(units: 2))])
    #expect(try layers("layers[0].residual=[dense: 2]")[0] == LayerSpec(shorter))
    #expect(try layers("layers[0].residual.layers=[dense: 2]")[0] == LayerSpec(shorter))
    shorter.shortcut = [LayerSpec(FlattenSpec())]
    #expect(
      try layers("layers[0].residual.shortcut=[flatten]", "layers[0].residual.layers=[dense: 2]")[0]
        == LayerSpec(shorter))
    #expect(try layers("layers[3].select.columns[1]=sex")[3] == LayerSpec(SelectSpec(["age", "sex"])))
    #expect(try layers("layers[3].select=[sex]")[3] == LayerSpec(SelectSpec(["sex"])))
  }

  @Test("bare names, branches, copies")
  func others() throws {
    var normalization = BatchNormalizationSpec()
    normalization.momentum = 0.5
    let residual = LayerSpec(ResidualSpec([LayerSpec(DenseSpec(units: 7))]))
    #expect(
      try layers(
        "layers[2].repeat.layers[0].batch_normalization.momentum=0.5", "layers[2].repeat.times=3",
        "layers[2].repeat.layers[1].residual.layers[0].dense.units=7")[2]
        == LayerSpec(RepeatSpec(times: 3, [LayerSpec(normalization), residual])))
    let merge = try layers("layers[1].concatenate.deep[1].dense.units=9", "layers[1].concatenate.third=[flatten]")[1]
    #expect(
      merge
        == LayerSpec(
          MergeSpec<ConcatenateRule>([
            Branch("wide", []), Branch("deep", [LayerSpec(FlattenSpec()), LayerSpec(DenseSpec(units: 9))]),
            Branch("third", [LayerSpec(FlattenSpec())]),
          ])))
  }

  @Test(
    "a path that leads nowhere names what there is",
    arguments: [
      (
        "layers[0].residual.layer[0].conv2d.filters", 20, 5, "layers[0].residual: unknown key 'layer'",
        "did you mean 'layers'?"
      ),
      (
        "layers[0].residual.body[0].conv2d.filters", 20, 4, "layers[0].residual: unknown key 'body'",
        "known: layers, shortcut"
      ),
      (
        "layers[0].residual[0].conv2d.filters", 19, 3, "layers[0].residual is no list",
        "write layers[0].residual.layers[0]"
      ),
      (
        "layers[0].residual.shortcut[0].conv2d.filters", 28, 3, "layers[0].residual.shortcut has no entries",
        "set the whole list: layers[0].residual.shortcut=[…]"
      ),
      (
        "layers[1].concatenate.dep[0].dense.units", 23, 3, "layers[1].concatenate has no branch 'dep'",
        "did you mean 'deep'?"
      ),
      (
        "layers[1].concatenate.x[0].dense.units", 23, 1, "layers[1].concatenate has no branch 'x'",
        "its branches: wide, deep"
      ),
      (
        "layers[1].concatenate.deep[2].dense.units", 27, 3, "layers[1].concatenate.deep has no entry [2]",
        "the entries are [0] to [1]"
      ),
      (
        "layers[1].concatenate.wide[0].dense.units", 27, 3, "layers[1].concatenate.wide has no entry [0]",
        "the list is empty"
      ),
      (
        "layers[1].concatenate.deep.dense.units", 28, 5, "layers[1].concatenate.deep is a list",
        "number its entries: layers[1].concatenate.deep[0]"
      ),
      (
        "layers[1].concatenate[1].dense.units", 22, 3, "layers[1].concatenate is no list",
        "write layers[1].concatenate.wide[1]"
      ),
      (
        "layers[1].concatenate.deep[0].dense.units", 31, 5, "layers[1].concatenate.deep[0] is 'flatten'",
        "name its options: layers[1].concatenate.deep[0].flatten.…"
      ),
      ("layers[2].repeat[0].dense.units", 17, 3, "layers[2].repeat is no list", "write layers[2].repeat.layers[0]"),
      ("layers[2].repeat.time", 18, 4, "layers[2].repeat: unknown key 'time'", "did you mean 'times'?"),
      ("layer[0].residual.layers", 1, 5, "unknown key 'layer'", "did you mean 'layers'?"),
      ("callbacks[0].early_stopping.patience", 10, 3, "callbacks has no entries", "set the whole list: callbacks=[…]"),
      ("epochs[0]", 7, 3, "epochs is no list", "only lists have numbered entries"),
    ])
  func nowhere(key: String, column: Int, width: Int, problem: String, hint: String) throws {
    let under = String(repeating: " ", count: column - 1) + "^" + String(repeating: "~", count: width - 1)
    #expect(
      try message(key + "=8") == """
        --set:1:\(column): error: \(problem)
          \(key)=8
          \(under) \(hint)
        """)
  }

  @Test("the same keys in a sweep's grid, and the same words, once for all values")
  func sweeps() throws {
    func sweep(_ key: String, _ values: String) throws -> (Folder, String) {
      let folder = try Folder()
      try folder.write("spec.yaml", Self.spec + "sweep:\n  grid:\n    \(key): \(values)\n")
      return (folder, messages("spec.yaml", in: folder, isSweep: true))
    }
    let (folder, none) = try sweep("layers[0].residual.layers[0].conv2d.filters", "[4, 8]")
    #expect(none == "")
    #expect(
      try SweepLoader.load(folder.path + "/spec.yaml").runs.map(\.spec.layers[0])
        == [4, 8].map { LayerSpec(ResidualSpec([LayerSpec(Conv2DSpec(filters: $0, kernelSize: .init(3, 3)))])) })
    #expect(
      try sweep("layers[0].residual.layer[0].conv2d.filters", "[4, 8]").1 == """
        spec.yaml:11:24: error: layers[0].residual: unknown key 'layer'
              layers[0].residual.layer[0].conv2d.filters: [4, 8]
                                 ^~~~~ did you mean 'layers'?
        """)
    #expect(
      try sweep("layers[1].concatenate.dep[0].dense.units", "[4, 8]").1 == """
        spec.yaml:11:27: error: layers[1].concatenate has no branch 'dep'
              layers[1].concatenate.dep[0].dense.units: [4, 8]
                                    ^~~ did you mean 'deep'?
        """)
  }
}
