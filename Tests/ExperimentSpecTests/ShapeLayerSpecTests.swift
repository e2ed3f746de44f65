import Catalog
import Geometry
import Testing

@Suite("Layers that change shapes, and a value in the place of options")
struct ShapeLayerSpecTests {
  private func layers(_ lines: [String], overrides: [String] = []) throws -> [LayerSpec] {
    let text = "dataset: mnist\nloss: mse\nlayers:\n" + lines.map { "  - \($0)\n" }.joined()
    return try load(text, overrides: overrides).layers
  }

  private func layer(_ text: String) throws -> LayerSpec { try #require(layers([text]).first) }

  private static let margins = Margins(top: 1, bottom: 2, left: 3, right: 4)

  @Test(
    "a value after a layer's name is its first option",
    arguments: [
      ("dense: 64", "dense: {units: 64}"), ("dropout: 0.5", "dropout: {rate: 0.5}"),
      ("max_pooling2d: 3", "max_pooling2d: {pool_size: 3}"),
      ("max_pooling2d: [3, 2]", "max_pooling2d: {pool_size: [3, 2]}"),
      ("average_pooling2d: 8", "average_pooling2d: {pool_size: 8}"),
      ("zero_padding2d: 2", "zero_padding2d: {padding: 2}"),
      ("zero_padding2d: [2, 1]", "zero_padding2d: {padding: [[2, 2], [1, 1]]}"),
      ("zero_padding2d: [[1, 2], [3, 4]]", "zero_padding2d: {padding: [[1, 2], [3, 4]]}"),
      ("zero_padding2d", "zero_padding2d: {padding: 1}"), ("cropping2d", "cropping2d: {cropping: 0}"),
      ("cropping2d: [[1, 2], 3]", "cropping2d: {cropping: [[1, 2], [3, 3]]}"),
      ("up_sampling2d: [2, 3]", "up_sampling2d: {size: [2, 3], interpolation: nearest}"),
      ("up_sampling2d", "up_sampling2d: {size: 2}"), ("reshape: [28, 28, 1]", "reshape: {target_shape: [28, 28, 1]}"),
      ("reshape: [7, -1]", "reshape: {target_shape: [7, -1]}"), ("permute: [2, 1, 3]", "permute: {dims: [2, 1, 3]}"),
      ("repeat_vector: 3", "repeat_vector: {n: 3}"),
    ])
  func shortForms(short: String, long: String) throws {
    #expect(try layer(short) == layer(long))
  }

  @Test("every form of margins") func margins() throws {
    #expect(try layer("zero_padding2d: 2") == LayerSpec(ZeroPadding2DSpec(Margins(2))))
    #expect(
      try layer("cropping2d: [2, 1]") == LayerSpec(Cropping2DSpec(Margins(top: 2, bottom: 2, left: 1, right: 1))))
    #expect(try layer("cropping2d: [[1, 2], [3, 4]]") == LayerSpec(Cropping2DSpec(Self.margins)))
  }

  @Test("a short form is extended, overridden and swept like the long one") func merging() throws {
    #expect(try layers(["dropout: 0.5"], overrides: ["layers[0].dropout=0.25"]) == layers(["dropout: 0.25"]))
    #expect(try layers(["dropout: {rate: 0.5}"], overrides: ["layers[0].dropout=0.25"]) == layers(["dropout: 0.25"]))
    #expect(try layers(["dropout: 0.5"], overrides: ["layers[0].dropout.rate=0.25"]) == layers(["dropout: 0.25"]))
    #expect(
      try layers(["max_pooling2d: {strides: 1}"], overrides: ["layers[0].max_pooling2d=[3, 2]"])
        == layers(["max_pooling2d: {pool_size: [3, 2], strides: 1}"]))
    #expect(
      try layers(["reshape: [49, 16]"], overrides: ["layers[0].reshape=[16, 49]"]) == layers(["reshape: [16, 49]"]))
  }

  @Test("keepdims is recorded only if it is set") func keepdims() throws {
    #expect(try layer("global_average_pooling2d").config.flow == "global_average_pooling2d")
    #expect(try layer("global_average_pooling2d: {keepdims: false}") == layer("global_average_pooling2d"))
    #expect(
      try layer("global_average_pooling2d: {keepdims: true}").config.flow
        == "{global_average_pooling2d: {keepdims: true}}")
    #expect(
      try layer("global_max_pooling2d: {keepdims: true}").config.flow == "{global_max_pooling2d: {keepdims: true}}")
  }

  @Test("a resolved spec has margins in their shortest form") func resolved() throws {
    func written(_ text: String) throws -> String { try layer("zero_padding2d: \(text)").config.flow }
    #expect(try written("[[2, 2], [2, 2]]") == "{zero_padding2d: {padding: 2}}")
    #expect(try written("[[2, 2], 1]") == "{zero_padding2d: {padding: [2, 1]}}")
    #expect(try written("[[1, 2], 1]") == "{zero_padding2d: {padding: [[1, 2], [1, 1]]}}")
  }

  @Test("what is wrong is said at its place") func problems() throws {
    try expect(
      """
      dataset: mnist
      loss: mse
      layers:
                                ↓
        - global_max_pooling2d: 3
                          ↓
        - zero_padding2d: [1]
                           ↓
        - zero_padding2d: [1025, 0]
                                     ↓
        - cropping2d: {cropping: [1, [1, 2, 3]]}
                   ↓
        - reshape: 784
                                                  ↓
        - up_sampling2d: {size: 2, interpolation: bilinear}
      """,
      """
      spec.yaml:4:27: error: layers[0].global_max_pooling2d: expected a mapping, found '3'
          - global_max_pooling2d: 3
                                  ^
      spec.yaml:5:21: error: layers[1].zero_padding2d.padding: 1 value where two belong
          - zero_padding2d: [1]
                            ^~~ write [height, width] or [[top, bottom], [left, right]]
      spec.yaml:6:22: error: layers[2].zero_padding2d.padding[0]: 1025 is out of range
          - zero_padding2d: [1025, 0]
                             ^~~~ write a whole number from 0 to 1024
      spec.yaml:7:32: error: layers[3].cropping2d.cropping[1]: 3 values where two belong
          - cropping2d: {cropping: [1, [1, 2, 3]]}
                                       ^~~~~~~~~ write [before, after]
      spec.yaml:8:14: error: layers[4].reshape.target_shape: expected a list, found '784'
          - reshape: 784
                     ^~~ write reshape: {target_shape: [28, 28, 1]}
      spec.yaml:9:45: error: layers[5].up_sampling2d.interpolation: unknown interpolation 'bilinear'
          - up_sampling2d: {size: 2, interpolation: bilinear}
                                                    ^~~~~~~~ known: nearest
      """)
  }
}
