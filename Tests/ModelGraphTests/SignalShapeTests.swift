import Catalog
import Geometry
import Testing

/// Shapes, weights and multiply-adds of the layers of sequences, of dense layers on more axes than one, and of transposed
/// convolutions, as Keras counts them; and what they say of inputs that do not fit.
struct SignalShapeTests {
  private func graph(_ layers: [LayerSpec], _ input: [Int]) throws -> ModelGraph {
    try ModelGraph(spec(layers + [flatten, head]), input: Shape(input), classes: 10)
  }

  private func problem(_ layer: LayerSpec, _ input: [Int]) throws -> ShapeProblem {
    let found = #expect(throws: ShapeProblems.self) { try graph([layer], input) }
    return try #require(found?.problems.first)
  }

  @Test func denseOnMoreAxes() throws {
    let graph = try graph(
      [LayerSpec(DenseSpec(units: 7)), LayerSpec(ReshapeSpec([6, 35])), LayerSpec(DenseSpec(units: 4))], [5, 6, 3])
    #expect(graph.nodes.map(\.output.description).prefix(3) == ["[5, 6, 7]", "[6, 35]", "[6, 4]"])
    #expect(graph.nodes[0].weights.map(\.shape) == [Shape([3, 7]), Shape([7])])
    #expect(graph.nodes.map(\.parameters).prefix(3) == [28, 0, 144])
    #expect(graph.nodes.map(\.multiplyAdds).prefix(3) == [630, 0, 840])
  }

  @Test func denseOnAnImageIsDoubtful() throws {
    let dense = LayerSpec(DenseSpec(units: 4))
    func doubts(_ layers: [LayerSpec], _ input: [Int]) throws -> [String] {
      try graph(layers, input).doubts(samples: 100, batchSize: 10)
    }
    #expect(
      try doubts([LayerSpec(ActivationSpec(.relu)), dense], [26, 26, 32]) == [
        "layers[1].dense: dense on [26, 26, 32] works on its last axis, at each of 676 positions; "
          + "put flatten before it if that is not meant"
      ])
    for input in [[784], [28, 28], [1, 1, 32]] { #expect(try doubts([dense], input) == []) }
  }

  @Test(arguments: [
    (CausalPadding.valid, 1, 1, 36), (.valid, 2, 1, 18), (.valid, 1, 3, 28), (.same, 1, 1, 40), (.same, 3, 1, 14),
    (.causal, 1, 1, 40), (.causal, 1, 4, 40), (.causal, 3, 1, 14),
  ])
  func conv1d(padding: CausalPadding, strides: Int, dilation: Int, steps: Int) throws {
    var conv1d = Conv1DSpec(filters: 6, kernelSize: 5)
    (conv1d.padding, conv1d.strides, conv1d.dilation) = (padding, strides, dilation)
    let node = try graph([LayerSpec(conv1d)], [40, 3]).nodes[0]
    #expect(node.output == Shape([steps, 6]))
    #expect(node.weights.map(\.shape) == [Shape([5, 3, 6]), Shape([6])])
    #expect(node.multiplyAdds == 90 * steps)
    (conv1d.groups, conv1d.useBias) = (3, false)
    #expect(try graph([LayerSpec(conv1d)], [40, 3]).nodes[0].weights.map(\.shape) == [Shape([5, 1, 6])])
  }

  @Test func pooling() throws {
    var keeps = GlobalMaxPooling1DSpec()
    keeps.keepsDimensions = Flag(true)
    let graph = try graph(
      [
        LayerSpec(MaxPooling1DSpec(Pooling1DSpec(poolSize: 3))), LayerSpec(SpatialDropout1DSpec(rate: 0.5)),
        LayerSpec(AveragePooling1DSpec(Pooling1DSpec(poolSize: 4, strides: 3, padding: .same))), LayerSpec(keeps),
        LayerSpec(GlobalAveragePooling1DSpec()), LayerSpec(ReshapeSpec([2, 1])), LayerSpec(GlobalMaxPooling1DSpec()),
      ], [40, 2])
    #expect(
      graph.nodes.map(\.output.description).prefix(7) == [
        "[13, 2]", "[13, 2]", "[5, 2]", "[1, 2]", "[2]", "[2, 1]", "[1]",
      ])
    #expect(graph.nodes.prefix(7).allSatisfy { $0.parameters == 0 && $0.multiplyAdds == 0 })
  }

  /// Keras's `compute_conv_transpose_output_shape`.
  @Test(arguments: [
    ((3, 3), (2, 2), PaddingSpec.same, (14, 10)), ((3, 3), (2, 2), .valid, (15, 11)),
    ((2, 5), (3, 1), .valid, (21, 9)), ((2, 5), (3, 1), .same, (21, 5)), ((1, 1), (1, 1), .valid, (7, 5)),
  ])
  func transposed(kernel: (Int, Int), strides: (Int, Int), padding: PaddingSpec, output: (Int, Int)) throws {
    var layer = Conv2DTransposeSpec(filters: 4, kernelSize: Extent2D(kernel.0, kernel.1))
    (layer.strides, layer.padding) = (Extent2D(strides.0, strides.1), padding)
    let node = try graph([LayerSpec(layer)], [7, 5, 3]).nodes[0]
    #expect(node.output == Shape([output.0, output.1, 4]))
    #expect(node.weights.map(\.shape) == [Shape([kernel.0, kernel.1, 4, 3]), Shape([4])])
    #expect(node.multiplyAdds == kernel.0 * kernel.1 * 12 * 35)
  }

  @Test func aSequenceLayerOnAnotherInput() throws {
    let layers: [any LayerConstruct] = [
      Conv1DSpec(filters: 2, kernelSize: 3), MaxPooling1DSpec(), AveragePooling1DSpec(), GlobalMaxPooling1DSpec(),
      GlobalAveragePooling1DSpec(), SpatialDropout1DSpec(rate: 0.5),
    ]
    for layer in layers {
      let name = layer.words.name
      for (input, sizes) in [([40], "[40, 1]"), ([28, 28, 1], "[28, 28]"), ([5, 4, 3], "[5, 12]")] {
        #expect(
          try problem(LayerSpec(layer), input)
            == ShapeProblem(
              path: "layers[0].\(name)",
              problem: "\(name) needs a sequence [steps, channels], but its input is \(Shape(input))",
              hint: "put reshape: \(sizes) before it"))
      }
    }
    #expect(
      try problem(LayerSpec(Conv2DTransposeSpec(filters: 1, kernelSize: Extent2D(3, 3))), [40]).problem
        == "conv2d_transpose needs an image [height, width, channels], but its input is [40]")
  }

  @Test func optionsThatDoNotFit() throws {
    var (dilated, grouped) = (Conv1DSpec(filters: 4, kernelSize: 3), Conv1DSpec(filters: 4, kernelSize: 3))
    (dilated.strides, dilated.dilation, grouped.groups) = (2, 3, 3)
    for (layer, key, problem, hint) in [
      (
        LayerSpec(dilated), "dilation_rate", "strides 2 and dilation_rate 3", "one of them has to be 1, as in Keras"
      ),
      (
        LayerSpec(grouped), "groups", "groups 3 does not divide its 6 channels and 4 filters",
        "write a number that divides both"
      ),
      (
        LayerSpec(Conv1DSpec(filters: 4, kernelSize: 41)), "kernel_size",
        "kernel_size 41 does not fit its input [40, 6]",
        "make the kernel smaller, or write padding: same"
      ),
      (
        LayerSpec(MaxPooling1DSpec(Pooling1DSpec(poolSize: 41))), "pool_size",
        "pool_size 41 does not fit its input [40, 6]", "make the window smaller, or write padding: same"
      ),
    ] {
      #expect(
        try self.problem(layer, [40, 6])
          == ShapeProblem(path: "layers[0].\(layer.keyword).\(key)", problem: problem, hint: hint))
    }
  }

  /// Sizes whose product an `Int` cannot hold.
  @Test func aShapeBeyondCounting() throws {
    var layer = Conv2DTransposeSpec(filters: 1 << 20, kernelSize: Extent2D(1024, 1024))
    layer.strides = Extent2D(1024, 1024)
    #expect(try problem(LayerSpec(layer), [1 << 20, 1 << 20, 1]).path == "layers[0].conv2d_transpose")
    #expect(try problem(LayerSpec(DenseSpec(units: 1 << 20)), [1 << 30, 1 << 30, 1]).path == "layers[0].dense")
  }

  @Test func whichAxesLimitAFilter() throws {
    var (conv1d, transposed) = (
      Conv1DSpec(filters: 4, kernelSize: 3), Conv2DTransposeSpec(filters: 4, kernelSize: Extent2D(3, 3))
    )
    conv1d.kernelConstraint = ConstraintSpec(UnitNorm())
    transposed.kernelConstraint = ConstraintSpec(UnitNorm())
    #expect(
      try graph([LayerSpec(conv1d)], [8, 2]).notes == [
        "layers[0].conv1d.kernel_constraint: axis 0 is the window's steps only; axis: [0, 1] limits each filter"
      ])
    #expect(
      try graph([LayerSpec(transposed)], [8, 8, 2]).notes == [
        "layers[0].conv2d_transpose.kernel_constraint: axis 0 is the window's rows only; axis: [0, 1, 3] limits each filter"
      ])
  }
}
