import Catalog
import Geometry
import Testing
import Training

/// Initial weights: bounds, mean and variance of Keras's initializers, and what they depend on.
struct InitializerTests {
  /// Fans of a kernel, as Keras's `compute_fans` gives them, and the variance and the largest value that follow.
  private static func expected(
    _ initializer: Initializer, fanIn: Double, fanOut: Double
  ) -> (variance: Double, limit: Double)? {
    // A standard normal distribution cut at ±2 has this deviation; Keras divides by it.
    let cut = 0.87962566103423978
    switch initializer {
    case .zeros, .ones: return nil
    case .glorotUniform: return (2 / (fanIn + fanOut), (6 / (fanIn + fanOut)).squareRoot())
    case .glorotNormal: return (2 / (fanIn + fanOut), 2 * (2 / (fanIn + fanOut)).squareRoot() / cut)
    case .heUniform: return (2 / fanIn, (6 / fanIn).squareRoot())
    case .heNormal: return (2 / fanIn, 2 * (2 / fanIn).squareRoot() / cut)
    case .lecunUniform: return (1 / fanIn, (3 / fanIn).squareRoot())
    case .lecunNormal: return (1 / fanIn, 2 * (1 / fanIn).squareRoot() / cut)
    }
  }

  private func weights(
    _ layers: [LayerSpec], seed: UInt64 = 1, input: [Int] = [28, 28, 1]
  ) throws -> [String: [Float]] {
    let graph = try ModelGraph(spec(layers), input: Shape(input), classes: 10)
    let parameters = Network(graph, seed: seed, capacity: 1).parameters
    return Dictionary(
      uniqueKeysWithValues: parameters.map { ("\($0.layer).\($0.parameter.role)", $0.parameter.values.array) })
  }

  private func check(_ values: [Float], _ initializer: Initializer, fanIn: Double, fanOut: Double) {
    guard let (variance, limit) = Self.expected(initializer, fanIn: fanIn, fanOut: fanOut) else {
      #expect(values.allSatisfy { $0 == (initializer == .ones ? 1 : 0) })
      return
    }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / count
    let measured = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    let largest = Double(values.map(\.magnitude).max() ?? 0)
    // Four standard deviations of the mean; and of the variance, whose kurtosis is below 2.4.
    #expect(mean.magnitude <= 4 * (variance / count).squareRoot())
    #expect((measured / variance - 1).magnitude <= 4 * (1.4 / count).squareRoot(), "\(measured), not \(variance)")
    #expect(largest <= limit * (1 + 1e-6))
    #expect(largest > limit * 0.99)
    // The share within one of the normal distribution's deviations: Φ(1) − Φ(−1) of what lies within two.
    let isNormal = initializer.rawValue.hasSuffix("normal")
    let share = Double(values.count { Double($0.magnitude) < limit / 2 }) / count
    #expect((share - (isNormal ? 0.6826894921 / 0.9544997361 : 0.5)).magnitude <= 4 * (0.25 / count).squareRoot())
    #expect(Set(values).count > values.count * 9 / 10)
  }

  @Test(arguments: Initializer.allCases)
  func dense(_ initializer: Initializer) throws {
    var dense = DenseSpec(units: 200)
    dense.kernelInitializer = initializer
    check(
      try weights([flatten, LayerSpec(dense), head])["1.kernel"] ?? [], initializer, fanIn: 784, fanOut: 200)
  }

  @Test(arguments: Initializer.allCases)
  func convolution(_ initializer: Initializer) throws {
    var convolution = Conv2DSpec(filters: 200, kernelSize: Extent2D(3, 2))
    convolution.kernelInitializer = initializer
    check(
      try weights([LayerSpec(convolution), flatten, head], input: [8, 8, 16])["0.kernel"] ?? [], initializer,
      fanIn: 3 * 2 * 16, fanOut: 3 * 2 * 200)
  }

  /// A bias has the fans (units, units).
  @Test(arguments: Initializer.allCases)
  func bias(_ initializer: Initializer) throws {
    var dense = DenseSpec(units: 5000)
    dense.biasInitializer = initializer
    check(
      try weights([flatten, LayerSpec(dense), head], input: [1, 2, 1])["1.bias"] ?? [], initializer, fanIn: 5000,
      fanOut: 5000)
  }

  @Test func theSeedChangesEveryKernel() throws {
    let first = try weights([flatten, LayerSpec(DenseSpec(units: 20)), head], seed: 1)
    #expect(try weights([flatten, LayerSpec(DenseSpec(units: 20)), head], seed: 1) == first)
    for seed: UInt64 in [2, 1 << 32 | 1, .max] {
      let other = try weights([flatten, LayerSpec(DenseSpec(units: 20)), head], seed: seed)
      #expect(other["1.kernel"] != first["1.kernel"] && other["2.kernel"] != first["2.kernel"])
      #expect(other["1.bias"] == first["1.bias"])
    }
  }

  /// A layer's weights depend on its place in the list and on its shape, not on what else is in the list.
  @Test func layersAreIndependent() throws {
    let dense = LayerSpec(DenseSpec(units: 20))
    let alone = try weights([flatten, dense, head])
    let longer = try weights([flatten, dense, LayerSpec(DropoutSpec(rate: 0.1)), dense, head])
    #expect(alone["1.kernel"] == longer["1.kernel"])
    #expect(alone["1.kernel"] != longer["3.kernel"])
    let dropoutFirst = try weights([LayerSpec(DropoutSpec(rate: 0.1)), flatten, dense, head])
    #expect(
      dropoutFirst["2.kernel"] == (try weights([LayerSpec(ActivationSpec(.relu)), flatten, dense, head])["2.kernel"]))
    #expect(dropoutFirst["2.kernel"] != alone["1.kernel"])
  }

  @Test func twoKernelsOfOneShapeDiffer() throws {
    var square = DenseSpec(units: 30)
    square.biasInitializer = .glorotUniform
    let values = try weights([flatten, LayerSpec(square), LayerSpec(square), LayerSpec(square), head])
    #expect(values["2.kernel"] != values["3.kernel"])
    #expect(values["2.bias"] != values["3.bias"])
    #expect(values["2.bias"] != values["2.kernel"].map { Array($0.prefix(30)) })
  }
}
