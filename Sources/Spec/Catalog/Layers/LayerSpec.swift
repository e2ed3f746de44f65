import Geometry

/// A kind of layer: its options, and the shapes and weights that follow from them and from its inputs.
public protocol LayerConstruct: NamedConstruct {
  func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference
  /// The same where the input is the row of a table; nil for any other input.
  func infer(_ inputs: [Shape], from table: TableLayout?) throws(LayerProblem) -> Inference
  /// The options that a table shows besides the name: `32`, `3×3`, `relu`.
  var details: [String] { get }
  /// The activation at its end, if it has one.
  var finalActivation: Activation? { get }
  /// How many outputs it has, if that does not depend on its input.
  var unitCount: Int? { get }
  /// Whether its output is its input in another shape.
  var onlyReshapes: Bool { get }
  /// The layers that it contains; nil if it contains none.
  var structure: BlockStructure? { get }
  /// Whether it takes weights from the training samples, before any are trained.
  var isAdapted: Bool { get }
  /// What is doubtful about its input or about batches of so many of the training samples; nil if nothing is.
  func doubt(_ input: Shape, samples: Int, batchSize: Int) -> String?
}

extension LayerConstruct {
  public func infer(_ inputs: [Shape], from table: TableLayout?) throws(LayerProblem) -> Inference { try infer(inputs) }
  public var details: [String] { [] }
  public var finalActivation: Activation? { nil }
  public var unitCount: Int? { nil }
  public var onlyReshapes: Bool { false }
  public var structure: BlockStructure? { nil }
  public var isAdapted: Bool { false }
  public func doubt(_ input: Shape, samples: Int, batchSize: Int) -> String? { nil }
}

/// One entry of `layers`.
public struct LayerSpec: FamilyMember {
  public private(set) var construct: any LayerConstruct

  public init(_ construct: some LayerConstruct) { self.construct = construct }

  /// The word that names the layer in a spec.
  public var keyword: String { words.name }
}

extension LayerSpec {
  public static let kind = "layer"

  /// The table of layers.
  public static let family = Family(
    [
      Self(DenseSpec(units: 1)), Self(Conv2DSpec(filters: 1, kernelSize: Extent2D(1, 1))), Self(MaxPooling2DSpec()),
      Self(AveragePooling2DSpec()), Self(GlobalAveragePooling2DSpec()), Self(FlattenSpec()), Self(DropoutSpec(rate: 0)),
      Self(ActivationSpec(.linear)), Self(GlobalMaxPooling2DSpec()), Self(ZeroPadding2DSpec()), Self(Cropping2DSpec()),
      Self(UpSampling2DSpec()), Self(ReshapeSpec([-1])), Self(PermuteSpec([1])), Self(RepeatVectorSpec(count: 1)),
      Self(SpatialDropout2DSpec(rate: 0)), Self(GaussianNoiseSpec(deviation: 0)), Self(GaussianDropoutSpec(rate: 0)),
      Self(AlphaDropoutSpec(rate: 0)), Self(BatchNormalizationSpec()),
      Self(LayerNormalizationSpec()), Self(PReLUSpec()), Self(RescalingSpec(scale: 1)), Self(NormalizationSpec()),
      Self(DepthwiseConv2DSpec(kernelSize: Extent2D(1, 1))),
      Self(SeparableConv2DSpec(filters: 1, kernelSize: Extent2D(1, 1))),
      Self(Conv1DSpec(filters: 1, kernelSize: 1)), Self(MaxPooling1DSpec()), Self(AveragePooling1DSpec()),
      Self(GlobalMaxPooling1DSpec()), Self(GlobalAveragePooling1DSpec()), Self(SpatialDropout1DSpec(rate: 0)),
      Self(Conv2DTransposeSpec(filters: 1, kernelSize: Extent2D(1, 1))),
      Self(ResidualSpec([])), Self(MergeSpec<AddRule>()), Self(MergeSpec<SubtractRule>()),
      Self(MergeSpec<MultiplyRule>()),
      Self(MergeSpec<AverageRule>()), Self(MergeSpec<MaximumRule>()), Self(MergeSpec<MinimumRule>()),
      Self(MergeSpec<ConcatenateRule>()), Self(RepeatSpec(times: 1, [])), Self(SelectSpec([])),
      Self(SimpleRNNSpec(units: 1)), Self(LSTMSpec(units: 1)), Self(GRUSpec(units: 1)),
      Self(EmbeddingSpec(inputDim: 1, outputDim: 1)), Self(BidirectionalSpec()),
    ],
    isKnownByOptions: true,
    advice: NameAdvice(
      aliases: [
        "linear": "dense", "relu": "activation: relu", "softmax": "activation: softmax", "tanh": "activation: tanh",
        "sigmoid": "activation: sigmoid", "gelu": "activation: gelu", "silu": "activation: silu",
        "elu": "activation: elu",
        "maxpool": "max_pooling2d", "maxpool2d": "max_pooling2d", "avgpool": "average_pooling2d",
        "avgpool2d": "average_pooling2d", "conv": "conv2d",
        "maxpool1d": "max_pooling1d", "avgpool1d": "average_pooling1d", "dropout1d": "spatial_dropout1d",
        "global_max_pool1d": "global_max_pooling1d", "global_avg_pool1d": "global_average_pooling1d",
        "convolution1d": "conv1d", "convtranspose2d": "conv2d_transpose", "deconv2d": "conv2d_transpose",
        "dropout2d": "spatial_dropout2d", "global_max_pool2d": "global_max_pooling2d", "zeropad2d": "zero_padding2d",
        "upsample": "up_sampling2d",
        "batch_norm": "batch_normalization", "batchnorm1d": "batch_normalization", "batchnorm2d": "batch_normalization",
        "layer_norm": "layer_normalization", "rnn": "simple_rnn", "vanilla_rnn": "simple_rnn", "embed": "embedding",
      ],
      remarks: [
        "input": "remove it: the data give the input's shape",
        "input_layer": "remove it: the data give the input's shape",
        "from": "branches of a block are the only edges yet: write residual, or concatenate, add and their kin",
        "sequential": "write its layers into the list", "stack": "write repeat: {times: 3, layers: [dense: 64]}",
        "leaky_relu":
          "write activation: {leaky_relu: {negative_slope: 0.3}}: Keras's layer LeakyReLU has 0.3, its function leaky_relu 0.2",
        "bilstm": "write bidirectional: {lstm: 32}", "bigru": "write bidirectional: {gru: 32}",
        "birnn": "write bidirectional: {simple_rnn: 32}",
      ].merging(AugmentationSpec.remarksAsLayers) { own, _ in own },
      missing: [
        "multi_head_attention"
      ]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
