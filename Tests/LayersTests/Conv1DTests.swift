import Catalog
import Geometry
import Layers
import Testing

struct Conv1DTests {
  struct Case: Sendable, CustomStringConvertible {
    var steps: Int
    var channels: Int
    var filters: Int
    var kernel: Int
    var stride = 1
    var padding = CausalPadding.valid
    var dilation = 1
    var groups = 1

    private var span: Int { (kernel - 1) * dilation + 1 }
    var outputs: Int { padding == .valid ? (steps - span) / stride + 1 : (steps + stride - 1) / stride }

    private var zerosBefore: Int {
      switch padding {
      case .valid: 0
      case .same: max(0, (outputs - 1) * stride + span - steps) / 2
      case .causal: span - 1
      }
    }

    var spec: Conv1DSpec {
      var spec = Conv1DSpec(filters: filters, kernelSize: kernel)
      (spec.strides, spec.padding, spec.dilation, spec.groups) = (stride, padding, dilation, groups)
      return spec
    }

    func reference(_ activation: Activation = .linear) -> ReferenceConv1D {
      ReferenceConv1D(
        input: (steps, channels), filters: filters, kernel: kernel, stride: stride, dilation: dilation, groups: groups,
        zerosBefore: zerosBefore, outputs: outputs, activation: ActivationFunction(activation))
    }

    var description: String { "\(spec) on [\(steps), \(channels)]" }
  }

  static let cases = [
    Case(steps: 9, channels: 1, filters: 1, kernel: 3), Case(steps: 9, channels: 3, filters: 17, kernel: 4),
    Case(steps: 30, channels: 16, filters: 16, kernel: 3, padding: .same),
    Case(steps: 7, channels: 2, filters: 5, kernel: 3, padding: .causal),
    Case(steps: 7, channels: 2, filters: 5, kernel: 2, padding: .causal, dilation: 3),
    Case(steps: 4, channels: 2, filters: 3, kernel: 3, padding: .causal, dilation: 4),
    Case(steps: 10, channels: 3, filters: 4, kernel: 3, stride: 2, padding: .causal),
    Case(steps: 11, channels: 3, filters: 4, kernel: 2, stride: 3, padding: .causal),
    Case(steps: 11, channels: 3, filters: 4, kernel: 5, stride: 2, padding: .same),
    Case(steps: 11, channels: 4, filters: 6, kernel: 3, stride: 4, groups: 2),
    Case(steps: 8, channels: 4, filters: 8, kernel: 3, padding: .causal, dilation: 2, groups: 4),
    Case(steps: 1, channels: 2, filters: 2, kernel: 5, padding: .same),
    Case(steps: 200, channels: 1, filters: 3, kernel: 7, padding: .same),
  ]

  @Test(arguments: cases) func everyGeometry(_ given: Case) throws {
    let layer = try LayerCase(given.spec, input: [given.steps, given.channels], reference: given.reference())
    layer.check(samples: 2)
    for samples in [1, 18] { layer.checkDeterminism(samples: samples) }
  }

  @Test(arguments: [Activation.relu, .tanh, .softmax, .gelu()], [false, true])
  func activations(_ activation: Activation, useBias: Bool) throws {
    let given = Case(steps: 6, channels: 3, filters: 4, kernel: 3, padding: .causal)
    var spec = given.spec
    (spec.activation, spec.useBias) = (activation, useBias)
    try LayerCase(spec, input: [6, 3], reference: given.reference(activation)).check(samples: 3)
  }

  /// No output sees a later step.
  @Test func causalMeansThatTheFutureIsUnseen() throws {
    let given = Case(steps: 8, channels: 2, filters: 3, kernel: 3, padding: .causal, dilation: 2)
    func outputs(_ inputs: [Float]) throws -> [UInt32] {
      try LayerCase(given.spec, input: [8, 2], reference: given.reference(), inputs: { _ in inputs }).run(samples: 1).y
    }
    var random = SplitMix(8)
    let inputs = random.floats(16)
    let changed = inputs.enumerated().map { $0.offset < 10 ? $0.element : $0.element + 1 }
    let (before, after) = (try outputs(inputs), try outputs(changed))
    #expect(before.prefix(15) == after.prefix(15))
    #expect(before[15] != after[15])
  }

  @Test(arguments: [(1, [3, 4, 6]), (2, [3, 2, 6]), (4, [3, 1, 8])])
  func theKernelHasThreeAxes(groups: Int, shape: [Int]) throws {
    let given = Case(steps: 8, channels: 4, filters: shape[2], kernel: 3, groups: groups)
    let layer = try LayerCase(given.spec, input: [8, 4], reference: given.reference()).makeLayer(1)
    #expect(layer.parameters.map(\.role) == ["kernel", "bias"])
    #expect(layer.parameters.map(\.shape) == [Shape(shape), Shape([shape[2]])])
  }
}
