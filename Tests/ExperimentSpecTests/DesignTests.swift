import Catalog
import Geometry
import Testing

@Suite("What README promises")
struct DesignTests {
  @Test("the example of an error, byte for byte")
  func example() throws {
    let folder = try Folder()
    let text = try packageFile("experiments/dense.yaml")
    try folder.write("experiments/dense.yaml", text.replacing("{units: 512,", with: "{unit: 512,"))
    #expect(
      messages("experiments/dense.yaml", in: folder) == """
        experiments/dense.yaml:7:13: error: layers[1].dense: unknown key 'unit'
            - dense: {unit: 512, activation: relu}
                      ^~~~ did you mean 'units'?
        """)
  }

  @Test("five mistakes are five errors")
  func fiveMistakes() throws {
    try expect(
      """
               ↓
      dataset: minst
      layers:
        - flatten
                             ↓
        - dense: {units: 10, activaton: softmax}
                 ↓
      optimizer: adm
      loss: categorical_crossentropy
                  ↓
      batch_size: 1_000
              ↓
      epochs: 5.0
      """,
      """
      spec.yaml:1:10: error: dataset: unknown dataset 'minst'
        dataset: minst
                 ^~~~~ did you mean 'mnist'?
      spec.yaml:4:24: error: layers[1].dense: unknown key 'activaton'
          - dense: {units: 10, activaton: softmax}
                               ^~~~~~~~~ did you mean 'activation'?
      spec.yaml:5:12: error: optimizer: unknown optimizer 'adm'
        optimizer: adm
                   ^~~ did you mean 'adam'?
      spec.yaml:7:13: error: batch_size: '1_000' is not a whole number
        batch_size: 1_000
                    ^~~~~ write 1000
      spec.yaml:8:9: error: epochs: 5.0 where a whole number belongs
        epochs: 5.0
                ^~~ write 5
      """)
  }

  @Test("dense.yaml")
  func dense() throws {
    let spec = try load(try packageFile("experiments/dense.yaml"))
    func dense(_ units: Int, _ activation: Activation) -> LayerSpec {
      var dense = DenseSpec(units: units)
      dense.activation = activation
      return LayerSpec(dense)
    }
    var expected = ExperimentSpec(
      name: "dense", dataset: DatasetSpec(source: .mnist),
      layers: [
        LayerSpec(FlattenSpec()), dense(512, .relu), dense(64, .relu), dense(32, .relu), dense(16, .relu),
        dense(10, .softmax),
      ],
      loss: LossSpec(CategoricalCrossentropy()))
    expected.optimizer = OptimizerSpec(Adam())
    expected.batchSize = 500
    expected.epochs = 10
    #expect(spec == expected)
  }

  @Test("conv.yaml")
  func conv() throws {
    let spec = try load(try packageFile("experiments/conv.yaml"))
    func conv2d(_ filters: Int) -> LayerSpec {
      var conv2d = Conv2DSpec(filters: filters, kernelSize: Extent2D(3, 3))
      conv2d.activation = .relu
      return LayerSpec(conv2d)
    }
    #expect(spec.name == "conv")
    #expect(
      spec.layers.dropLast(2) == [
        conv2d(32), LayerSpec(MaxPooling2DSpec()), conv2d(64), LayerSpec(MaxPooling2DSpec()), conv2d(64),
        LayerSpec(FlattenSpec()),
      ])
    #expect((spec.batchSize, spec.epochs) == (64, 5))
  }
}
