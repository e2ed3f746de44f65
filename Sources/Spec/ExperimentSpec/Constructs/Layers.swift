import Catalog
import Geometry

extension Reader where Value == LayerSpec {
  static var layer: Reader { .choice("layer", of: layerTable, advice: layerAdvice) }
}

/// The table of layers: a new one gets a line here, and its decoding beside the others below.
private let layerTable: [Choice<LayerSpec>] = [
  Choice("dense", example: DenseSpec.example) { .dense(DenseSpec(&$0)) },
  Choice("conv2d", example: Conv2DSpec.example) { .conv2d(Conv2DSpec(&$0)) },
  Choice("max_pooling2d", example: Pooling2DSpec.example) { .maxPooling2d(Pooling2DSpec(&$0)) },
  Choice("average_pooling2d", example: Pooling2DSpec.example) { .averagePooling2d(Pooling2DSpec(&$0)) },
  Choice("global_average_pooling2d", .globalAveragePooling2d),
  Choice("flatten", .flatten),
  Choice("dropout", example: DropoutSpec.example) { .dropout(DropoutSpec(&$0)) },
  Choice("activation", body: .activation) { .activation($0) },
]

let layerNames = layerTable.map(\.name)

private let layerAdvice = NameAdvice(
  aliases: [
    "linear": "dense", "relu": "activation: relu", "softmax": "activation: softmax", "tanh": "activation: tanh",
    "sigmoid": "activation: sigmoid", "gelu": "activation: gelu", "silu": "activation: silu",
    "maxpool": "max_pooling2d", "maxpool2d": "max_pooling2d", "avgpool": "average_pooling2d",
    "avgpool2d": "average_pooling2d", "conv": "conv2d",
  ],
  remarks: [
    "input": "remove it: the data give the input's shape", "input_layer": "remove it: the data give the input's shape",
    "zero_padding2d": "conv2d and the pooling layers have padding: same",
  ],
  missing: [
    "batch_normalization", "batch_norm", "batchnorm1d", "batchnorm2d", "layer_normalization", "layer_norm", "lstm",
    "gru",
    "simple_rnn", "embedding", "multi_head_attention", "conv2d_transpose", "separable_conv2d", "depthwise_conv2d",
    "global_max_pooling2d", "up_sampling2d", "reshape", "add", "concatenate",
  ],
  options: SpecKeys.layers)

extension LayerSpec {
  var config: ConfigValue {
    switch self {
    case .dense(let dense): .mapping([(keyword, dense.config)])
    case .conv2d(let conv2d): .mapping([(keyword, conv2d.config)])
    case .maxPooling2d(let pooling), .averagePooling2d(let pooling): .mapping([(keyword, pooling.config)])
    case .globalAveragePooling2d, .flatten: .string(keyword)
    case .dropout(let dropout): .mapping([(keyword, dropout.config)])
    case .activation(let activation): .mapping([(keyword, activation.config)])
    }
  }
}

extension DenseSpec {
  static let example = "dense: {units: 64, activation: relu}"

  init(_ fields: inout Fields) {
    self.init(units: fields.require("units", .integer(1...Limits.units), or: 1, example: Self.example))
    fields.read("activation", .activation, into: &activation)
    fields.read("use_bias", .boolean, into: &useBias)
    fields.read("kernel_initializer", .word("initializer"), into: &kernelInitializer)
    fields.read("bias_initializer", .word("initializer"), into: &biasInitializer)
  }

  var config: ConfigValue {
    [
      "units": .integer(units), "activation": activation.config, "use_bias": .bool(useBias),
      "kernel_initializer": .string(kernelInitializer.rawValue), "bias_initializer": .string(biasInitializer.rawValue),
    ]
  }
}

extension Conv2DSpec {
  static let example = "conv2d: {filters: 32, kernel_size: 3, activation: relu}"

  init(_ fields: inout Fields) {
    self.init(
      filters: fields.require("filters", .integer(1...Limits.units), or: 1, example: Self.example),
      kernelSize: fields.require(
        "kernel_size", .extent(upTo: Limits.window), or: Extent2D(1, 1), example: Self.example))
    fields.read("strides", .extent(upTo: Limits.window), into: &strides)
    fields.read("padding", .word("padding"), into: &padding)
    fields.read("activation", .activation, into: &activation)
    fields.read("use_bias", .boolean, into: &useBias)
    fields.read("kernel_initializer", .word("initializer"), into: &kernelInitializer)
    fields.read("bias_initializer", .word("initializer"), into: &biasInitializer)
  }

  var config: ConfigValue {
    [
      "filters": .integer(filters), "kernel_size": kernelSize.config, "strides": strides.config,
      "padding": .string(padding.rawValue), "activation": activation.config, "use_bias": .bool(useBias),
      "kernel_initializer": .string(kernelInitializer.rawValue), "bias_initializer": .string(biasInitializer.rawValue),
    ]
  }
}

extension Pooling2DSpec {
  static let example = "max_pooling2d: {pool_size: 2}"

  init(_ fields: inout Fields) {
    self.init()
    fields.read("pool_size", .extent(upTo: Limits.window), into: &poolSize)
    var writtenStrides: Extent2D?
    fields.read("strides", .optional(.extent(upTo: Limits.window)), into: &writtenStrides)
    strides = writtenStrides ?? poolSize
    fields.read("padding", .word("padding"), into: &padding)
  }

  var config: ConfigValue {
    ["pool_size": poolSize.config, "strides": strides.config, "padding": .string(padding.rawValue)]
  }
}

extension DropoutSpec {
  static let example = "dropout: {rate: 0.5}"

  init(_ fields: inout Fields) {
    self.init(rate: fields.require("rate", .number(.fraction), or: 0, example: Self.example))
  }

  var config: ConfigValue { ["rate": .number(rate)] }
}

extension Extent2D {
  var config: ConfigValue { [.integer(height), .integer(width)] }
}
