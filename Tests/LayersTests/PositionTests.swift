import Catalog
import Geometry
import Layers
import Testing

extension LayerCase {
  /// A layer as a spec has it.
  init(
    _ spec: any Machinery, input: [Int], reference: any Reference, inputs: ((Int) -> [Float])? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let shape = Shape(input)
    var site = Site(index: 2, input: shape, output: try spec.infer([shape]).output, dropsActivation: false)
    site.passesGradient = true
    let plan = try #require(spec.plan(site), sourceLocation: location)
    self.init(
      "\(spec) on \(shape)", inputCount: shape.count, outputCount: site.output.count, reference: reference,
      inputs: inputs
    ) { [site] in plan.makeLayer(site, capacity: $0) }
  }
}

/// Dense layers on more axes than one.
struct PositionTests {
  private func dense(
    _ input: [Int], _ units: Int, _ activation: Activation = .linear, useBias: Bool = true
  ) throws
    -> LayerCase
  {
    var spec = DenseSpec(units: units)
    (spec.activation, spec.useBias) = (activation, useBias)
    let inputs = input[input.count - 1]
    return try LayerCase(
      spec, input: input,
      reference: ReferencePositions(
        positions: input.dropLast().reduce(1, *),
        layer: ReferenceDense(inputs: inputs, units: units, activation: ActivationFunction(activation))))
  }

  @Test(arguments: [[5, 7], [1, 6], [3, 4, 5], [2, 1, 3, 4], [1, 1, 1], [40, 17]], [1, 5, 17, 70])
  func everyShape(input: [Int], units: Int) throws {
    let layer = try dense(input, units, .tanh)
    layer.check(samples: 2)
    for samples in [1, 18] { layer.checkDeterminism(samples: samples) }
  }

  @Test(arguments: [Activation.linear, .relu, .softmax, .gelu(), .logSoftmax], [false, true])
  func activations(_ activation: Activation, useBias: Bool) throws {
    try dense([3, 2, 5], 6, activation, useBias: useBias).check(samples: 3)
  }

  private func plan(_ input: [Int]) throws -> (way: String, kernel: Shape) {
    let site = Site(
      index: 0, input: Shape(input), output: try DenseSpec(units: 3).infer([Shape(input)]).output,
      dropsActivation: false)
    let plan = try #require(DenseSpec(units: 3).plan(site))
    return (plan.way(site), plan.makeLayer(site, capacity: 1).parameters[0].shape)
  }

  @Test func theKernelIsAMatrixAndFlatInputsAreAsBefore() throws {
    #expect(try plan([5]) == ("dense", Shape([5, 3])))
    #expect(try plan([4, 5]) == ("dense at each position", Shape([5, 3])))
    #expect(try plan([2, 4, 5]) == ("dense at each position", Shape([5, 3])))
  }
}
