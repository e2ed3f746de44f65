import Catalog
import Geometry
import Kernels
import Records
import Testing
import Training

/// Recurrent layers in a network: what they start with, and the same bits from any number of workers and instruction set.
struct RecurrentTrainingTests {
  private static let spec: ExperimentSpec = {
    var (lstm, gru, both) = (LSTMSpec(units: 7), GRUSpec(units: 6), BidirectionalSpec(SimpleRNNSpec(units: 5)))
    (lstm.recurrence.returnSequences, gru.recurrence.returnSequences) = (true, true)
    (lstm.recurrence.dropout, lstm.recurrence.recurrentDropout) = (0.2, 0.3)
    lstm.recurrence.recurrentRegularizer = RegularizerSpec(L2(1e-3))
    both.simpleRNN?.recurrence.biasInitializer = .ones
    return testSpec([
      LayerSpec(ReshapeSpec([8, 8])), LayerSpec(lstm), LayerSpec(gru), LayerSpec(both), dense(10, .softmax),
    ]) {
      $0.optimizer = OptimizerSpec(Adam())
      $0.batchSize = 32
    }
  }()

  private func weights(_ trainer: Trainer) -> [String: [Float]] {
    Dictionary(trainer.weights().map { ($0.name, $0.values) }) { first, _ in first }
  }

  @Test func theForgetGateStartsOpen() throws {
    let weights = try weights(makeTrainer(Self.spec, noiseImages(90)))
    let zeros = [Float](repeating: 0, count: 7)
    #expect(weights["layers.1.bias"] == zeros + [Float](repeating: 1, count: 7) + zeros + zeros)
    #expect(weights["layers.2.bias"] == [Float](repeating: 0, count: 36))
    #expect(weights["layers.3.forward.bias"] == [Float](repeating: 1, count: 5))
    var closed = LSTMSpec(units: 2)
    closed.unitForgetBias = false
    closed.recurrence.biasInitializer = .constant(value: 0.5)
    let spec = testSpec([LayerSpec(ReshapeSpec([8, 8])), LayerSpec(closed), dense(10, .softmax)])
    #expect(try self.weights(makeTrainer(spec, noiseImages(90)))["layers.1.bias"] == [Float](repeating: 0.5, count: 8))
  }

  /// The rows of U [units, gates · units].
  @Test func theRecurrentKernelStartsOrthogonal() throws {
    let weights = try weights(makeTrainer(Self.spec, noiseImages(90)))
    let kernel = try #require(weights["layers.1.recurrent_kernel"]).map(Double.init)
    for a in 0..<7 {
      for b in 0..<7 {
        let product = (0..<28).reduce(0) { $0 + kernel[a * 28 + $1] * kernel[b * 28 + $1] }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-6)
      }
    }
    #expect(weights["layers.3.forward.kernel"] != weights["layers.3.backward.kernel"])
  }

  @Test func historyAndWeightsHaveTheSameBits() throws {
    func run(_ set: InstructionSet, workers: Int) throws -> (EpochOutcome, TrainingState, Evaluation) {
      let images = noiseImages(90)
      let trainer = try makeTrainer(Self.spec, images, set: set, workers: workers)
      _ = trainer.trainEpoch()
      let epoch = trainer.trainEpoch()
      return (epoch, trainer.state, trainer.evaluate(images))
    }
    let expected = try run(.portable, workers: 1)
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 5, 8] {
        let other = try run(set, workers: workers)
        #expect(other == expected, "\(set), \(workers) workers")
      }
    }
  }
}
