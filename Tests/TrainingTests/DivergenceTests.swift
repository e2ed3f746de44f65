import Catalog
import Geometry
import Kernels
import Testing

struct DivergenceTests {
  private func spec(_ layers: [LayerSpec]) -> ExperimentSpec {
    testSpec(layers) {
      var sgd = SGD()
      sgd.learningRate = 1e30
      $0.optimizer = OptimizerSpec(sgd)
    }
  }

  static let stacks: [[LayerSpec]] = [
    [flatten, dense(12, .relu), dense(10, .softmax)], [flatten, dense(12), dense(12, .silu), dense(10, .softmax)],
    [
      LayerSpec(Conv2DSpec(filters: 3, kernelSize: Extent2D(3, 3))), LayerSpec(MaxPooling2DSpec()), flatten,
      dense(10, .softmax),
    ],
  ]

  /// The loss of the first batch is finite; then it is not, at the same step everywhere.
  @Test(arguments: stacks)
  func aHugeLearningRateEndsTheRun(_ layers: [LayerSpec]) throws {
    var ends: Set<Int> = []
    for set in InstructionSet.supported {
      for workers in [1, 3] {
        let trainer = try makeTrainer(spec(layers), noiseImages(40), set: set, workers: workers)
        var finite = 0
        let outcome = trainer.trainEpoch {
          #expect($0.batch.loss.isFinite)
          finite += 1
          return true
        }
        guard case .diverged(let record) = outcome else {
          Issue.record("\(outcome)")
          return
        }
        #expect(!record.batch.loss.isFinite)
        #expect(!record.running.loss.isFinite)
        #expect(record.step == finite + 1)
        #expect(record.stepInEpoch == record.step && record.epoch == 1)
        #expect(record.step > 1 && record.step <= 10)
        ends.insert(record.step)
      }
    }
    #expect(ends.count == 1)
  }
}
