import Catalog
import Geometry
import Kernels
import Records
import Testing
import Threads
import Training

/// The same history and the same weights from any number of workers and any instruction set.
struct DeterminismTests {
  private struct Run: Equatable, Sendable {
    var steps: [StepRecord] = []
    var epochs: [EpochOutcome] = []
    var weights: [[UInt32]] = []
    var evaluation: Evaluation?
  }

  private func run(
    _ spec: ExperimentSpec, _ set: InstructionSet, workers: Int, epochs: Int = 2, evaluatesBetween: Bool = false
  ) throws -> Run {
    let images = noiseImages(90)
    let trainer = try makeTrainer(spec, images, set: set, workers: workers)
    var run = Run()
    for _ in 0..<epochs {
      run.epochs.append(
        trainer.trainEpoch {
          run.steps.append(copy $0)
          return true
        })
      if evaluatesBetween { _ = trainer.evaluate(images) }
    }
    run.weights = trainer.weights().map(\.bits)
    run.evaluation = trainer.evaluate(images.part(5..<80))
    return run
  }

  static let convolutional: ExperimentSpec = {
    var strided = Conv2DSpec(filters: 6, kernelSize: Extent2D(3, 2))
    strided.strides = Extent2D(2, 1)
    strided.padding = .same
    strided.activation = .gelu()
    var first = Conv2DSpec(filters: 5, kernelSize: Extent2D(3, 3))
    first.activation = .relu
    return testSpec([
      LayerSpec(first), LayerSpec(MaxPooling2DSpec()), LayerSpec(strided), LayerSpec(AveragePooling2DSpec()),
      LayerSpec(DropoutSpec(rate: 0.3)), flatten, dense(20, .tanh), dense(10, .softmax),
    ]) {
      $0.optimizer = OptimizerSpec(Adam())
      $0.batchSize = 32
      $0.validationSplit = 0.1
    }
  }()

  static let fullyConnected = testSpec([flatten, dense(70, .relu), dense(10, .softmax)]) {
    $0.optimizer = OptimizerSpec(RMSprop())
    $0.batchSize = 17
  }

  /// Penalties, a schedule, clipped norms, averages and constraints.
  static let bounded: ExperimentSpec = {
    var convolution = Conv2DSpec(filters: 5, kernelSize: Extent2D(3, 3))
    (convolution.activation, convolution.kernelRegularizer) = (.relu, RegularizerSpec(L1L2(l1: 1e-3, l2: 1e-2)))
    convolution.kernelConstraint = ConstraintSpec(MaxNorm(0.5, axis: .more([0, 1, 2].map(WeightAxis.init))))
    var hidden = DenseSpec(units: 130)
    (hidden.activation, hidden.kernelRegularizer) = (.relu, RegularizerSpec(L2(1e-3)))
    (hidden.kernelConstraint, hidden.biasConstraint) = (ConstraintSpec(UnitNorm()), ConstraintSpec(NonNegative()))
    var adam = Adam()
    adam.learningRate = .member(ScheduleSpec(CosineDecay(0.01)))
    (adam.shared.weightDecay, adam.shared.globalClipNorm, adam.shared.usesAverages) = (0.1, 0.5, Flag(true))
    adam.shared.averageMomentum = 0.8
    return testSpec([
      LayerSpec(convolution), LayerSpec(MaxPooling2DSpec()), flatten, LayerSpec(hidden), dense(10, .softmax),
    ]) {
      $0.optimizer = OptimizerSpec(adam)
      $0.batchSize = 32
      $0.validationSplit = 0.1
    }
  }()

  @Test(arguments: [convolutional, fullyConnected, bounded])
  func historyAndWeightsHaveTheSameBits(_ spec: ExperimentSpec) throws {
    let expected = try run(spec, .portable, workers: 1)
    #expect(expected.steps.count == 2 * (spec.batchSize == 32 ? 3 : 6))
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 5, 8] {
        #expect(try run(spec, set, workers: workers) == expected, "\(set), \(workers) workers")
      }
    }
  }

  /// Each has threads of its own.
  @Test func runsAtTheSameTimeHaveTheSameBits() throws {
    let expected = try run(Self.convolutional, .best, workers: 1)
    let runs = Lock<[Run]>([])
    let callers = (0..<3).map { _ in BackgroundWorker() }
    for caller in callers {
      caller.async {
        guard let run = try? run(Self.convolutional, .best, workers: 2) else { return }
        runs.withLock { $0.append(run) }
      }
    }
    for caller in callers { caller.wait() }
    #expect(runs.withLock { $0 } == [expected, expected, expected])
  }

  @Test func anotherSeedIsAnotherRun() throws {
    var other = Self.convolutional
    other.seed = 2
    #expect(try run(other, .best, workers: 2) != run(Self.convolutional, .best, workers: 2))
  }

  /// Evaluation uses the layers' memory, but leaves nothing in it that training sees.
  @Test func evaluationChangesNothing() throws {
    #expect(
      try run(Self.convolutional, .best, workers: 2, evaluatesBetween: true)
        == run(Self.convolutional, .best, workers: 2))
  }
}
