import Catalog
import Geometry
import Kernels
import Layers
import Tensors
import Testing

/// Recurrent layers against their twins in Double, and with the same bits from any number of workers and instruction set.
struct RecurrentTests {
  static func layer(
    _ spec: any RecurrentConstruct, steps: Int, channels: Int, index: Int = 0
  ) throws -> LayerCase {
    let options = spec.recurrence
    let (input, output) = (Shape([steps, channels]), try spec.infer([Shape([steps, channels])]).output)
    let site = Site(index: index, input: input, output: output, dropsActivation: false)
    let plan = try #require((spec as? any Machinery)?.plan(site))
    var reference = ReferenceRecurrent(cell: .simple, steps: steps, channels: channels, options: options, layer: index)
    if let lstm = spec as? LSTMSpec {
      (reference.cell, reference.gate) = (.lstm, ActivationFunction(lstm.recurrentActivation))
    }
    if let gru = spec as? GRUSpec {
      (reference.cell, reference.gate) = (.gru, ActivationFunction(gru.recurrentActivation))
    }
    return LayerCase(
      "\(spec.words.name) \(steps) × \(channels) to \(options.units)", inputCount: input.count,
      outputCount: output.count, reference: reference
    ) { plan.makeLayer(site, capacity: $0) }
  }

  private static func specs(
    _ units: Int, _ change: (inout any RecurrentConstruct) -> Void = { _ in }
  )
    -> [any RecurrentConstruct]
  {
    var specs: [any RecurrentConstruct] = [SimpleRNNSpec(units: units), LSTMSpec(units: units), GRUSpec(units: units)]
    for index in specs.indices { change(&specs[index]) }
    return specs
  }

  @Test(arguments: [(1, 1, 1), (4, 3, 5), (7, 1, 16), (3, 20, 17), (2, 5, 70)])
  func values(steps: Int, channels: Int, units: Int) throws {
    for every in [false, true] {
      for spec in Self.specs(units, { $0.recurrence.returnSequences = every }) {
        try Self.layer(spec, steps: steps, channels: channels).check(samples: 3)
      }
    }
  }

  /// Of more than a chunk has, and more than a tile.
  @Test func manySamples() throws {
    for spec in Self.specs(4, { $0.recurrence.returnSequences = true }) {
      try Self.layer(spec, steps: 3, channels: 2).check(samples: 39)
    }
    for spec in Self.specs(2) { try Self.layer(spec, steps: 2, channels: 2).check(samples: 101) }
  }

  @Test func otherActivationsAndNoBias() throws {
    for activation in [Activation.relu, .gelu(), .softmax, .linear, .silu] {
      var (lstm, gru) = (LSTMSpec(units: 5), GRUSpec(units: 5))
      (lstm.recurrentActivation, gru.recurrentActivation) = (activation, activation)
      for spec in Self.specs(
        5,
        {
          $0.recurrence.activation = activation; $0.recurrence.useBias = false
        }) + [lstm, gru]
      {
        try Self.layer(spec, steps: 3, channels: 2).check(samples: 4, tolerance: 1e-4)
      }
    }
  }

  /// A mask for a sequence of its inputs' channels, and one of its state.
  @Test func dropout() throws {
    for (inputs, states) in [(0.4, 0.0), (0, 0.4), (0.3, 0.5)] {
      let specs = Self.specs(6) {
        ($0.recurrence.dropout, $0.recurrence.recurrentDropout) = (inputs, states)
        $0.recurrence.returnSequences = true
      }
      for spec in specs {
        let layer = try Self.layer(spec, steps: 4, channels: 5, index: 2)
        layer.check(samples: 7)
        layer.checkDeterminism(samples: 20)
      }
    }
  }

  @Test func nothingIsDroppedInEvaluation() throws {
    func results(_ rate: Double) throws -> [Float] {
      var spec = LSTMSpec(units: 6)
      (spec.recurrence.dropout, spec.recurrence.recurrentDropout) = (rate, rate)
      let layer = try Self.layer(spec, steps: 4, channels: 5)
      let object = layer.makeLayer(3)
      for (parameter, values) in zip(object.parameters, layer.parameters(object)) {
        parameter.setValues(rowMajor: values)
      }
      let (x, y) = (AlignedBuffer(layer.inputs(3)), AlignedBuffer<Float>(18))
      object.forward(
        x.readOnly, y.pointer,
        Pass(compute: Compute(parallelism: Parallelism(workers: 1)), samples: 3, isTraining: false))
      return y.array
    }
    #expect(try results(0.5) == results(0))
  }

  @Test(arguments: [(5, 3, 6), (3, 16, 64), (2, 9, 70)])
  func determinism(steps: Int, channels: Int, units: Int) throws {
    for every in [false, true] {
      for spec in Self.specs(units, { $0.recurrence.returnSequences = every }) {
        let layer = try Self.layer(spec, steps: steps, channels: channels)
        for samples in [1, 7, 40, 101] { layer.checkDeterminism(samples: samples) }
      }
    }
  }
}
