/// One entry of `layers`.
public enum LayerSpec: Hashable, Sendable {
  case dense(DenseSpec)
  case conv2d(Conv2DSpec)
  case maxPooling2d(Pooling2DSpec)
  case averagePooling2d(Pooling2DSpec)
  case globalAveragePooling2d
  case flatten
  case dropout(DropoutSpec)
  case activation(Activation)

  /// The word that names the layer in a spec.
  public var keyword: String { words.name }
}

extension LayerSpec: FamilyMember {
  public static let kind = "layer"

  /// The table of layers.
  public static let family = Family<LayerSpec>(
    [
      .dense(DenseSpec(units: 1)), .conv2d(Conv2DSpec(filters: 1, kernelSize: .init(1, 1))), .maxPooling2d(.init()),
      .averagePooling2d(.init()), .globalAveragePooling2d, .flatten, .dropout(DropoutSpec(rate: 0)),
      .activation(.linear),
    ],
    isKnownByOptions: true,
    advice: NameAdvice(
      aliases: [
        "linear": "dense", "relu": "activation: relu", "softmax": "activation: softmax", "tanh": "activation: tanh",
        "sigmoid": "activation: sigmoid", "gelu": "activation: gelu", "silu": "activation: silu",
        "maxpool": "max_pooling2d", "maxpool2d": "max_pooling2d", "avgpool": "average_pooling2d",
        "avgpool2d": "average_pooling2d", "conv": "conv2d",
      ],
      remarks: [
        "input": "remove it: the data give the input's shape",
        "input_layer": "remove it: the data give the input's shape",
        "zero_padding2d": "conv2d and the pooling layers have padding: same",
      ],
      missing: [
        "batch_normalization", "batch_norm", "batchnorm1d", "batchnorm2d", "layer_normalization", "layer_norm", "lstm",
        "gru", "simple_rnn", "embedding", "multi_head_attention", "conv2d_transpose", "separable_conv2d",
        "depthwise_conv2d", "global_max_pooling2d", "up_sampling2d", "reshape", "add", "concatenate",
      ]))

  public var words: ConstructWords {
    switch self {
    case .dense: DenseSpec.words
    case .conv2d: Conv2DSpec.words
    case .maxPooling2d: Pooling2DSpec.maximumWords
    case .averagePooling2d: Pooling2DSpec.averageWords
    case .globalAveragePooling2d: Self.globalAverageWords
    case .flatten: Self.flattenWords
    case .dropout: DropoutSpec.words
    case .activation: Self.activationWords
    }
  }

  public mutating func options(_ visitor: inout some OptionVisitor) {
    switch self {
    case .dense(var dense):
      dense.options(&visitor)
      self = .dense(dense)
    case .conv2d(var convolution):
      convolution.options(&visitor)
      self = .conv2d(convolution)
    case .maxPooling2d(var pooling):
      pooling.options(&visitor)
      self = .maxPooling2d(pooling)
    case .averagePooling2d(var pooling):
      pooling.options(&visitor)
      self = .averagePooling2d(pooling)
    case .globalAveragePooling2d, .flatten: break
    case .dropout(var dropout):
      dropout.options(&visitor)
      self = .dropout(dropout)
    case .activation(var activation):
      visitor.body(&activation)
      self = .activation(activation)
    }
  }

  private static let globalAverageWords = ConstructWords(
    "global_average_pooling2d", "the mean of each channel", formula: "y[c] = mean over all (i, j) of x[i, j, c]")

  private static let flattenWords = ConstructWords("flatten", "an image as one list of numbers, as dense needs it")

  private static let activationWords = ConstructWords(
    "activation", "an activation as a layer of its own", example: "activation: relu")
}
