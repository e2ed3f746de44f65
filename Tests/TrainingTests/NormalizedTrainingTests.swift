import Catalog
import Geometry
import Kernels
import Records
import Testing
import Training

/// Layers that know the data, in training.
struct NormalizedTrainingTests {
  private static func spec(_ first: [LayerSpec], split: Double = 0.2) -> ExperimentSpec {
    var convolution = Conv2DSpec(filters: 5, kernelSize: Extent2D(3, 3))
    convolution.useBias = false
    var shared = PReLUSpec()
    shared.sharedAxes = [AxisIndex(1), AxisIndex(2)]
    return testSpec(
      first + [
        LayerSpec(convolution), LayerSpec(BatchNormalizationSpec()), LayerSpec(ActivationSpec(.relu)),
        LayerSpec(convolution), LayerSpec(PReLUSpec()), LayerSpec(LayerNormalizationSpec()), LayerSpec(shared), flatten,
        dense(20), LayerSpec(BatchNormalizationSpec()), dense(10, .softmax),
      ]
    ) {
      $0.optimizer = OptimizerSpec(Adam())
      $0.batchSize = 32
      $0.validationSplit = split
    }
  }

  private struct Run: Equatable {
    var steps: [StepRecord] = []
    var weights: [NamedTensor] = []
    var evaluation: Evaluation
  }

  private func run(
    _ spec: ExperimentSpec, set: InstructionSet = .best, workers: Int = 2, stoppingAfter stop: Int? = nil
  ) throws -> Run {
    let images = noiseImages(90)
    var trainer = try makeTrainer(spec, images, set: set, workers: workers)
    var run = Run(evaluation: trainer.evaluate(images))
    var (epochs, isStopped) = (0, false)
    while epochs < 2 {
      let outcome = trainer.trainEpoch {
        run.steps.append(copy $0)
        return $0.step != stop || isStopped
      }
      if case .finished = outcome { epochs += 1 }
      if case .stopped = outcome {
        isStopped = true
        let state = trainer.state
        trainer = try makeTrainer(spec, images, set: set, workers: 1)
        try trainer.restore(state)
      }
    }
    run.weights = trainer.weights()
    run.evaluation = trainer.evaluate(images)
    return run
  }

  @Test func theSameBitsEverywhereAndAfterAnInterruption() throws {
    let spec = Self.spec([LayerSpec(NormalizationSpec())])
    let expected = try run(spec, set: .portable, workers: 1)
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 5, 8] { #expect(try run(spec, set: set, workers: workers) == expected) }
    }
    for stop in [1, 3, 4] { #expect(try run(spec, stoppingAfter: stop) == expected) }
  }

  private func weights(_ normalization: NormalizationSpec, split: Double) throws -> [String: [Float]] {
    let trainer = try makeTrainer(
      Self.spec([LayerSpec(RescalingSpec(scale: 2)), LayerSpec(normalization)], split: split), noiseImages(90))
    _ = trainer.trainEpoch()
    return Dictionary(uniqueKeysWithValues: trainer.weights().map { ($0.name, $0.values) })
  }

  /// The mean and the variance in Double of what reaches the layer, of the training part alone.
  @Test(arguments: [0, 0.2]) func normalizationMeasuresTheTrainingPart(split: Double) throws {
    guard case .bytes(let pixels) = noiseImages(90).inputs[0] else { return }
    let count = split == 0 ? 90 : 72
    let values = (0..<count * 64).map { Double(Float(pixels[$0]) / 255 * 2) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let weights = try weights(NormalizationSpec(), split: split)
    #expect(weights["layers.1.mean"] == [Float(mean)])
    #expect(weights["layers.1.variance"] == [Float(variance)])
    #expect(weights["layers.1.count"] == [Float(count)])
  }

  @Test func eachPixelMayHaveItsOwnMean() throws {
    var spec = NormalizationSpec()
    spec.axis = .axes(.more([1, 2, 3].map { AxisIndex($0) }))
    guard case .bytes(let pixels) = noiseImages(90).inputs[0] else { return }
    let weights = try weights(spec, split: 0)
    for place in [0, 9, 63] {
      let values = (0..<90).map { Double(Float(pixels[$0 * 64 + place]) / 255 * 2) }
      let mean = values.reduce(0, +) / 90
      #expect(weights["layers.1.mean"]?[place] == Float(mean))
      #expect(
        weights["layers.1.variance"]?[place] == Float(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 90))
    }
    spec.axis = .none
    #expect(try self.weights(spec, split: 0)["layers.1.mean"]?.count == 1)
  }

  /// A model from a file knows the mean of the samples that it was trained on.
  @Test func givenWeightsAreKept() throws {
    let spec = Self.spec([LayerSpec(NormalizationSpec())])
    var weights = try makeTrainer(spec, noiseImages(90)).weights()
    weights[0].values = [0.25]
    let trainer = try makeTrainer(spec, noiseImages(90), initialWeights: weights)
    _ = trainer.trainEpoch()
    #expect(trainer.weights()[0].name == "layers.0.mean" && trainer.weights()[0].values == [0.25])
  }

  @Test func aNormalizationComesBeforeAllTrainedLayers() {
    let late = testSpec([flatten, dense(4), LayerSpec(NormalizationSpec()), dense(10, .softmax)])
    let found = #expect(throws: ShapeProblems.self) { try graph(late) }
    #expect(
      found?.problems == [
        ShapeProblem(
          path: "layers[2].normalization", problem: "normalization is adapted on the data: put it first",
          hint: "put it before every layer that is trained")
      ])
    var given = NormalizationSpec()
    (given.mean, given.variance) = (.one(Number(0)), .one(Amount(2)))
    #expect(throws: Never.self) { try graph(testSpec([flatten, dense(4), LayerSpec(given), dense(10, .softmax)])) }
  }

  @Test func optionsThatDoNotFit() {
    var (half, wrong, outside) = (NormalizationSpec(), NormalizationSpec(), NormalizationSpec())
    half.mean = .one(Number(1))
    (wrong.mean, wrong.variance) = (.more([Number(1), Number(2)]), .one(Amount(1)))
    outside.axis = .axes(.one(AxisIndex(4)))
    var (inner, samples) = (LayerNormalizationSpec(), PReLUSpec())
    inner.axis = .one(AxisIndex(1))
    samples.sharedAxes = [AxisIndex(0)]
    for (layer, key, problem, hint) in [
      (LayerSpec(half), "mean", "'mean' without 'variance'", "write both, or neither"),
      (LayerSpec(wrong), "mean", "2 numbers for 1", "write one number, or one for each of [1]"),
      (LayerSpec(outside), "axis", "[8, 8, 1] has no axis 4", "write axes from 1 to 3, or -1 for the last"),
      (
        LayerSpec(inner), "axis", "the axes are not the last of [8, 8, 1]", "write axis: -1, or axis: [3]"
      ),
      (
        LayerSpec(samples), "shared_axes", "axis 0 is that of the samples", "write axes from 1 to 3, or -1 for the last"
      ),
    ] {
      let found = #expect(throws: ShapeProblems.self) { try graph(testSpec([layer, flatten, dense(10, .softmax)])) }
      let path = "layers[0].\(layer.keyword).\(key)"
      #expect(found?.problems == [ShapeProblem(path: path, problem: problem, hint: hint)])
    }
  }

  @Test func aBatchOfOneSampleIsDoubtful() throws {
    func doubts(_ layers: [LayerSpec], _ samples: Int, _ batchSize: Int) throws -> [String] {
      try graph(testSpec(layers + [flatten, dense(10, .softmax)])).doubts(samples: samples, batchSize: batchSize)
    }
    let normalization = LayerSpec(BatchNormalizationSpec())
    #expect(
      try doubts([flatten, normalization], 60_001, 32) == [
        "layers[1].batch_normalization: 60,001 samples in batches of 32: the last batch has one, whose variance is 0"
      ])
    #expect(
      try doubts([normalization], 33, 32) == [
        "layers[0].batch_normalization: 33 samples in batches of 32: the last batch has one, with whose own mean and "
          + "variance it is normalized"
      ])
    #expect(
      try doubts([flatten, normalization], 5, 1) == [
        "layers[1].batch_normalization: 5 samples in batches of 1: each has one sample, whose variance is 0"
      ])
    #expect(
      try doubts([flatten, normalization], 1, 32) == [
        "layers[1].batch_normalization: the only batch has one sample, whose variance is 0"
      ])
    #expect(try doubts([flatten, normalization], 64, 32) == [])
    #expect(try doubts([flatten], 65, 32) == [])
  }

  /// γ and β are trained, the moving statistics are not; the ReLU is computed with the normalization.
  @Test func parametersAndPlan() throws {
    let graph = try graph(Self.spec([]))
    #expect(graph.nodes[1].parameters == 20 && graph.nodes[1].trainedParameters == 10)
    #expect(graph.nodes[1].weights.map(\.name) == ["gamma", "beta", "moving_mean", "moving_variance"])
    #expect(graph.plan().map(\.index) == [0, 1, 3, 4, 5, 6, 8, 9, 10])
    #expect(graph.plan()[1].way == "batch normalization with its relu")
  }
}
