import Catalog
import Geometry
import Testing

@Suite("Layers of sequences, and transposed convolutions")
struct SignalSpecTests {
  private func layer(_ text: String) throws -> LayerSpec {
    try #require(load("dataset: mnist\nloss: mse\nlayers:\n  - \(text)\n").layers.first)
  }

  @Test func conv1d() throws {
    var spec = Conv1DSpec(filters: 25, kernelSize: 5)
    #expect(try layer("conv1d: {filters: 25, kernel_size: 5}") == LayerSpec(spec))
    (spec.strides, spec.padding, spec.dilation, spec.groups) = (2, .causal, 3, 5)
    (spec.activation, spec.useBias, spec.kernelInitializer, spec.biasInitializer) = (.relu, false, .heNormal, .ones)
    (spec.kernelRegularizer, spec.biasRegularizer) = (RegularizerSpec(L2(0.1)), RegularizerSpec(L1(0.2)))
    (spec.kernelConstraint, spec.biasConstraint) = (ConstraintSpec(UnitNorm()), ConstraintSpec(NonNegative()))
    #expect(
      try layer(
        "conv1d: {filters: 25, kernel_size: 5, strides: 2, padding: causal, dilation_rate: 3, groups: 5, activation: relu, use_bias: false, kernel_initializer: he_normal, bias_initializer: ones, kernel_regularizer: {l2: 0.1}, bias_regularizer: {l1: 0.2}, kernel_constraint: unit_norm, bias_constraint: non_neg}"
      ) == LayerSpec(spec))
  }

  @Test("causal is a padding of conv1d alone") func causal() throws {
    try expect(
      """
      dataset: mnist
      loss: mse
      layers:
                                                        ↓
        - conv2d: {filters: 3, kernel_size: 3, padding: causal}
                                                        ↓
        - conv1d: {filters: 3, kernel_size: 3, padding: full}
                                            ↓
        - conv1d: {filters: 3, kernel_size: [3]}
      """,
      """
      spec.yaml:4:51: error: layers[0].conv2d.padding: unknown padding 'causal'
          - conv2d: {filters: 3, kernel_size: 3, padding: causal}
                                                          ^~~~~~ known: valid, same
      spec.yaml:5:51: error: layers[1].conv1d.padding: unknown padding 'full'
          - conv1d: {filters: 3, kernel_size: 3, padding: full}
                                                          ^~~~ known: valid, same, causal
      spec.yaml:6:39: error: layers[2].conv1d.kernel_size: expected a whole number from 1 to 1024, found a list
          - conv1d: {filters: 3, kernel_size: [3]}
                                              ^~~
      """)
  }

  @Test func pooling() throws {
    #expect(
      try layer("max_pooling1d").config.flow == "{max_pooling1d: {pool_size: 2, strides: 2, padding: valid}}")
    #expect(try layer("average_pooling1d: 3") == LayerSpec(AveragePooling1DSpec(Pooling1DSpec(poolSize: 3))))
    #expect(
      try layer("max_pooling1d: {pool_size: 3, strides: 1, padding: same}")
        == LayerSpec(MaxPooling1DSpec(Pooling1DSpec(poolSize: 3, strides: 1, padding: .same))))
    #expect(try layer("max_pooling1d: {pool_size: 3, strides: null}") == layer("max_pooling1d: 3"))
    #expect(
      try layer("max_pooling1d: 3").config.flow == "{max_pooling1d: {pool_size: 3, strides: 3, padding: valid}}")
    #expect(try layer("global_max_pooling1d").config.flow == "global_max_pooling1d")
    #expect(
      try layer("global_average_pooling1d: {keepdims: true}").config.flow
        == "{global_average_pooling1d: {keepdims: true}}")
    #expect(try layer("spatial_dropout1d: 0.25") == LayerSpec(SpatialDropout1DSpec(rate: 0.25)))
  }

  @Test("a record of strides and one without them") func records() {
    let spec = ConfigValue.mapping([("pool_size", .integer(4))])
    #expect(MaxPooling1DSpec().reading(spec) == MaxPooling1DSpec(Pooling1DSpec(poolSize: 4)))
    let both = ConfigValue.mapping([("pool_size", .integer(4)), ("strides", .integer(1))])
    #expect(MaxPooling1DSpec().reading(both) == MaxPooling1DSpec(Pooling1DSpec(poolSize: 4, strides: 1)))
  }

  @Test func conv2dTranspose() throws {
    var spec = Conv2DTransposeSpec(filters: 8, kernelSize: Extent2D(3, 5))
    #expect(try layer("conv2d_transpose: {filters: 8, kernel_size: [3, 5]}") == LayerSpec(spec))
    (spec.strides, spec.padding, spec.activation, spec.useBias) = (Extent2D(2, 1), .same, .relu, false)
    (spec.kernelInitializer, spec.biasInitializer) = (.heUniform, .ones)
    #expect(
      try layer(
        "conv2d_transpose: {filters: 8, kernel_size: [3, 5], strides: [2, 1], padding: same, activation: relu, use_bias: false, kernel_initializer: he_uniform, bias_initializer: ones}"
      ) == LayerSpec(spec))
  }
}
