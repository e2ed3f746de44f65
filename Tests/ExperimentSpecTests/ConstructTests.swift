import Catalog
import Geometry
import Testing

@Suite("The constructs of a spec")
struct ConstructTests {
  private func layers(_ text: String) throws -> [LayerSpec] {
    try load("dataset: mnist\nloss: mse\nlayers:\n" + text).layers
  }

  @Test("bare names are short for mappings without options")
  func bareNames() throws {
    let short = try load(
      "dataset: mnist\nlayers: [flatten, max_pooling2d]\noptimizer: sgd\nloss: mse\nmetrics: [accuracy]")
    let long = try load(
      """
      dataset: {name: mnist}
      layers:
        - flatten: {}
        - max_pooling2d:
      optimizer: {sgd: {}}
      loss: {mean_squared_error: null}
      metrics:
        - accuracy: {}
      """)
    #expect(short == long)
    #expect(long.optimizer == OptimizerSpec(SGD()))
    #expect(long.layers == [LayerSpec(FlattenSpec()), LayerSpec(MaxPooling2DSpec())])
  }

  @Test("every activation, within a layer and as one")
  func activations() throws {
    var everything = Rectifier()
    (everything.negativeSlope, everything.maxValue, everything.threshold) = (Amount(0.5), 3, Amount(2))
    let expected: [(String, Activation)] = [
      ("linear", .linear), ("relu", .relu), ("silu", .silu), ("tanh", .tanh), ("sigmoid", .sigmoid),
      ("softmax", .softmax), ("leaky_relu", .leakyRelu(negativeSlope: 0.2)), ("elu", .elu(alpha: 1)),
      ("gelu", .gelu(approximate: false)), ("{leaky_relu: {negative_slope: 0.1}}", .leakyRelu(negativeSlope: 0.1)),
      ("{elu: {alpha: 2}}", .elu(alpha: 2)), ("{gelu: {approximate: true}}", .gelu(approximate: true)),
      ("{relu: {}}", .relu), ("swish", .silu), ("hard_swish", .hardSilu), ("hard_silu", .hardSilu), ("selu", .selu),
      ("softplus", .softplus), ("softsign", .softsign), ("relu6", .relu6), ("exponential", .exponential),
      ("hard_sigmoid", .hardSigmoid), ("mish", .mish), ("log_softmax", .logSoftmax),
      ("{relu: {negative_slope: 0, max_value: null, threshold: 0}}", .relu),
      ("{relu: {negative_slope: 0.5, max_value: 3, threshold: 2}}", .rectifier(everything)),
    ]
    for (text, activation) in expected {
      var dense = DenseSpec(units: 3)
      dense.activation = activation
      let found = try layers("  - dense: {units: 3, activation: \(text)}\n  - activation: \(text)\n")
      #expect(found == [LayerSpec(dense), LayerSpec(ActivationSpec(activation))])
    }
    // Options of a version before them are not in a record.
    #expect(Activation.relu.config == "relu" && Activation.silu.config == "silu")
    #expect(
      Activation.rectifier(everything).config.flow == "{relu: {negative_slope: 0.5, max_value: 3.0, threshold: 2.0}}")
  }

  @Test("every initializer with options, by all of its names")
  func initializers() throws {
    var scaling = VarianceScaling()
    (scaling.scale, scaling.mode, scaling.distribution) = (2, .fanOut, .untruncatedNormal)
    let expected: [(String, Initializer)] = [
      ("constant", .constant(value: 0)), ("{constant: {value: -2}}", .constant(value: -2)),
      ("{constant: 3}", .constant(value: 3)), ("{orthogonal: 2}", .orthogonal(gain: 2)),
      ("normal", .randomNormal(mean: 0, stddev: 0.05)), ("{normal: {mean: 1}}", .randomNormal(mean: 1, stddev: 0.05)),
      ("{random_normal: {stddev: 0.01}}", .randomNormal(mean: 0, stddev: 0.01)),
      ("truncated_normal", .truncatedNormal(mean: 0, stddev: 0.05)),
      ("uniform", .randomUniform(minval: -0.05, maxval: 0.05)),
      ("{random_uniform: {maxval: 0.5}}", .randomUniform(minval: -0.05, maxval: 0.5)),
      ("variance_scaling", .varianceScaling(VarianceScaling())),
      (
        "{variance_scaling: {scale: 2, mode: fan_out, distribution: untruncated_normal}}",
        .varianceScaling(scaling)
      ), ("orthogonal", .orthogonal(gain: 1)), ("{identity: {gain: 0.5}}", .identity(gain: 0.5)),
      ("{zeros: {}}", .zeros),
    ]
    for (text, initializer) in expected {
      var dense = DenseSpec(units: 3)
      dense.kernelInitializer = initializer
      #expect(try layers("  - dense: {units: 3, kernel_initializer: \(text)}\n") == [LayerSpec(dense)])
      let recorded = try load("\(complete)".replacing("flatten", with: "dense: {units: 3, bias_initializer: \(text)}"))
      #expect(try #require(ExperimentSpec(recorded: recorded.resolved())) == recorded)
    }
    #expect(Initializer.randomNormal().config.flow == "{random_normal: {mean: 0.0, stddev: 0.05}}")
    #expect(Initializer.heNormal.config.flow == "he_normal")
  }

  @Test("augmentations, with one number, two, or nothing but that")
  func augmentations() throws {
    func read(_ text: String) throws -> [AugmentationSpec] {
      try load("dataset: mnist\nlayers: [flatten]\nloss: mse\naugmentation:\n" + text).augmentation
    }
    var (moved, turned, zoomed, slanted) = (RandomTranslation(), RandomRotation(), RandomZoom(), RandomShear())
    (moved.heightFactor, moved.widthFactor) = (.one(0.1), .between(-0.2, 0.3))
    (moved.filling.mode, moved.filling.interpolation, moved.filling.value) = (.constant, .nearest, 0.5)
    turned.factor = 0.25
    (zoomed.heightFactor, zoomed.widthFactor) = (.between(-0.5, 1), 0.5)
    slanted.yFactor = 1.0
    var (flipped, cut) = (RandomFlip(), RandomCrop())
    flipped.mode = .horizontal
    (cut.height, cut.width, cut.padding) = (32, 32, 4)
    let text = """
        - random_translation:
            height_factor: 0.1
            width_factor: [-0.2, 0.3]
            fill_mode: constant
            interpolation: nearest
            fill_value: 0.5
        - random_rotation: 0.25
        - random_zoom: {height_factor: [-0.5, 1], width_factor: 0.5}
        - random_shear: {y_factor: 1}
        - random_flip: horizontal
        - random_flip
        - random_crop: {height: 32, width: 32, padding: 4}

      """
    #expect(
      try read(text) == [
        AugmentationSpec(moved), AugmentationSpec(turned), AugmentationSpec(zoomed), AugmentationSpec(slanted),
        AugmentationSpec(flipped), AugmentationSpec(RandomFlip()), AugmentationSpec(cut),
      ])
  }

  @Test("a size is one number or two")
  func extents() throws {
    var conv2d = Conv2DSpec(filters: 4, kernelSize: Extent2D(5, 3))
    conv2d.strides = Extent2D(2, 2)
    conv2d.padding = .same
    conv2d.useBias = false
    conv2d.kernelInitializer = .heNormal
    conv2d.biasInitializer = .ones
    let text = """
        - conv2d:
            filters: 4
            kernel_size: [5, 3]
            strides: 2
            padding: same
            use_bias: false
            kernel_initializer: he_normal
            bias_initializer: ones
        - average_pooling2d: {pool_size: 3}
        - max_pooling2d: {pool_size: [3, 2], strides: 1, padding: same}
      """
    #expect(
      try layers(text) == [
        LayerSpec(conv2d), LayerSpec(AveragePooling2DSpec(Pooling2DSpec(poolSize: Extent2D(3, 3)))),
        LayerSpec(MaxPooling2DSpec(Pooling2DSpec(poolSize: Extent2D(3, 2), strides: Extent2D(1, 1), padding: .same))),
      ])
  }

  @Test("every problem of a nonsensical layer is reported")
  func layerErrors() throws {
    try expect(
      """
      dataset: mnist
      loss: mse
      layers:
                 ↓
        - dense: [64]
          ↓
        - dense
          ↓
        - max_pooling: 2
        - conv2d:
          ↓
          filters: 3
          ↓
        - softmax
                                                        ↓             ↓
        - conv2d: {filters: 3, kernel_size: 3, strides: [1], padding: full}
                          ↓
        - dropout: {rate: 1}
                    ↓
        - flatten: {axis: 1}
          ↓
        - 3
                                                ↓
        - dense: {units: 3, kernel_initializer: glorot}
      """,
      """
      spec.yaml:4:12: error: layers[0].dense: expected a mapping, found a list
          - dense: [64]
                   ^~~~ write dense: {units: 64, activation: relu}
      spec.yaml:5:5: error: layers[1].dense: missing key 'units'
          - dense
            ^~~~~ write dense: {units: 64, activation: relu}
      spec.yaml:6:5: error: layers[2]: unknown layer 'max_pooling'
          - max_pooling: 2
            ^~~~~~~~~~~ did you mean 'max_pooling2d'?
      spec.yaml:8:5: error: layers[3]: 'filters' stands beside 'conv2d' where one layer belongs
            filters: 3
            ^~~~~~~ options stand within: conv2d: {filters: …}
      spec.yaml:9:5: error: layers[4]: unknown layer 'softmax'
          - softmax
            ^~~~~~~ did you mean 'activation: softmax'?
      spec.yaml:10:51: error: layers[5].conv2d.strides: 1 number where two belong
          - conv2d: {filters: 3, kernel_size: 3, strides: [1], padding: full}
                                                          ^~~ write [height, width], or one number for both
      spec.yaml:10:65: error: layers[5].conv2d.padding: unknown padding 'full'
          - conv2d: {filters: 3, kernel_size: 3, strides: [1], padding: full}
                                                                        ^~~~ known: valid, same
      spec.yaml:11:21: error: layers[6].dropout.rate: 1 is out of range
          - dropout: {rate: 1}
                            ^ write a number from 0 to below 1
      spec.yaml:12:15: error: layers[7].flatten: unknown key 'axis'
          - flatten: {axis: 1}
                      ^~~~ it has no options
      spec.yaml:13:5: error: layers[8]: unknown layer '3'
          - 3
            ^ known: dense, conv2d, max_pooling2d, average_pooling2d, global_average_pooling2d, flatten, dropout, activation, global_max_pooling2d, zero_padding2d, cropping2d, up_sampling2d, reshape, permute, repeat_vector, spatial_dropout2d, gaussian_noise, gaussian_dropout, alpha_dropout, batch_normalization, layer_normalization, prelu, rescaling, normalization, depthwise_conv2d, separable_conv2d, conv1d, max_pooling1d, average_pooling1d, global_max_pooling1d, global_average_pooling1d, spatial_dropout1d, conv2d_transpose, residual, add, subtract, multiply, average, maximum, minimum, concatenate, repeat, select, simple_rnn, lstm, gru, embedding, bidirectional
      spec.yaml:14:43: error: layers[9].dense.kernel_initializer: unknown initializer 'glorot'
          - dense: {units: 3, kernel_initializer: glorot}
                                                  ^~~~~~ known: glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal, zeros, ones, constant, random_normal, normal, truncated_normal, random_uniform, uniform, variance_scaling, orthogonal, identity
      """)
  }

  @Test("bounds keep later computations from overflowing")
  func bounds() throws {
    for text in ["dense: {units: 1048577}", "conv2d: {filters: 3, kernel_size: 1025}", "max_pooling2d: {pool_size: 0}"]
    {
      #expect(throws: (any Error).self) { try layers("  - \(text)\n") }
    }
    #expect(throws: (any Error).self) { try layers(String(repeating: "  - flatten\n", count: 1001)) }
    #expect(try layers(String(repeating: "  - flatten\n", count: 1000)).count == 1000)
  }

  @Test("names that are similar, or from other programs")
  func otherNames() throws {
    try expect(
      """
                      ↓
      dataset: {name: fashion-mnist}
              ↓
      layers: []
                  ↓
      optimizer: {lr: 0.1}
            ↓
      loss: cross_entropy
                ↓
      metrics: [auroc, accuracy, accuracy]
      """,
      """
      spec.yaml:1:17: error: dataset.name: unknown dataset 'fashion-mnist'
        dataset: {name: fashion-mnist}
                        ^~~~~~~~~~~~~ did you mean 'fashion_mnist'?
      spec.yaml:2:9: error: layers: an empty list
        layers: []
                ^~ write layers: [flatten, dense: {units: 10}]
      spec.yaml:3:13: error: optimizer: unknown optimizer 'lr'
        optimizer: {lr: 0.1}
                    ^~ did you mean 'adam: {learning_rate: …}'?
      spec.yaml:4:7: error: loss: unknown loss 'cross_entropy'
        loss: cross_entropy
              ^~~~~~~~~~~~~ did you mean 'categorical_crossentropy'?
      spec.yaml:5:11: error: metrics[0]: unknown metric 'auroc'
        metrics: [auroc, accuracy, accuracy]
                  ^~~~~ did you mean 'auc'?
      """)
  }

  @Test("crossentropy is the one that the model's outputs mean", arguments: [(1, "binary"), (3, "categorical")])
  func openCrossentropy(units: Int, kind: String) throws {
    let spec = try load(
      "dataset: mnist\nlayers: [dense: {units: \(units)}, activation: linear]\nloss: {ce: {from_logits: true}}")
    #expect(spec.loss.config.flow == "{\(kind)_crossentropy: {from_logits: true}}")
  }

  @Test("a metric's column has the name that is written")
  func metricNames() throws {
    let spec = try load("dataset: mnist\nlayers: [flatten]\nloss: mse\nmetrics: [mae, acc, root_mean_squared_error]")
    #expect(spec.historyColumns == ["loss", "mae", "acc", "root_mean_squared_error"])
    #expect(try #require(ExperimentSpec(recorded: spec.resolved())) == spec)
  }

  @Test("class weights")
  func classWeights() throws {
    func weights(_ text: String) throws -> ClassWeights? {
      try load("dataset: mnist\nlayers: [flatten]\nloss: ce\n" + text).classWeight
    }
    #expect(try weights("") == nil)
    #expect(try weights("class_weight: balanced") == .balanced)
    #expect(try weights("class_weight: {a: 2, 'b c': 0.5, 3: 1}") == .each(["a": 2, "b c": 0.5, "3": 1]))
    let spec = try load("dataset: mnist\nlayers: [flatten]\nloss: ce\nclass_weight: {b: 1, a: 2}")
    #expect(try #require(ExperimentSpec(recorded: spec.resolved())) == spec)
    #expect(throws: (any Error).self) { try weights("class_weight: {a: -1}") }
    #expect(throws: (any Error).self) { try weights("class_weight: balance") }
  }

  @Test("a metric is listed once")
  func repeatedMetric() throws {
    try expect(
      complete + "                    ↓\nmetrics: [accuracy, accuracy]",
      """
      spec.yaml:4:21: error: metrics[1]: 'accuracy' is listed twice
        metrics: [accuracy, accuracy]
                            ^~~~~~~~ keep one of them
      """)
  }

  @Test("datasets")
  func datasets() throws {
    func dataset(_ text: String) throws -> DatasetSpec {
      try load("layers: [flatten]\nloss: mse\ndataset: \(text)").dataset
    }
    #expect(try dataset("fashion_mnist") == DatasetSpec(source: .fashionMNIST))
    #expect(
      try dataset("{name: mnist, train_limit: 6000, test_limit: null}")
        == DatasetSpec(source: .mnist, trainLimit: 6000))
    #expect(try dataset("{idx: 0123}") == DatasetSpec(source: .idx(folder: "0123")))
    try expect(
      """
      layers: [flatten]
      loss: mse
                                 ↓
      dataset: {idx: data, name: mnist}
      """,
      """
      spec.yaml:3:28: error: dataset.name: 'name' beside 'idx'
        dataset: {idx: data, name: mnist}
                                   ^~~~~ keep one of them
      """)
  }

  @Test("missing keys are reported at the file's beginning, unless they are only misspelt")
  func missingKeys() throws {
    try expect(
      """
      ↓
      # A spec
      ↓
      layer: [flatten]
      """,
      """
      spec.yaml:1:1: error: missing key 'dataset'
        # A spec
        ^ write dataset: mnist
      spec.yaml:1:1: error: missing key 'loss'
        # A spec
        ^ write loss: categorical_crossentropy
      spec.yaml:2:1: error: unknown key 'layer'
        layer: [flatten]
        ^~~~~ did you mean 'layers'?
      """)
  }

  @Test("values of the wrong type")
  func wrongKinds() throws {
    try expect(
      """
      dataset: mnist
      layers: [flatten]
      loss: mse
              ↓
      epochs: [1, 2]
      ↓
      seed:
      ↓
      optimizer: {}
      ↓
      shuffle: {a: b}
               ↓
      metrics: accuracy
      """,
      """
      spec.yaml:4:9: error: epochs: expected a whole number from 1 to 1000000, found a list
        epochs: [1, 2]
                ^~~~~~ several values make a sweep: write sweep: {grid: {epochs: [1, 2]}} at the top of the spec
      spec.yaml:5:1: error: seed: expected a whole number, found nothing
        seed:
        ^~~~
      spec.yaml:6:1: error: optimizer: expected an optimizer, found a mapping
        optimizer: {}
        ^~~~~~~~~ known: sgd, adam, adamw, nadam, adamax, rmsprop, adagrad, adadelta, lion
      spec.yaml:7:1: error: shuffle: expected true or false, found a mapping
        shuffle: {a: b}
        ^~~~~~~
      spec.yaml:8:10: error: metrics: expected a list, found 'accuracy'
        metrics: accuracy
                 ^~~~~~~~ write metrics: [accuracy]
      """)
  }
}
