import Catalog
import Geometry
import Layers
import Testing

struct DepthwiseTests {
  private typealias Size = (height: Int, width: Int)

  private static func depthwise(
    _ input: (height: Int, width: Int, channels: Int), _ multiplier: Int, _ kernel: Size, _ strides: Size = (1, 1),
    same: Bool = false, dilation: Size = (1, 1)
  ) -> ConvolutionGeometry {
    ConvolutionGeometry(
      input: input, filters: input.channels * multiplier, kernel: kernel, strides: strides, same: same,
      dilation: dilation, groups: input.channels)
  }

  /// Channels below, at and beyond a vector and four of them, with windows that overlap, leave gaps, or are larger than the image.
  private static let geometries = [
    depthwise((5, 6, 3), 1, (3, 3), same: true), depthwise((4, 5, 16), 1, (3, 2)),
    depthwise((4, 9, 17), 1, (2, 3), same: true), depthwise((3, 4, 70), 1, (3, 3), same: true),
    depthwise((5, 6, 2), 3, (3, 3), (2, 2), same: true), depthwise((5, 7, 3), 2, (2, 3), (3, 1)),
    depthwise((6, 7, 2), 2, (3, 3), same: true, dilation: (2, 1)), depthwise((7, 8, 3), 1, (2, 2), dilation: (2, 3)),
    depthwise((3, 2, 5), 1, (5, 5), same: true), depthwise((5, 5, 4), 1, (1, 1), (2, 3)),
    depthwise((7, 8, 3), 2, (2, 2), (3, 3)), depthwise((4, 4, 1), 8, (3, 3), same: true),
    depthwise((3, 30, 2), 1, (3, 3), same: true), depthwise((5, 4, 2), 1, (3, 3), same: true, dilation: (4, 5)),
  ]

  private func layer(
    _ geometry: ConvolutionGeometry, _ activation: ActivationFunction = .linear, useBias: Bool = true
  ) -> LayerCase {
    LayerCase(
      "\(geometry), \(activation)", inputCount: geometry.inputs, outputCount: geometry.outputs,
      reference: ReferenceConv2D(geometry: geometry, activation: activation)
    ) { DepthwiseConv2D(geometry, activation: activation, useBias: useBias, capacity: $0) }
  }

  @Test(arguments: geometries) func everyGeometry(_ geometry: ConvolutionGeometry) {
    let layer = layer(geometry)
    layer.check(samples: 2)
    for samples in [1, 18] { layer.checkDeterminism(samples: samples) }
  }

  @Test func everyActivationWithAndWithoutBias() {
    for activation in everyActivationFunction {
      layer(Self.depthwise((4, 5, 3), 2, (3, 3), same: true), activation, useBias: activation == .linear).check(
        samples: 2)
    }
  }

  @Test(arguments: [ActivationFunction.linear, .elementwise(.gelu), .softmax]) func separable(
    _ activation: ActivationFunction
  ) {
    for (geometry, filters, useBias) in [
      (Self.depthwise((5, 6, 3), 2, (3, 3), (2, 2), same: true), 5, true),
      (Self.depthwise((4, 5, 16), 1, (3, 2)), 17, false),
      (Self.depthwise((6, 5, 2), 1, (3, 2), same: true, dilation: (2, 2)), 4, true),
    ] {
      let outputs = geometry.outputHeight * geometry.outputWidth * filters
      let layer = LayerCase(
        "separable \(geometry), \(filters) filters, \(activation)", inputCount: geometry.inputs, outputCount: outputs,
        reference: ReferenceSeparable(depthwise: geometry, filters: filters, activation: activation)
      ) { SeparableConv2D(geometry, filters: filters, activation: activation, useBias: useBias, capacity: $0) }
      layer.check(samples: 2)
      layer.checkDeterminism(samples: 18)
    }
  }

  @Test func weightsHaveTheirNamesAndShapes() {
    let geometry = Self.depthwise((5, 6, 3), 2, (3, 2))
    let depthwise = DepthwiseConv2D(geometry, activation: .linear, useBias: true, capacity: 1)
    #expect(depthwise.parameters.map(\.role) == ["kernel", "bias"])
    #expect(depthwise.parameters.map(\.shape.description) == ["[3, 2, 3, 2]", "[6]"])
    let separable = SeparableConv2D(geometry, filters: 5, activation: .linear, useBias: true, capacity: 1)
    #expect(separable.parameters.map(\.role) == ["depthwise_kernel", "pointwise_kernel", "bias"])
    #expect(separable.parameters.map(\.shape.description) == ["[3, 2, 3, 2]", "[1, 1, 6, 5]", "[5]"])
  }
}

/// The depthwise kernel, then a 1 × 1 convolution with the other parameters.
private struct ReferenceSeparable: Reference {
  var depthwise: ConvolutionGeometry
  var filters: Int
  var activation: ActivationFunction

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let middle = ReferenceConv2D(geometry: depthwise, activation: .linear)
      .forward(x, parameters: [parameters[0]], samples: samples)
    let pointwise = ConvolutionGeometry(
      input: (depthwise.outputHeight, depthwise.outputWidth, depthwise.filters), filters: filters, kernel: (1, 1),
      strides: (1, 1), same: false)
    return ReferenceConv2D(geometry: pointwise, activation: activation)
      .forward(middle, parameters: Array(parameters.dropFirst()), samples: samples)
  }
}

/// Dilation and groups of `Conv2D`.
struct GroupedConv2DTests {
  private static let geometries = [
    ConvolutionGeometry(
      input: (6, 7, 2), filters: 5, kernel: (3, 3), strides: (1, 1), same: true, dilation: (2, 2)),
    ConvolutionGeometry(
      input: (8, 9, 3), filters: 17, kernel: (2, 3), strides: (1, 1), same: false, dilation: (3, 2)),
    ConvolutionGeometry(
      input: (5, 6, 16), filters: 16, kernel: (3, 3), strides: (1, 1), same: true, dilation: (1, 3)),
    ConvolutionGeometry(input: (5, 6, 4), filters: 6, kernel: (3, 3), strides: (1, 1), same: true, groups: 2),
    ConvolutionGeometry(input: (6, 5, 6), filters: 3, kernel: (3, 2), strides: (2, 1), same: true, groups: 3),
    ConvolutionGeometry(input: (4, 4, 32), filters: 32, kernel: (3, 3), strides: (1, 1), same: true, groups: 2),
    ConvolutionGeometry(input: (5, 5, 40), filters: 20, kernel: (2, 2), strides: (3, 3), same: false, groups: 2),
    ConvolutionGeometry(
      input: (6, 6, 4), filters: 8, kernel: (2, 2), strides: (1, 1), same: true, dilation: (3, 1), groups: 4),
    ConvolutionGeometry(
      input: (4, 3, 2), filters: 2, kernel: (3, 3), strides: (1, 1), same: true, dilation: (4, 4), groups: 2),
  ]

  private func layer(_ geometry: ConvolutionGeometry, _ activation: ActivationFunction = .linear) -> LayerCase {
    LayerCase(
      "\(geometry), \(activation)", inputCount: geometry.inputs, outputCount: geometry.outputs,
      reference: ReferenceConv2D(geometry: geometry, activation: activation)
    ) { Conv2D(geometry, activation: activation, useBias: true, capacity: $0) }
  }

  @Test(arguments: geometries) func everyGeometry(_ geometry: ConvolutionGeometry) {
    layer(geometry).check(samples: 2)
    layer(geometry, .softmax).check(samples: 1)
    layer(geometry).checkDeterminism(samples: 18)
  }

  @Test(arguments: geometries.filter { $0.outputHeight > 3 && $0.outputWidth > 3 }) func withPooling(
    _ geometry: ConvolutionGeometry
  ) {
    var geometry = geometry
    (geometry.outputHeight, geometry.outputWidth) = (geometry.outputHeight / 2 * 2, geometry.outputWidth / 2 * 2)
    let pool = PoolingGeometry(
      input: (geometry.outputHeight, geometry.outputWidth, geometry.filters), pool: (2, 2), strides: (2, 2), same: false
    )
    let layer = LayerCase(
      "\(geometry), pooled", inputCount: geometry.inputs, outputCount: pool.outputCount,
      reference: ReferenceChain(
        first: ReferenceConv2D(geometry: geometry, activation: .linear),
        second: ReferencePooling(geometry: pool, kind: .largest))
    ) { Conv2D(geometry, activation: .linear, useBias: true, pool: pool, capacity: $0) }
    layer.check(samples: 2)
    layer.checkDeterminism(samples: 5)
  }

  /// conv2d with a group for each channel is computed as a depthwise convolution.
  @Test func aGroupForEachChannel() throws {
    var spec = Conv2DSpec(filters: 6, kernelSize: Extent2D(3, 3))
    spec.groups = ChannelGroups(3)
    let shape = Shape([5, 6, 3])
    let site = Site(index: 0, input: shape, output: Shape([3, 4, 6]), dropsActivation: false)
    let plan = try #require(spec.plan(site))
    #expect(plan.way(site) == "depthwise convolution")
    let geometry = ConvolutionGeometry(
      input: (5, 6, 3), filters: 6, kernel: (3, 3), strides: (1, 1), same: false, groups: 3)
    let layer = LayerCase(
      "a group for each channel", inputCount: shape.count, outputCount: 72,
      reference: ReferenceConv2D(geometry: geometry, activation: .linear)
    ) { plan.makeLayer(site, capacity: $0) }
    layer.check(samples: 2)
    #expect(plan.makeLayer(site, capacity: 1).parameters[0].shape == Shape([3, 3, 1, 6]))
  }
}
