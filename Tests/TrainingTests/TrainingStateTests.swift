import Catalog
import Geometry
import Records
import Testing
import Training

/// A training that is stopped and continued by another trainer has the bits of one that never stopped.
struct TrainingStateTests {
  private struct Outcome: Equatable {
    var steps: [StepRecord] = []
    var epochs: [EpochRecord] = []
    var state: TrainingState
  }

  private static let stack: [LayerSpec] = [
    LayerSpec(Conv2DSpec(filters: 5, kernelSize: Extent2D(3, 3))), LayerSpec(MaxPooling2DSpec()), flatten,
    LayerSpec(DropoutSpec(rate: 0.3)), dense(70, .relu), dense(10, .softmax),
  ]

  private static func spec(_ optimizer: OptimizerSpec) -> ExperimentSpec {
    testSpec(stack) {
      $0.optimizer = optimizer
      $0.batchSize = 16
      $0.validationSplit = 0.2
    }
  }

  private static var momentum: SGD {
    var sgd = SGD()
    sgd.momentum = 0.9
    return sgd
  }

  private static var centered: RMSprop {
    var rmsprop = RMSprop()
    (rmsprop.momentum, rmsprop.centered) = (0.5, true)
    return rmsprop
  }

  /// With everything that an optimizer carries from step to step.
  private static var averaged: Adam {
    var adam = Adam()
    adam.learningRate = .member(ScheduleSpec(CosineDecay(0.01)))
    (adam.shared.weightDecay, adam.shared.globalClipNorm) = (0.1, 0.5)
    (adam.shared.usesAverages, adam.shared.averageMomentum) = (Flag(true), 0.7)
    adam.shared.averageOverwriteFrequency = StepCount(4)
    return adam
  }

  /// Two epochs of five steps; after the step `stop` another trainer continues, from the state alone.
  private func train(_ spec: ExperimentSpec, stoppingAfter stop: Int?) throws -> Outcome {
    let images = noiseImages(90)
    var trainer = try makeTrainer(spec, images)
    var outcome = Outcome(state: trainer.state)
    var isStopped = false
    while outcome.epochs.count < 2 {
      let result = trainer.trainEpoch {
        outcome.steps.append(copy $0)
        return $0.step != stop || isStopped
      }
      if case .finished(let record) = result { outcome.epochs.append(record) }
      if case .stopped = result {
        isStopped = true
        let state = trainer.state
        trainer = try makeTrainer(spec, images, workers: 1)
        try trainer.restore(state)
      }
    }
    outcome.state = trainer.state
    return outcome
  }

  @Test(
    arguments: [
      OptimizerSpec(SGD()), OptimizerSpec(momentum), OptimizerSpec(Adam()), OptimizerSpec(AdamW()),
      OptimizerSpec(RMSprop()), OptimizerSpec(centered),
      OptimizerSpec(Adagrad()), OptimizerSpec(averaged),
    ] as [OptimizerSpec])
  func anotherTrainerGoesOn(_ optimizer: OptimizerSpec) throws {
    let spec = Self.spec(optimizer)
    let expected = try train(spec, stoppingAfter: nil)
    #expect(expected.steps.count == 10)
    for stop in [1, 3, 5, 6, 9, 10] {
      #expect(try train(spec, stoppingAfter: stop) == expected, "stopped after step \(stop)")
    }
  }

  /// What metrics add up is in the state.
  @Test func metricsGoOnWithinAnEpoch() throws {
    var spec = Self.spec(OptimizerSpec(SGD()))
    spec.metrics = [MetricSpec(AUC()), MetricSpec(F1Score()), MetricSpec(R2Score()), .accuracy]
    let expected = try train(spec, stoppingAfter: nil)
    for stop in [2, 5, 7] { #expect(try train(spec, stoppingAfter: stop) == expected, "stopped after step \(stop)") }
    let trainer = try makeTrainer(spec, noiseImages(90))
    _ = trainer.trainEpoch { _ in false }
    var state = trainer.state
    #expect(state.sums.metrics.count == 400 + 30 + 30 + 1)
    state.sums.metrics.removeLast()
    #expect(throws: TrainingStateProblem(problem: "its sums are of other metrics")) { try trainer.restore(state) }
  }

  @Test func theStateIsThatBetweenTwoSteps() throws {
    let trainer = try makeTrainer(Self.spec(OptimizerSpec(Adam())), noiseImages(90))
    #expect(
      trainer.state.tensors.map(\.name).prefix(4) == [
        "layers.0.kernel", "layers.0.kernel.state.0", "layers.0.kernel.state.1", "layers.0.bias",
      ])
    _ = trainer.trainEpoch {
      #expect(trainer.state.steps == $0.stepInEpoch)
      #expect(trainer.state.sums.samples == min(72, 16 * $0.stepInEpoch))
      return true
    }
    #expect([trainer.state.finishedEpochs, trainer.state.steps, trainer.state.sums.samples] == [1, 0, 0])
  }

  /// In the next step, though ReLU may hide it from the loss.
  @Test(
    arguments: [
      OptimizerSpec(Adam()), OptimizerSpec(momentum), OptimizerSpec(centered), OptimizerSpec(Adagrad()),
      OptimizerSpec(averaged),
    ] as [OptimizerSpec])
  func aNumberThatIsNotFiniteIsFoundWhereverItIs(_ optimizer: OptimizerSpec) throws {
    let trainer = try makeTrainer(Self.spec(optimizer), noiseImages(90))
    let state = trainer.state
    for (index, tensor) in state.tensors.enumerated() {
      for value in [Float.nan, .infinity, -.infinity] {
        var spoilt = state
        spoilt.tensors[index].values[tensor.values.count - 1] = value
        try trainer.restore(spoilt)
        guard case .diverged(let record) = trainer.trainEpoch() else {
          Issue.record("\(tensor.name) \(value)")
          continue
        }
        #expect(record.step == 1, "\(tensor.name) \(value)")
      }
    }
    try trainer.restore(state)
    guard case .finished = trainer.trainEpoch() else {
      Issue.record("a sound state ends the run")
      return
    }
  }

  private func problem(_ change: (inout TrainingState) -> Void) throws -> String? {
    let trainer = try makeTrainer(Self.spec(OptimizerSpec(Adam())), noiseImages(90))
    var state = trainer.state
    change(&state)
    do {
      try trainer.restore(state)
      return nil
    } catch { return error.problem }
  }

  @Test func anotherModelsStateIsRefused() throws {
    #expect(try problem { _ in } == nil)
    #expect(try problem { $0.steps = 6 } == "it stands at step 6 of an epoch that has 5")
    #expect(try problem { $0.finishedEpochs = -1 } == "it stands at step 0 of an epoch that has 5")
    #expect(try problem { $0.steps = 2 } == "its sums are over 0 samples after 2 steps of 16")
    #expect(try problem { $0.tensors.removeLast() } == "its tensors are not this model's")
    #expect(try problem { $0.tensors.swapAt(0, 1) } == "its tensors are not this model's")
    #expect(try problem { $0.tensors[0].shape = Shape([45]) } == "its tensors are not this model's")
  }
}
