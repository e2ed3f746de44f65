import Catalog
import Geometry
import Testing

/// Shapes, parameters and multiply-adds, as Keras counts them.
struct GraphTests {
  @Test func denseYAML() throws {
    let graph = try ModelGraph(loaded("dense"), input: Shape([28, 28, 1]), classes: 10)
    #expect(graph.parameters == 437_530)
    #expect(graph.multiplyAdds == 436_896)
    #expect(graph.nodes.map(\.output.description) == ["[784]", "[512]", "[64]", "[32]", "[16]", "[10]"])
    #expect(graph.nodes.map(\.parameters) == [0, 401_920, 32_832, 2_080, 528, 170])
  }

  @Test func convYAML() throws {
    let graph = try ModelGraph(loaded("conv"), input: Shape([28, 28, 1]), classes: 10)
    #expect(graph.parameters == 93_322)
    #expect(graph.multiplyAdds == 2_794_240)
    #expect(
      graph.nodes.map(\.output.description) == [
        "[26, 26, 32]", "[13, 13, 32]", "[11, 11, 64]", "[5, 5, 64]", "[3, 3, 64]", "[576]", "[64]", "[10]",
      ])
    #expect(graph.nodes.map(\.parameters) == [320, 0, 18_496, 0, 36_928, 0, 36_928, 650])
    #expect(graph.nodes.map(\.multiplyAdds) == [194_688, 0, 2_230_272, 0, 331_776, 0, 36_864, 640])
  }

  /// Kernel, strides, padding and input with the output that Keras's `compute_output_shape` gives.
  @Test(arguments: [
    ((3, 3), (1, 1), PaddingSpec.valid, (28, 28), (26, 26)), ((3, 3), (1, 1), .same, (28, 28), (28, 28)),
    ((3, 3), (2, 2), .valid, (28, 28), (13, 13)), ((3, 3), (2, 2), .same, (28, 28), (14, 14)),
    ((5, 2), (3, 1), .valid, (28, 17), (8, 16)), ((5, 2), (3, 1), .same, (28, 17), (10, 17)),
    ((2, 2), (3, 3), .same, (7, 8), (3, 3)), ((2, 2), (3, 3), .valid, (7, 8), (2, 3)),
    ((9, 9), (1, 1), .same, (4, 5), (4, 5)), ((4, 5), (1, 1), .valid, (4, 5), (1, 1)),
  ])
  func windows(
    window: (Int, Int), strides: (Int, Int), padding: PaddingSpec, input: (Int, Int), output: (Int, Int)
  ) throws {
    let size = Extent2D(window.0, window.1)
    let stride = Extent2D(strides.0, strides.1)
    var convolution = Conv2DSpec(filters: 6, kernelSize: size)
    convolution.strides = stride
    convolution.padding = padding
    let pooling = Pooling2DSpec(poolSize: size, strides: stride, padding: padding)
    let layers: [(LayerSpec, channels: Int)] = [
      (LayerSpec(convolution), 6), (LayerSpec(MaxPooling2DSpec(pooling)), 3),
      (LayerSpec(AveragePooling2DSpec(pooling)), 3),
    ]
    for (layer, channels) in layers {
      let graph = try ModelGraph(
        spec([layer, flatten, head]), input: Shape([input.0, input.1, 3]), classes: 10)
      #expect(graph.nodes[0].output == Shape([output.0, output.1, channels]))
      let isConvolution = layer == LayerSpec(convolution)
      let kernel = window.0 * window.1 * 3 * 6
      #expect(graph.nodes[0].parameters == (isConvolution ? kernel + 6 : 0))
      #expect(graph.nodes[0].multiplyAdds == (isConvolution ? kernel * output.0 * output.1 : 0))
    }
  }

  @Test func otherLayers() throws {
    var dense = DenseSpec(units: 7)
    dense.useBias = false
    let graph = try ModelGraph(
      spec([
        LayerSpec(DropoutSpec(rate: 0.5)), LayerSpec(ActivationSpec(.relu)), LayerSpec(GlobalAveragePooling2DSpec()),
        LayerSpec(dense), head,
      ]),
      input: Shape([5, 6, 3]), classes: 10)
    #expect(graph.nodes.map(\.output.description) == ["[5, 6, 3]", "[5, 6, 3]", "[3]", "[7]", "[10]"])
    #expect(graph.nodes.map(\.parameters) == [0, 0, 0, 21, 80])
    #expect(graph.nodes.map(\.input.description) == ["[5, 6, 3]", "[5, 6, 3]", "[5, 6, 3]", "[3]", "[7]"])
    #expect(graph.output == Shape([10]))
  }

  @Test func layersThatChangeShapes() throws {
    var keepsDimensions = GlobalMaxPooling2DSpec()
    keepsDimensions.keepsDimensions = Flag(true)
    let graph = try ModelGraph(
      spec([
        LayerSpec(ZeroPadding2DSpec(Margins(top: 1, bottom: 2, left: 0, right: 3))),
        LayerSpec(Cropping2DSpec(Margins(top: 1, bottom: 0, left: 2, right: 1))),
        LayerSpec(UpSampling2DSpec(size: Extent2D(2, 3))), LayerSpec(PermuteSpec([3, 1, 2])),
        LayerSpec(ReshapeSpec([14, -1, 3])), LayerSpec(SpatialDropout2DSpec(rate: 0.5)), LayerSpec(keepsDimensions),
        LayerSpec(GaussianNoiseSpec(deviation: 0.5)), flatten, LayerSpec(RepeatVectorSpec(count: 4)), flatten, head,
      ]),
      input: Shape([5, 6, 3]), classes: 10)
    #expect(
      graph.nodes.map(\.output.description) == [
        "[8, 9, 3]", "[7, 6, 3]", "[14, 18, 3]", "[3, 14, 18]", "[14, 18, 3]", "[14, 18, 3]", "[1, 1, 3]", "[1, 1, 3]",
        "[3]", "[4, 3]", "[12]", "[10]",
      ])
    #expect(graph.parameters == 130)
  }

  /// Multiply-adds are those of the outputs: Keras's shapes, kernel elements times positions.
  @Test func convolutionsWithinChannels() throws {
    var depthwise = DepthwiseConv2DSpec(kernelSize: Extent2D(3, 2))
    depthwise.depthMultiplier = 4
    depthwise.strides = Extent2D(2, 2)
    var separable = SeparableConv2DSpec(filters: 7, kernelSize: Extent2D(3, 3))
    separable.dilation = Dilation(2, 2)
    separable.padding = .same
    var grouped = Conv2DSpec(filters: 14, kernelSize: Extent2D(2, 2))
    grouped.groups = ChannelGroups(7)
    grouped.dilation = Dilation(3, 1)
    let graph = try ModelGraph(
      spec([LayerSpec(depthwise), LayerSpec(separable), LayerSpec(grouped), flatten, head]), input: Shape([11, 12, 3]),
      classes: 10)
    #expect(graph.nodes.map(\.output.description).prefix(3) == ["[5, 6, 12]", "[5, 6, 7]", "[2, 5, 14]"])
    #expect(graph.nodes.map(\.parameters).prefix(3) == [84, 199, 70])
    #expect(graph.nodes.map(\.multiplyAdds).prefix(3) == [2160, 5760, 560])
    #expect(graph.nodes[1].weights.map(\.name) == ["depthwise_kernel", "pointwise_kernel", "bias"])
  }

  @Test func aSoftmaxLayerOfItsOwnIsAnEnd() throws {
    for layers in [
      [flatten, LayerSpec(DenseSpec(units: 10)), LayerSpec(ActivationSpec(.softmax))], [flatten, head, flatten],
    ] {
      #expect(throws: Never.self) { try ModelGraph(spec(layers), input: Shape([2, 2, 1]), classes: 10) }
    }
  }
}
