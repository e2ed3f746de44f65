import Catalog
import Geometry
import Kernels
import Layers
import Records
import Tensors
import Testing
import Training

/// Weights within bounds, against Keras's formulas in Double.
struct ConstraintTests {
  private static func axes(_ indices: [Int]) -> OneOrMore<WeightAxis> { .more(indices.map(WeightAxis.init)) }

  private static let specs: [ConstraintSpec] = {
    var low = MinMaxNorm()
    (low.minValue, low.maxValue, low.rate) = (1.5, 2.5, 0.75)
    return [ConstraintSpec(MaxNorm(2)), ConstraintSpec(low), ConstraintSpec(UnitNorm()), ConstraintSpec(NonNegative())]
  }()

  @Test func everyConstraintOfTheTableHasArithmetic() {
    for constraint in ConstraintSpec.family.members { #expect(constraint.construct is any ConstraintMachinery) }
    #expect(Set(Self.specs.map(\.words.name)) == Set(ConstraintSpec.family.members.map(\.words.name)))
  }

  private static func along(_ axes: [Int], _ constraint: ConstraintSpec) -> ConstraintSpec {
    guard var norm = constraint.construct as? any NormConstruct else { return constraint }
    norm.axis = Self.axes(axes)
    return ConstraintSpec(norm)
  }

  private static func expected(_ constraint: ConstraintSpec, _ w: [Float], _ shape: Shape, _ axes: Set<Int>) -> [Double]
  {
    guard !(constraint.construct is NonNegative) else { return w.map { max(0, Double($0)) } }
    // A vector is named by its indices along the other axes.
    func vector(_ element: Int) -> [Int] {
      var (rest, indices) = (element, [Int]())
      for axis in (0..<shape.rank).reversed() {
        if !axes.contains(axis) { indices.append(rest % shape[axis]) }
        rest /= shape[axis]
      }
      return indices
    }
    var squares: [[Int]: Double] = [:]
    for (element, value) in w.enumerated() { squares[vector(element), default: 0] += Double(value) * Double(value) }
    return w.enumerated().map { element, value in
      let length = (squares[vector(element)] ?? .nan).squareRoot()
      let wanted: Double =
        switch constraint.construct {
        case let norm as MaxNorm: min(length, norm.maxValue)
        case let norm as MinMaxNorm:
          norm.rate * min(max(length, norm.minValue), norm.maxValue) + (1 - norm.rate) * length
        default: 1
        }
      return Double(value) * wanted / (1e-7 + length)
    }
  }

  @Test(arguments: specs)
  func everyVectorIsBounded(_ constraint: ConstraintSpec) throws {
    let cases: [(shape: [Int], panels: Bool, axes: [[Int]])] = [
      ([5], false, [[0]]), ([7, 10], true, [[0], [1], [0, 1]]), ([30, 150], true, [[0], [1], [-1], [1, 0]]),
      ([3, 2, 4, 70], false, [[0], [0, 1, 2], [0, 2], [3], [1, 3], [0, 1, 2, 3]]),
    ]
    for (dimensions, hasPanels, axesList) in cases {
      let shape = Shape(dimensions)
      for axes in axesList {
        let bounded = Self.along(axes, constraint)
        #expect(bounded.construct.problem(shape) == nil)
        let w = (0..<shape.count).map { Float($0 * 37 % 101 - 50) / 40 }
        let expected = Self.expected(bounded, w, shape, Set(axes.map { $0 < 0 ? $0 + shape.rank : $0 }))
        var all: [[Float]] = []
        for set in InstructionSet.supported {
          for (workers, panels) in [(1, hasPanels), (3, hasPanels), (2, false)] {
            let parameter = Parameter(
              role: "kernel", shape: shape, panels: panels ? PanelLayout(rows: shape[0], columns: shape[1]) : nil)
            parameter.setValues(rowMajor: w)
            let bound = bounded.bound(parameter)
            bound.apply(
              to: parameter, Compute(instructionSet: set, parallelism: Parallelism(workers: workers)))
            all.append(parameter.rowMajorValues)
          }
        }
        for found in all { #expect(found == all[0], "\(shape) \(axes)") }
        for (found, expected) in zip(all[0], expected) {
          #expect(isClose(Double(found), expected, within: 2e-6), "\(shape) \(axes): \(found), not \(expected)")
        }
      }
    }
  }

  /// After the step, though the average is of the weights before.
  @Test func boundsHoldAfterEachStep() throws {
    var hidden = DenseSpec(units: 20)
    hidden.kernelConstraint = ConstraintSpec(MaxNorm(0.3))
    var sgd = SGD()
    (sgd.learningRate, sgd.shared.usesAverages) = (0.5, Flag(true))
    let spec = testSpec([flatten, LayerSpec(hidden), dense(10, .softmax)]) { $0.optimizer = OptimizerSpec(sgd) }
    let trainer = try makeTrainer(spec, noiseImages(40))
    func lengths(_ kernel: NamedTensor) -> [Double] {
      (0..<20).map { unit in
        (0..<64).reduce(0) { $0 + Double(kernel.values[$1 * 20 + unit]) * Double(kernel.values[$1 * 20 + unit]) }
          .squareRoot()
      }
    }
    _ = trainer.trainEpoch {
      let tensors = trainer.state.tensors
      #expect(lengths(tensors[0]).allSatisfy { $0 <= 0.3 + 1e-7 })
      if $0.step == 1 { #expect(lengths(tensors[1]).contains { $0 > 0.31 }) }
      return $0.step < 5
    }
  }

  /// With all options there are to bound a weight.
  private static let everyConstraint: [LayerSpec] = {
    let (unit, positive) = (along([0, 1], ConstraintSpec(UnitNorm())), ConstraintSpec(NonNegative()))
    var separable = SeparableConv2DSpec(filters: 4, kernelSize: Extent2D(3, 3))
    (separable.depthwiseConstraint, separable.biasConstraint) = (unit, positive)
    separable.pointwiseConstraint = along([2], ConstraintSpec(UnitNorm()))
    var depthwise = DepthwiseConv2DSpec(kernelSize: Extent2D(2, 2))
    (depthwise.depthwiseConstraint, depthwise.biasConstraint) = (unit, positive)
    var (slopes, normalization) = (PReLUSpec(), BatchNormalizationSpec())
    slopes.alphaConstraint = positive
    (normalization.affine.gammaConstraint, normalization.affine.betaConstraint) = (
      ConstraintSpec(MaxNorm(0.5)), positive
    )
    return [LayerSpec(separable), LayerSpec(slopes), LayerSpec(normalization), LayerSpec(depthwise)]
  }()

  /// What is within its bounds would not be changed by them, and what was trained without them would.
  @Test func everyWeightOfALayerIsBounded() throws {
    let images = noiseImages(40)
    func spec(_ layers: [LayerSpec]) -> ExperimentSpec { testSpec(layers + [flatten, dense(10, .softmax)]) }
    func trained(_ spec: ExperimentSpec) throws -> [String: NamedTensor] {
      let trainer = try makeTrainer(spec, images)
      _ = trainer.trainEpoch()
      return Dictionary(uniqueKeysWithValues: trainer.weights().map { ($0.name, $0) })
    }
    let boundedSpec = spec(Self.everyConstraint)
    let bounded = try trained(boundedSpec)
    let free = try trained(
      spec([
        LayerSpec(SeparableConv2DSpec(filters: 4, kernelSize: Extent2D(3, 3))), LayerSpec(PReLUSpec()),
        LayerSpec(BatchNormalizationSpec()), LayerSpec(DepthwiseConv2DSpec(kernelSize: Extent2D(2, 2))),
      ]))
    var count = 0
    for (index, node) in try graph(boundedSpec).nodes.enumerated() {
      for weight in node.weights {
        guard let constraint = weight.constraint else { continue }
        let axes = (constraint.construct as? any NormConstruct)?.axes(rank: weight.shape.rank) ?? []
        func isWithin(_ tensors: [String: NamedTensor]) throws -> Bool {
          let w = try #require(tensors["layers.\(index).\(weight.name)"]).values
          return zip(w, Self.expected(constraint, w, weight.shape, axes)).allSatisfy { abs(Double($0) - $1) < 1e-6 }
        }
        #expect(try isWithin(bounded) && !isWithin(free), "layers[\(index)], \(weight.name)")
        count += 1
      }
    }
    #expect(count == 8)
  }

  @Test func anAxisThatIsNotThereIsReported() throws {
    var layer = DenseSpec(units: 10)
    layer.activation = .softmax
    (layer.kernelConstraint, layer.biasConstraint) = (ConstraintSpec(UnitNorm()), ConstraintSpec(UnitNorm()))
    #expect(throws: Never.self) { try graph(testSpec([flatten, LayerSpec(layer)])) }
    layer.kernelConstraint = ConstraintSpec(MaxNorm(1, axis: .one(WeightAxis(2))))
    do {
      _ = try graph(testSpec([flatten, LayerSpec(layer)]))
      Issue.record("no problem")
    } catch let error as ShapeProblems {
      #expect(
        error.problems == [
          ShapeProblem(
            path: "layers[1].dense.kernel_constraint.max_norm.axis",
            problem: "axis 2 of weights [64, 10], which have 2 axes", hint: "write 0 to 1")
        ])
    }
  }

  @Test func aConvolutionsAxisIsPointedOut() throws {
    var convolution = Conv2DSpec(filters: 10, kernelSize: Extent2D(8, 8))
    convolution.kernelConstraint = ConstraintSpec(MaxNorm())
    #expect(
      try graph(testSpec([LayerSpec(convolution), flatten], loss: LossSpec(MeanSquaredError()))).notes == [
        "layers[0].conv2d.kernel_constraint: axis 0 is the window's rows only; axis: [0, 1, 2] limits each filter"
      ])
    convolution.kernelConstraint = ConstraintSpec(MaxNorm(2, axis: Self.axes([0, 1, 2])))
    #expect(try graph(testSpec([LayerSpec(convolution), flatten], loss: LossSpec(MeanSquaredError()))).notes == [])
  }
}
