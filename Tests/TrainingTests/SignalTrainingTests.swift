import Catalog
import Geometry
import Kernels
import Records
import Testing
import Training

/// Layers of sequences, dense layers at positions and transposed convolutions, in training.
struct SignalTrainingTests {
  private static let sequences: ExperimentSpec = {
    var first = Conv1DSpec(filters: 5, kernelSize: 3)
    (first.padding, first.activation) = (.causal, .relu)
    var second = Conv1DSpec(filters: 8, kernelSize: 2)
    (second.padding, second.strides, second.activation) = (.same, 2, .gelu())
    return testSpec([
      LayerSpec(ReshapeSpec([16, 4])), LayerSpec(first), LayerSpec(MaxPooling1DSpec()),
      LayerSpec(SpatialDropout1DSpec(rate: 0.3)), LayerSpec(second), dense(7, .tanh),
      LayerSpec(AveragePooling1DSpec(Pooling1DSpec(poolSize: 2, strides: 1))), LayerSpec(GlobalMaxPooling1DSpec()),
      dense(10, .softmax),
    ]) {
      $0.optimizer = OptimizerSpec(Adam())
      $0.batchSize = 32
    }
  }()

  private static let images: ExperimentSpec = {
    var (smaller, larger) = (
      Conv2DSpec(filters: 16, kernelSize: Extent2D(3, 3)), Conv2DTransposeSpec(filters: 16, kernelSize: Extent2D(3, 3))
    )
    (smaller.strides, smaller.padding, smaller.activation) = (Extent2D(2, 2), .same, .relu)
    (larger.strides, larger.padding, larger.activation) = (Extent2D(2, 2), .same, .tanh)
    let last = Conv2DTransposeSpec(filters: 16, kernelSize: Extent2D(3, 3))
    return testSpec([
      dense(3), LayerSpec(smaller), LayerSpec(larger), LayerSpec(last), dense(2), flatten, dense(10, .softmax),
    ]) {
      $0.optimizer = OptimizerSpec(Adam())
      $0.batchSize = 32
    }
  }()

  private struct Run: Equatable {
    var steps: [StepRecord] = []
    var weights: [NamedTensor] = []
    var evaluation: Evaluation
  }

  private func run(_ spec: ExperimentSpec, _ set: InstructionSet, workers: Int) throws -> Run {
    let images = noiseImages(90)
    let trainer = try makeTrainer(spec, images, set: set, workers: workers)
    var run = Run(evaluation: trainer.evaluate(images))
    for _ in 0..<2 {
      _ = trainer.trainEpoch {
        run.steps.append(copy $0)
        return true
      }
    }
    run.weights = trainer.weights()
    run.evaluation = trainer.evaluate(images)
    return run
  }

  @Test(arguments: [sequences, images]) func historyAndWeightsHaveTheSameBits(_ spec: ExperimentSpec) throws {
    let expected = try run(spec, .portable, workers: 1)
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 5, 8] {
        let same = try run(spec, set, workers: workers) == expected
        #expect(same, "\(set), \(workers) workers")
      }
    }
  }

  /// A pool that follows conv1d is part of it; one that follows a dense layer is not.
  @Test func howTheyAreComputed() throws {
    let ways = try graph(Self.sequences).plan().map(\.way)
    #expect(ways[0] == "convolution with its pooling: forward direct; gradients from positions")
    #expect(
      ways.dropFirst().map { $0.prefix { $0 != ":" } } == [
        "spatial dropout", "convolution", "dense at each position", "average pooling", "global max pooling", "dense",
      ])
    let images = try graph(Self.images).plan().map(\.way)
    #expect(images[0] == "dense at each position")
    let words = "transposed convolution, of which the convolution is: forward "
    #expect(images[2] == words + "direct; gradients from the map: kernel direct, input direct")
    #expect(images[3] == words + "winograd; gradients from the map: kernel winograd, input winograd")
  }
}
