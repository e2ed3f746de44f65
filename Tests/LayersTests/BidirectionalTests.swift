import Catalog
import Geometry
import Layers
import Testing

/// A recurrent layer and its copy that reads backwards, each with its own parameters.
private struct ReferenceBidirectional: Reference {
  var forward: ReferenceRecurrent
  var backward: ReferenceRecurrent
  var mode: MergeMode

  init(_ layer: ReferenceRecurrent, _ mode: MergeMode) {
    (forward, backward, self.mode) = (layer, layer, mode)
    backward.isReversed = true
  }

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let half = parameters.count / 2
    let a = forward.forward(x, parameters: Array(parameters[..<half]), samples: samples)
    let b = backward.forward(x, parameters: Array(parameters[half...]), samples: samples)
    let units = forward.options.units
    switch mode {
    case .sum: return zip(a, b).map { $0 + $1 }
    case .mul: return zip(a, b).map { $0 * $1 }
    case .ave: return zip(a, b).map { ($0 + $1) / 2 }
    case .concat:
      return stride(from: 0, to: a.count, by: units).flatMap { a[$0..<$0 + units] + b[$0..<$0 + units] }
    }
  }
}

struct BidirectionalTests {
  private static func cases(
    _ mode: MergeMode, steps: Int, channels: Int, units: Int, dropout: Double = 0
  ) throws -> [LayerCase] {
    let layers: [any RecurrentConstruct] = [SimpleRNNSpec(units: units), LSTMSpec(units: units), GRUSpec(units: units)]
    return try layers.flatMap { layer in
      try [false, true].map { every in
        var layer = layer
        layer.recurrence.returnSequences = every
        (layer.recurrence.dropout, layer.recurrence.recurrentDropout) = (dropout, dropout)
        var spec = BidirectionalSpec(layer)
        spec.mergeMode = mode
        let (input, output) = (Shape([steps, channels]), try spec.infer([Shape([steps, channels])]).output)
        let site = Site(index: 3, input: input, output: output, dropsActivation: false)
        let plan = try #require(spec.plan(site))
        var reference = ReferenceRecurrent(
          cell: .simple, steps: steps, channels: channels, options: layer.recurrence, layer: 3)
        if layer is LSTMSpec { reference.cell = .lstm }
        if layer is GRUSpec { reference.cell = .gru }
        return LayerCase(
          "bidirectional \(layer.words.name), \(mode), every step: \(every)", inputCount: input.count,
          outputCount: output.count, reference: ReferenceBidirectional(reference, mode)
        ) { plan.makeLayer(site, capacity: $0) }
      }
    }
  }

  @Test(arguments: MergeMode.allCases) func values(_ mode: MergeMode) throws {
    for layer in try Self.cases(mode, steps: 4, channels: 3, units: 5) {
      layer.check(samples: 3)
      for samples in [1, 20, 101] { layer.checkDeterminism(samples: samples) }
    }
  }

  /// Both directions drop, each by masks of its own.
  @Test(arguments: [MergeMode.concat, .mul]) func dropout(_ mode: MergeMode) throws {
    for layer in try Self.cases(mode, steps: 3, channels: 4, units: 6, dropout: 0.4) {
      layer.check(samples: 5)
      layer.checkDeterminism(samples: 20)
    }
  }
}
