import Geometry
import Kernels
import Layers
import Tensors
import Testing

/// Rows looked up, and their gradients as sums in the order of the places, bit for bit.
struct EmbeddingTests {
  private struct Outcome: Equatable {
    var y: [UInt32]
    var gradient: [UInt32]
  }

  private static func run(
    _ x: [Float], steps: Int, rows: Int, columns: Int, set: InstructionSet = .best, workers: Int = 2
  ) -> (outcome: Outcome, embeddings: [Float], dy: [Float]) {
    let samples = x.count / steps
    let layer = Embedding(steps: steps, rows: rows, columns: columns, capacity: samples + 2)
    var random = SplitMix(9)
    let (embeddings, dy) = (random.floats(rows * columns), random.floats(x.count * columns))
    layer.parameters[0].setValues(rowMajor: embeddings)
    let (input, gradient) = (AlignedBuffer(x), AlignedBuffer(dy))
    let y = AlignedBuffer<Float>(x.count * columns)
    let pass = Pass(
      compute: Compute(instructionSet: set, parallelism: Parallelism(workers: workers)), samples: samples,
      isTraining: true)
    // Twice: nothing is left of the first time.
    for _ in 0..<2 {
      layer.forward(input.readOnly, y.pointer, pass)
      layer.backward(input.readOnly, y.readOnly, gradient.pointer, nil, pass)
    }
    return (
      Outcome(y: y.array.map(\.bitPattern), gradient: layer.parameters[0].rowMajorGradient.map(\.bitPattern)),
      embeddings, dy
    )
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 16), (7, 40, 17), (20, 3, 100)])
  func rowsAndSums(steps: Int, rows: Int, columns: Int) {
    for samples in [1, 9, 50] {
      var random = SplitMix(UInt64(samples))
      let x = (0..<samples * steps).map { _ in Float(Int.random(in: 0..<rows, using: &random)) }
      for set in InstructionSet.supported {
        for workers in [1, 2, 3, 5, 8] {
          let (outcome, embeddings, dy) = Self.run(
            x, steps: steps, rows: rows, columns: columns, set: set, workers: workers)
          let found = x.flatMap { row in (0..<columns).map { embeddings[Int(row) * columns + $0].bitPattern } }
          #expect(outcome.y == found)
          var sums = [Float](repeating: 0, count: rows * columns)
          for (place, row) in x.enumerated() {
            for column in 0..<columns { sums[Int(row) * columns + column] += dy[place * columns + column] }
          }
          #expect(outcome.gradient == sums.map(\.bitPattern), "\(set), \(workers) workers")
        }
      }
    }
  }

  /// What is no row's number reads the nearest row, and never outside.
  @Test func numbersOfNoRow() {
    let strange: [Float] = [-1, -.infinity, .nan, 2.9, 3, 1e9, .infinity, Float(Int32.max)]
    let (outcome, _, _) = Self.run(strange, steps: 4, rows: 3, columns: 5)
    let (expected, _, _) = Self.run([0, 0, 0, 2, 2, 2, 2, 2], steps: 4, rows: 3, columns: 5)
    #expect(outcome == expected)
  }
}
