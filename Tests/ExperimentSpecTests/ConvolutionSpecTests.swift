import Catalog
import Geometry
import Testing

@Suite("Convolutions within channels, with dilation, and in groups")
struct ConvolutionSpecTests {
  private func layer(_ text: String) throws -> LayerSpec {
    try #require(load("dataset: mnist\nloss: mse\nlayers:\n  - \(text)\n").layers.first)
  }

  @Test func depthwise() throws {
    var spec = DepthwiseConv2DSpec(kernelSize: Extent2D(3, 5))
    #expect(try layer("depthwise_conv2d: [3, 5]") == LayerSpec(spec))
    spec.strides = Extent2D(2, 1)
    spec.padding = .same
    spec.depthMultiplier = 4
    spec.activation = .relu
    spec.useBias = false
    spec.biasInitializer = .ones
    #expect(
      try layer(
        "depthwise_conv2d: {kernel_size: [3, 5], strides: [2, 1], padding: same, depth_multiplier: 4, activation: relu, use_bias: false, bias_initializer: ones}"
      ) == LayerSpec(spec))
  }

  @Test func separable() throws {
    var spec = SeparableConv2DSpec(filters: 8, kernelSize: Extent2D(3, 3))
    spec.dilation = Dilation(2, 3)
    spec.depthMultiplier = 2
    spec.pointwiseInitializer = .zeros
    #expect(
      try layer(
        "separable_conv2d: {filters: 8, kernel_size: 3, dilation_rate: [2, 3], depth_multiplier: 2, pointwise_initializer: zeros}"
      ) == LayerSpec(spec))
  }

  @Test("what is 1 is not recorded") func recorded() throws {
    let plain = try layer("conv2d: {filters: 4, kernel_size: 3}")
    #expect(try layer("conv2d: {filters: 4, kernel_size: 3, dilation_rate: [1, 1], groups: 1}") == plain)
    #expect(!plain.config.flow.contains("dilation_rate") && !plain.config.flow.contains("groups"))
    let other = try layer("conv2d: {filters: 4, kernel_size: 3, dilation_rate: [2, 2], groups: 2}").config.flow
    #expect(other.contains("dilation_rate: 2, groups: 2,"))
    #expect(
      try layer("depthwise_conv2d: {kernel_size: 3, dilation_rate: [2, 1]}").config.flow.contains(
        "dilation_rate: [2, 1]"))
  }
}
