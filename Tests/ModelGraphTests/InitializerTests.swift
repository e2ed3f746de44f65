import Catalog
import Geometry
import Glibc
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
    case .glorotUniform: return (2 / (fanIn + fanOut), (6 / (fanIn + fanOut)).squareRoot())
    case .glorotNormal: return (2 / (fanIn + fanOut), 2 * (2 / (fanIn + fanOut)).squareRoot() / cut)
    case .heUniform: return (2 / fanIn, (6 / fanIn).squareRoot())
    case .heNormal: return (2 / fanIn, 2 * (2 / fanIn).squareRoot() / cut)
    case .lecunUniform: return (1 / fanIn, (3 / fanIn).squareRoot())
    case .lecunNormal: return (1 / fanIn, 2 * (1 / fanIn).squareRoot() / cut)
    default: return nil
    }
  }

  /// Those without options.
  static let plain = Initializer.family.members.prefix(8)

  private func weights(
    _ layers: [LayerSpec], seed: UInt64 = 1, input: [Int] = [28, 28, 1]
  ) throws -> [String: [Float]] {
    let graph = try ModelGraph(spec(layers), input: Shape(input), classes: 10)
    let parameters = Network(graph, seed: seed, capacity: 1).parameters
    return Dictionary(
      uniqueKeysWithValues: parameters.map { (String($0.name.dropFirst("layers.".count)), $0.parameter.values.array) })
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
    let isNormal = initializer.words.name.hasSuffix("normal")
    let share = Double(values.count { Double($0.magnitude) < limit / 2 }) / count
    #expect((share - (isNormal ? 0.6826894921 / 0.9544997361 : 0.5)).magnitude <= 4 * (0.25 / count).squareRoot())
    #expect(Set(values).count > values.count * 9 / 10)
  }

  @Test(arguments: plain)
  func dense(_ initializer: Initializer) throws {
    var dense = DenseSpec(units: 200)
    dense.kernelInitializer = initializer
    check(
      try weights([flatten, LayerSpec(dense), head])["1.kernel"] ?? [], initializer, fanIn: 784, fanOut: 200)
  }

  @Test(arguments: plain)
  func convolution(_ initializer: Initializer) throws {
    var convolution = Conv2DSpec(filters: 200, kernelSize: Extent2D(3, 2))
    convolution.kernelInitializer = initializer
    check(
      try weights([LayerSpec(convolution), flatten, head], input: [8, 8, 16])["0.kernel"] ?? [], initializer,
      fanIn: 3 * 2 * 16, fanOut: 3 * 2 * 200)
  }

  /// A bias has the fans (units, units).
  @Test(arguments: plain)
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

  private func kernel(
    _ initializer: Initializer, inputs: Int = 784, units: Int = 1000, seed: UInt64 = 1
  ) throws -> [Float] {
    var dense = DenseSpec(units: units)
    dense.kernelInitializer = initializer
    return try weights([flatten, LayerSpec(dense), head], seed: seed, input: [1, inputs, 1])["1.kernel"] ?? []
  }

  @Test func oneValueOrADiagonal() throws {
    #expect(try kernel(.constant(value: -0.3)).allSatisfy { $0 == -0.3 })
    #expect(try kernel(.identity(gain: 2), inputs: 2, units: 3) == [2, 0, 0, 0, 2, 0])
    #expect(try kernel(.identity(), inputs: 3, units: 2) == [1, 0, 0, 1, 0, 0])
  }

  @Test func uniformBetweenTwoValues() throws {
    let values = try kernel(.randomUniform(minval: -1, maxval: 3)).map(Double.init)
    #expect(values.allSatisfy { -1 <= $0 && $0 <= 3 })
    expectDistribution(values) { ($0 + 1) / 4 }
    #expect(try kernel(.randomUniform(minval: 0.7, maxval: 0.7)).allSatisfy { $0 == 0.7 })
    let small = try kernel(.randomUniform())
    #expect(small.contains { $0 < -0.0499 } && small.contains { $0 > 0.0499 })
  }

  @Test func normalToItsTails() throws {
    let values = try kernel(.randomNormal(mean: 0.5, stddev: 2)).map { (Double($0) - 0.5) / 2 }
    expectDistribution(values) { (1 + erf($0 / 2.0.squareRoot())) / 2 }
    // Beyond ±3.5 lie 4.65 values in 10,000, beyond ±4 only 6.3 in 100,000.
    for (bound, share) in [(3.5, 4.652582e-4), (4, 6.334248e-5)] {
      let found = Double(values.count { $0.magnitude > bound })
      let expected = share * Double(values.count)
      #expect((found - expected).magnitude < 4 * expected.squareRoot(), "\(found) beyond \(bound), not \(expected)")
    }
    #expect(values.allSatisfy { $0.magnitude < 6.5 })
  }

  @Test func truncatedWithoutACorrection() throws {
    let values = try kernel(.truncatedNormal(mean: -1, stddev: 0.25)).map { (Double($0) + 1) / 0.25 }
    expectDistribution(values) { 0.5 + erf($0 / 2.0.squareRoot()) / 2 / 0.9544997361 }
    #expect(values.allSatisfy { $0.magnitude <= 2 })
  }

  /// The largest difference between the shares of values and the distribution: more than this has a probability below 1e-6
  /// (Kolmogorov).
  private func expectDistribution(_ values: [Double], _ below: (Double) -> Double) {
    let count = Double(values.count)
    let differences = values.sorted().enumerated().map { (below($1) - (Double($0) + 0.5) / count).magnitude }
    #expect((differences.max() ?? .nan) < 2.7 / count.squareRoot())
  }

  @Test func theNamedScalingsAreCasesOfOne() throws {
    for (initializer, scale, mode, distribution) in [
      (.glorotUniform, 1, .fanAvg, .uniform), (.heNormal, 2, .fanIn, .truncatedNormal),
      (.lecunUniform, 1, .fanIn, .uniform),
    ] as [(Initializer, Double, FanMode, ScaledDistribution)] {
      var scaling = VarianceScaling()
      (scaling.scale, scaling.mode, scaling.distribution) = (scale, mode, distribution)
      #expect(try kernel(.varianceScaling(scaling)) == kernel(initializer))
    }
    var normal = VarianceScaling()
    (normal.scale, normal.mode, normal.distribution) = (3, .fanOut, .untruncatedNormal)
    #expect(try kernel(.varianceScaling(normal)) == kernel(.randomNormal(stddev: (3.0 / 1000).squareRoot())))
    #expect(
      try kernel(.varianceScaling()) == kernel(.truncatedNormal(stddev: (1.0 / 784).squareRoot() / 0.87962566103423978))
    )
  }

  /// Q is the one matrix with orthogonal columns of length 1 for which QᵀA has zeros below a positive diagonal.
  @Test(arguments: [(40, 40), (90, 20), (30, 50)])
  func orthogonalIsTheQOfANormalMatrix(inputs: Int, units: Int) throws {
    let given = try kernel(.orthogonal(gain: 1.5), inputs: inputs, units: units).map { Double($0) / 1.5 }
    let (rows, columns) = (max(inputs, units), min(inputs, units))
    // Of fewer rows than columns, the rows are orthogonal.
    let q = { (row: Int, column: Int) in given[inputs < units ? column * units + row : row * units + column] }
    let normal = try kernel(.randomNormal(stddev: 1), inputs: inputs, units: units).map(Double.init)
    for a in 0..<columns {
      for b in 0..<columns {
        let product = (0..<rows).reduce(0.0) { $0 + q($1, a) * q($1, b) }
        #expect((product - (a == b ? 1 : 0)).magnitude < 1e-6)
        let r = (0..<rows).reduce(0.0) { $0 + q($1, a) * normal[$1 * columns + b] }
        if a == b { #expect(r > 0) } else if a > b { #expect(r.magnitude < 1e-5, "\(a), \(b)") }
      }
    }
  }

  @Test func anOrthogonalConvolutionHasItsFiltersAsColumns() throws {
    var convolution = Conv2DSpec(filters: 5, kernelSize: Extent2D(3, 2))
    convolution.kernelInitializer = .orthogonal()
    let values = try weights([LayerSpec(convolution), flatten, head], input: [8, 8, 4])["0.kernel"] ?? []
    for (a, b) in [(0, 0), (4, 4), (0, 1), (2, 4)] {
      let product = (0..<24).reduce(0.0) { $0 + Double(values[$1 * 5 + a]) * Double(values[$1 * 5 + b]) }
      #expect((product - (a == b ? 1 : 0)).magnitude < 1e-6)
    }
  }

  @Test func initializersThatDoNotFit() {
    var convolution = Conv2DSpec(filters: 3, kernelSize: Extent2D(3, 3))
    convolution.kernelInitializer = .identity()
    var dense = DenseSpec(units: 3)
    dense.biasInitializer = .orthogonal()
    var unordered = DenseSpec(units: 3)
    unordered.kernelInitializer = .randomUniform(minval: 1, maxval: 0.5)
    for (layer, key, problem, hint) in [
      (
        LayerSpec(convolution), "conv2d.kernel", "identity makes a matrix, but the shape of kernel is [3, 3, 1, 3]", nil
      ),
      (LayerSpec(dense), "dense.bias", "orthogonal makes a matrix, but the shape of bias is [3]", nil),
      (LayerSpec(unordered), "dense.kernel", "minval 1.0 is above maxval 0.5", "exchange them"),
    ] as [(LayerSpec, String, String, String?)] {
      let isDense = key.hasPrefix("dense")
      let found = #expect(throws: ShapeProblems.self) { try weights(isDense ? [flatten, layer, head] : [layer]) }
      #expect(
        found?.problems == [
          ShapeProblem(
            path: "layers[\(isDense ? 1 : 0)].\(key)_initializer", problem: problem,
            hint: hint ?? "write another initializer")
        ])
    }
  }
}
