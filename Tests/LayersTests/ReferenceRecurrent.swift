import Catalog
import Geometry
import Kernels
import Layers
import Random
import Tensors

/// Recurrent layers in Double and plain loops, step by step and sample by sample.
struct ReferenceRecurrent: Reference {
  enum Cell { case simple, lstm, gru }

  var cell: Cell
  var steps: Int
  var channels: Int
  var options: RecurrentOptions
  var gate: ActivationFunction = .elementwise(.sigmoid)
  /// The layer's place, for its masks.
  var layer = 0
  var isReversed = false

  var gates: Int { [.simple: 1, .lstm: 4, .gru: 3][cell]! }
  private var units: Int { options.units }

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let (inputs, states) = masks(samples)
    return (0..<samples).flatMap { sample -> [Double] in
      var (h, c) = ([Double](repeating: 0, count: units), [Double](repeating: 0, count: units))
      var results = [[Double]](repeating: [], count: steps)
      for index in 0..<steps {
        let step = isReversed ? steps - 1 - index : index
        let input = (0..<channels).map {
          x[(sample * steps + step) * channels + $0] * inputs[sample * channels + $0]
        }
        let masked = (0..<units).map { h[$0] * states[sample * units + $0] }
        (h, c) = next(
          h, c, product(input, parameters[0]), product(masked, parameters[1]), parameters.dropFirst(2).first)
        results[step] = h
      }
      return options.returnSequences ? results.flatMap { $0 } : h
    }
  }

  private func product(_ row: [Double], _ matrix: [Double]) -> [Double] {
    let columns = gates * units
    return (0..<columns).map { column in row.indices.reduce(0) { $0 + row[$1] * matrix[$1 * columns + column] } }
  }

  private func next(
    _ h: [Double], _ c: [Double], _ a: [Double], _ b: [Double], _ bias: [Double]?
  ) -> (h: [Double], c: [Double]) {
    let columns = gates * units
    let bias = bias ?? [Double](repeating: 0, count: 2 * columns)
    func block(_ values: [Double], _ index: Int) -> [Double] { Array(values[index * units..<(index + 1) * units]) }
    let activation = ActivationFunction(options.activation)
    func f(_ x: [Double]) -> [Double] { activation.reference(x, columns: units) }
    func s(_ x: [Double]) -> [Double] { gate.reference(x, columns: units) }
    switch cell {
    case .simple: return (f((0..<units).map { a[$0] + b[$0] + bias[$0] }), c)
    case .lstm:
      let z = (0..<columns).map { a[$0] + b[$0] + bias[$0] }
      let (i, forget, o) = (s(block(z, 0)), s(block(z, 1)), s(block(z, 3)))
      let candidates = f(block(z, 2))
      let memory = (0..<units).map { forget[$0] * c[$0] + i[$0] * candidates[$0] }
      return (zip(o, f(memory)).map { $0 * $1 }, memory)
    case .gru:
      let (a, b) = ((0..<columns).map { a[$0] + bias[$0] }, (0..<columns).map { b[$0] + bias[columns + $0] })
      let (z, r) = (
        s(zip(block(a, 0), block(b, 0)).map { $0 + $1 }), s(zip(block(a, 1), block(b, 1)).map { $0 + $1 })
      )
      let candidates = f((0..<units).map { a[2 * units + $0] + r[$0] * b[2 * units + $0] })
      return ((0..<units).map { z[$0] * h[$0] + (1 - z[$0]) * candidates[$0] }, c)
    }
  }

  /// What a `Dropout` of the same layer does to ones, in the words of the masks' quarters of its stream.
  private func masks(_ samples: Int) -> (inputs: [Double], states: [Double]) {
    let first = isReversed ? 2 : 0
    return (
      Self.mask(samples * channels, options.dropout, layer, quarter: first),
      Self.mask(samples * units, options.recurrentDropout, layer, quarter: first + 1)
    )
  }

  private static func mask(_ count: Int, _ rate: Double, _ layer: Int, quarter: Int) -> [Double] {
    let ones = AlignedBuffer<Float>([Float](repeating: 1, count: count))
    guard rate > 0 else { return ones.array.map(Double.init) }
    InstructionSet.portable.kernels.dropout(
      ones.readOnly, y: ones.pointer, count: count, first: quarter << 32,
      counter: RandomStream(seed: 3, purpose: .dropout, layer: layer, epoch: 1, step: 2).counter, rate: Float(rate),
      scale: Float(1 / (1 - rate)))
    return ones.array.map(Double.init)
  }
}
