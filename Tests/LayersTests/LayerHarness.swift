import Kernels
import Layers
import Tensors
import Testing

/// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): test data that is the same in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }
}

/// A layer in Double, forward only, in plain loops: its definition. Parameters are in the layer's order.
protocol Reference {
  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double]
}

/// What a layer computes for one batch: its results and all gradients of Σ y·weights.
struct Outcome: Equatable {
  var y: [UInt32]
  var dx: [UInt32]
  var parameterGradients: [[UInt32]]
}

/// One layer with inputs, parameters and a random linear functional of its outputs as the loss.
struct LayerCase {
  let name: String
  let inputCount: Int
  let outputCount: Int
  let makeLayer: (_ capacity: Int) -> any Layer
  let reference: any Reference
  /// Inputs of a batch: by default between −1 and 1.
  var inputs: (_ samples: Int) -> [Float]

  init(
    _ name: String, inputCount: Int, outputCount: Int, reference: any Reference,
    inputs: ((Int) -> [Float])? = nil, makeLayer: @escaping (Int) -> any Layer
  ) {
    self.name = name
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.reference = reference
    self.makeLayer = makeLayer
    self.inputs =
      inputs ?? { samples in
        var random = SplitMix(77)
        return random.floats(samples * inputCount)
      }
  }

  func parameters(_ layer: any Layer) -> [[Float]] {
    var random = SplitMix(5)
    return layer.parameters.map { random.floats($0.shape.count, in: -0.5...0.5) }
  }

  func weights(_ samples: Int) -> [Float] {
    var random = SplitMix(6)
    return random.floats(samples * outputCount)
  }

  /// Runs the layer forward and backward. Past their last element, the buffers hold NaNs.
  func run(
    samples: Int, set: InstructionSet = .best, workers: Int = 2, layer given: (any Layer)? = nil
  ) -> Outcome {
    let layer = given ?? makeLayer(samples)
    for (parameter, values) in zip(layer.parameters, parameters(layer)) {
      parameter.setValues(rowMajor: values)
    }
    let pass = Pass(
      compute: Compute(instructionSet: set, parallelism: Parallelism(workers: workers)), samples: samples,
      isTraining: true, seed: 3, epoch: 1, step: 2)
    let x = Self.padded(inputs(samples))
    let y = Self.padded([Float](repeating: .nan, count: samples * outputCount))
    let dy = Self.padded(weights(samples))
    let dx = Self.padded([Float](repeating: .nan, count: samples * inputCount))
    layer.forward(x.readOnly, y.pointer, pass)
    let results = y.array.map(\.bitPattern)
    layer.backward(x.readOnly, y.readOnly, dy.pointer, dx.pointer, pass)
    return Outcome(
      y: results, dx: dx.array.map(\.bitPattern),
      parameterGradients: layer.parameters.map { $0.rowMajorGradient.map(\.bitPattern) })
  }

  /// A buffer whose slack, which kernels may read but not use, holds NaNs.
  private static func padded(_ values: [Float]) -> AlignedBuffer<Float> {
    let buffer = AlignedBuffer(values)
    for index in values.count..<values.count + 16 { buffer.pointer[index] = .nan }
    return buffer
  }

  // MARK: Against the reference

  /// Forward close to the reference, and every gradient close to the reference's central differences.
  func check(samples: Int, tolerance: Double = 2e-5, _ location: SourceLocation = #_sourceLocation) {
    let outcome = run(samples: samples)
    let layer = makeLayer(1)
    let values = parameters(layer).map { $0.map(Double.init) }
    let x = inputs(samples).map(Double.init)
    let expected = reference.forward(x, parameters: values, samples: samples)
    #expect(expected.count == outcome.y.count, "\(name)", sourceLocation: location)
    compare(outcome.y, expected, "y", relative: tolerance, absolute: tolerance, location)

    let functional = weights(samples).map(Double.init)
    func loss(_ x: [Double], _ parameters: [[Double]]) -> Double {
      zip(reference.forward(x, parameters: parameters, samples: samples), functional).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // At most this many elements of each tensor, spread over it: every difference runs the reference twice.
    func places(_ count: Int) -> [Int] { count <= 150 ? Array(0..<count) : (0..<150).map { $0 * 7919 % count } }
    let step = 1e-6
    func difference(_ loss: (_ change: Double) -> Double) -> Double { (loss(step) - loss(-step)) / (2 * step) }

    let inputPlaces = places(x.count)
    compare(
      inputPlaces.map { outcome.dx[$0] },
      inputPlaces.map { place in
        difference { change in
          var moved = x
          moved[place] += change
          return loss(moved, values)
        }
      }, "dx", relative: 1e-3, absolute: 1e-5, location)
    for (number, parameter) in layer.parameters.enumerated() where parameter.isTrained {
      let parameterPlaces = places(parameter.shape.count)
      compare(
        parameterPlaces.map { outcome.parameterGradients[number][$0] },
        parameterPlaces.map { place in
          difference { change in
            var moved = values
            moved[number][place] += change
            return loss(x, moved)
          }
        }, "d\(parameter.role)", relative: 1e-3, absolute: 1e-5, location)
    }
  }

  private func compare(
    _ values: [UInt32], _ expected: [Double], _ what: String, relative: Double, absolute: Double,
    _ location: SourceLocation
  ) {
    for (index, (bits, exact)) in zip(values, expected).enumerated() {
      let value = Double(Float(bitPattern: bits))
      guard isClose(value, exact, relative: relative, absolute: absolute) else {
        Issue.record(
          "\(name): \(what), place \(index) of \(values.count), is \(value), expected \(exact)",
          sourceLocation: location)
        return
      }
    }
  }

  /// The same bits for any number of workers, for each instruction set, and on a layer that has run before.
  func checkDeterminism(samples: Int, _ location: SourceLocation = #_sourceLocation) {
    let expected = run(samples: samples, set: .portable, workers: 1)
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 5, 8] {
        let same = run(samples: samples, set: set, workers: workers) == expected
        #expect(same, "\(name): \(set), \(workers) workers, \(samples) samples", sourceLocation: location)
      }
    }
    let used = makeLayer(samples + 3)
    _ = run(samples: samples + 3, workers: 1, layer: used)
    #expect(
      run(samples: samples, workers: 4, layer: used) == expected, "\(name): used before with more samples",
      sourceLocation: location)
  }
}

/// |a − b| ≤ absolute + relative·|b|. False for NaN and for infinities.
func isClose(_ value: Double, _ expected: Double, relative: Double, absolute: Double) -> Bool {
  (value - expected).magnitude <= absolute + relative * expected.magnitude && expected.isFinite
}

struct ClosenessTests {
  @Test func nothingIsCloseToNaNOrInfinity() {
    #expect(isClose(1, 1.001, relative: 0.01, absolute: 0))
    #expect(!isClose(1, 1.1, relative: 0.01, absolute: 0))
    #expect(!isClose(.nan, 1, relative: 1, absolute: 1))
    #expect(!isClose(1, .nan, relative: 1, absolute: 1))
    #expect(!isClose(1, .infinity, relative: 1, absolute: 1))
    #expect(!isClose(.infinity, .infinity, relative: 1, absolute: 1))
  }
}
