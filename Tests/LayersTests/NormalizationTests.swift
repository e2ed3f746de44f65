import Catalog
import Geometry
import Layers
import Testing

/// x̂ = (x − μ) ÷ √(v + ε) along a row, then γ and β.
private struct ReferenceLayerNormalization: Reference {
  var spec: LayerNormalizationSpec
  var columns: Int

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    x.indices.map { index in
      let row = x[index / columns * columns..<(index / columns + 1) * columns]
      let mean = row.reduce(0, +) / Double(columns)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
      let gamma = spec.affine.scale ? parameters[0][index % columns] : 1
      let beta = spec.affine.center ? parameters[spec.affine.scale ? 1 : 0][index % columns] : 0
      return (x[index] - mean) / (variance + spec.epsilon).squareRoot() * gamma + beta
    }
  }
}

/// α has the place of each axis that is not shared.
private struct ReferencePReLU: Reference {
  var shape: Shape
  var shared: [Int]

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    x.indices.map { index in
      var (rest, place, step) = (index % shape.count, 0, 1)
      for axis in shape.dimensions.indices.reversed() {
        if !shared.contains(axis + 1) {
          place += rest % shape[axis] * step
          step *= shape[axis]
        }
        rest /= shape[axis]
      }
      return max(x[index], 0) - parameters[0][place] * max(-x[index], 0)
    }
  }
}

/// y = x·scale + offset by channel.
private struct ReferenceLine: Reference {
  var scale: [Double]
  var offset: [Double]

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    x.indices.map { x[$0] * scale[$0 % scale.count] + offset[$0 % offset.count] }
  }
}

struct NormalizationTests {
  @Test(
    arguments: [
      (Shape([10]), [-1]), (Shape([1]), [-1]), (Shape([3, 2, 17]), [-1]), (Shape([3, 2, 17]), [2, 3]),
      (Shape([4, 5]), [1, 2]), (Shape([40, 3]), [-1]),
    ], [(true, true), (true, false), (false, true), (false, false)])
  func layerNormalization(_ form: (shape: Shape, axes: [Int]), weights: (center: Bool, scale: Bool)) {
    let shape = form.shape
    var spec = LayerNormalizationSpec()
    spec.axis = .more(form.axes.map { AxisIndex($0) })
    (spec.affine.center, spec.affine.scale, spec.epsilon) = (weights.center, weights.scale, 0.1)
    let columns = shape.dimensions.suffix(form.axes.count).reduce(1, *)
    let layer = LayerCase(
      "\(weights) of \(form)", inputCount: shape.count, outputCount: shape.count,
      reference: ReferenceLayerNormalization(spec: spec, columns: columns)
    ) { LayerNormalization(spec, shape: shape, axes: form.axes.count, capacity: $0) }
    layer.check(samples: 3)
    for samples in [1, 7, 33] { layer.checkDeterminism(samples: samples) }
  }

  @Test(
    arguments: [
      (Shape([10]), []), (Shape([1]), [1]), (Shape([3, 2, 17]), [1, 2]), (Shape([3, 4, 5]), []),
      (Shape([3, 4, 5]), [1]),
      (Shape([3, 4, 5]), [2]), (Shape([3, 4, 5]), [3]), (Shape([3, 4, 5]), [1, 3]), (Shape([3, 4, 5]), [1, 2, 3]),
    ])
  func prelu(_ shape: Shape, shared: [Int]) throws {
    var spec = PReLUSpec()
    spec.sharedAxes = shared.map { AxisIndex($0) }
    let weights = try #require(try spec.infer([shape]).weights.first)
    #expect(weights.shape == Shape(shape.dimensions.indices.map { shared.contains($0 + 1) ? 1 : shape[$0] }))
    let site = Site(index: 0, input: shape, output: shape, dropsActivation: false)
    let plan = try #require(spec.plan(site))
    let layer = LayerCase(
      "\(shape), \(shared) shared", inputCount: shape.count, outputCount: shape.count,
      reference: ReferencePReLU(shape: shape, shared: shared)
    ) { plan.makeLayer(site, capacity: $0) }
    layer.check(samples: 3)
    for samples in [1, 7, 33] { layer.checkDeterminism(samples: samples) }
  }

  @Test func rescaling() {
    var spec = RescalingSpec(scale: -0.3)
    spec.offset = 1.25
    let layer = LayerCase(
      "rescaling", inputCount: 33, outputCount: 33, reference: ReferenceLine(scale: [-0.3], offset: [1.25])
    ) { _ in Rescaling(spec, count: 33) }
    layer.check(samples: 3)
    for samples in [1, 7] { layer.checkDeterminism(samples: samples) }
  }

  @Test func normalizationByGivenNumbers() throws {
    var spec = NormalizationSpec()
    spec.mean = .more([Number(1), Number(-2), Number(0)])
    spec.variance = .more([Amount(4), Amount(0.25), Amount(0.01)])
    let shape = Shape([5, 3])
    let site = Site(index: 0, input: shape, output: shape, dropsActivation: false)
    let plan = try #require(spec.plan(site))
    let scale = [0.5, 2, 10]
    let layer = LayerCase(
      "normalization", inputCount: 15, outputCount: 15,
      reference: ReferenceLine(scale: scale, offset: zip(scale, [-1, 2, 0]).map { $0 * $1 })
    ) { plan.makeLayer(site, capacity: $0) }
    layer.check(samples: 3)
    layer.checkDeterminism(samples: 7)
    #expect(layer.makeLayer(1).parameters.isEmpty)
  }

  /// A variance of 0 is one of 1e-14.
  @Test func noDivisionByZero() throws {
    var spec = NormalizationSpec()
    (spec.mean, spec.variance) = (.one(Number(0.5)), .one(Amount(0)))
    let site = Site(index: 0, input: Shape([4]), output: Shape([4]), dropsActivation: false)
    let plan = try #require(spec.plan(site))
    let layer = LayerCase(
      "normalization", inputCount: 4, outputCount: 4, reference: ReferenceLine(scale: [1e7], offset: [-5e6])
    ) { plan.makeLayer(site, capacity: $0) }
    let expected = layer.inputs(1).map { (($0 - 0.5) / 1e-7).bitPattern }
    #expect(layer.run(samples: 1).y == expected)
  }
}
