import Catalog
import Datasets
import Kernels
import Layers
import Records
import Tensors

/// Changes whenever any bit of a result does, in a commit that says why.
public let numericsVersion = 4

/// How an epoch ended.
public enum EpochOutcome: Equatable, Sendable {
  case finished(EpochRecord)
  /// The loss of this step was non-finite, or a weight or an optimizer state that it produced.
  case diverged(StepRecord)
  /// `onStep` asked to stop.
  case stopped
}

/// Trains one experiment, epoch by epoch. Prints nothing, reads no file and no clock.
///
/// What it computes is a function of the spec, the samples and `numericsVersion`; the instruction set and the workers only
/// change the speed.
public final class Trainer {
  private let spec: ExperimentSpec
  private let compute: Compute
  private let samples: Samples
  let network: Network
  private let optimizer: Optimizer
  let scoring: Scoring
  private let augmentations: Augmentations
  /// Whether layers measure the training samples before the first step: not if they were given all weights.
  private let isAdapted: Bool
  private let canvases: Canvases
  /// How far training has progressed: see `TrainingState`.
  private(set) var finishedEpochs = 0
  private(set) var steps = 0
  private(set) var sums: ScoreSums
  private(set) var kept: [NamedTensor] = []
  public private(set) var best: [NamedTensor] = []
  /// Whether the kept weights are in the network now.
  private var hasKeptWeights = false
  /// Reused, so that a step allocates nothing.
  private var order: [UInt32]
  private let targets: BatchTargets
  private var batchSums: ScoreSums
  private var record: StepRecord

  public let trainingCount: Int
  public let validationCount: Int
  public let batchSize: Int

  /// - Parameters:
  ///   - training: with what is held out at its end.
  ///   - split: nil for the spec's `validation_split`.
  public init(
    spec: ExperimentSpec, graph: ModelGraph, training: Samples, split: ValidationSplit? = nil, compute: Compute,
    initialWeights: [NamedTensor]? = nil
  ) throws(InitialWeightsProblem) {
    self.spec = spec
    self.compute = compute
    samples = training
    let split = split ?? ValidationSplit(count: training.count, fraction: spec.validationSplit)
    trainingCount = split.training
    validationCount = split.validation
    batchSize = spec.batchSize
    network = Network(graph, seed: spec.seed, capacity: Self.capacity(spec, samples: training.count))
    if let initialWeights { try network.setWeights(initialWeights) }
    isAdapted = initialWeights == nil
    optimizer = Optimizer(
      spec.optimizer, network.parameters.map(\.parameter).filter(\.isTrained),
      stepsPerEpoch: Self.steps(split.training, spec), epochs: spec.scheduleEpochs?.count ?? spec.epochs)
    augmentations = Augmentations(spec, graph.sampleShapes, samples: split.training)
    canvases = augmentations.canvases(augmentations.isEmpty ? 0 : compute.parallelism.workers)
    scoring = Scoring(graph, metrics: spec.metrics, capacity: network.capacity)
    (sums, batchSums) = (scoring.emptySums, scoring.emptySums)
    order = Array(0..<UInt32(split.training))
    let classWeights = spec.classWeight?.weights(
      of: training.interface.classNames, labels: training.labels.prefix(split.training))
    targets = scoring.targets(
      like: training, capacity: network.capacity, areMixed: augmentations.areMixing, classWeights: classWeights)
    let empty = Scores(loss: 0, metrics: spec.metrics.map { _ in 0 })
    record = StepRecord(step: 0, epoch: 0, stepInEpoch: 0, stepsInEpoch: 0, batch: empty, running: empty)
  }

  /// Evaluation passes of fewer than 64 samples would waste the workers; more would need memory that training doesn't.
  private static func capacity(_ spec: ExperimentSpec, samples: Int) -> Int { max(min(spec.batchSize, samples), 64) }

  /// The memory that a trainer of `samples` training samples will need with this many workers.
  public static func memory(_ spec: ExperimentSpec, _ graph: ModelGraph, samples: Int, workers: Int) -> TrainingMemory {
    TrainingMemory(
      graph, samples: capacity(spec, samples: samples), workers: workers,
      statesPerParameter: Optimizer.stateCount(spec.optimizer), keptCopies: EpochRules.keptCopies(spec),
      keepsGradients: Optimizer.needsGradients(spec.optimizer))
  }

  public var stepsPerEpoch: Int { Self.steps(trainingCount, spec) }

  private static func steps(_ samples: Int, _ spec: ExperimentSpec) -> Int {
    (samples + spec.batchSize - 1) / spec.batchSize
  }

  /// Trains the next epoch, or the rest of one that was stopped. `onStep` is called after each step, may read the `state`,
  /// and returns whether to continue.
  public func trainEpoch(onStep: (borrowing StepRecord) -> Bool = { _ in true }) -> EpochOutcome {
    compute.withTeam { trainEpoch($0, onStep: onStep) }
  }

  private func trainEpoch(_ compute: Compute, onStep: (borrowing StepRecord) -> Bool) -> EpochOutcome {
    let epoch = finishedEpochs + 1
    if isAdapted, record.step == 0 { network.adapt(to: samples, targets, 0..<trainingCount, compute) }
    if spec.shuffle { Shuffle.permute(&order, seed: spec.seed, epoch: epoch) }
    record.epoch = epoch
    record.stepsInEpoch = stepsPerEpoch
    while steps < stepsPerEpoch {
      let batch = steps * batchSize..<min(trainingCount, (steps + 1) * batchSize)
      train(batch, epoch: epoch, step: steps, compute)
      steps += 1
      sums.add(batchSums)
      record.step += 1
      record.stepInEpoch = steps
      if spec.optimizer.learningRate.schedule != nil { record.learningRate = Float(optimizer.rate) }
      scoring.write(batchSums, to: &record.batch)
      scoring.write(sums, to: &record.running)
      guard record.batch.loss.isFinite, optimizer.isFinite else { return .diverged(record) }
      guard onStep(record) else { return .stopped }
    }
    let validation = validationCount > 0 ? evaluate(samples, trainingCount..<samples.count, compute).scores : nil
    (finishedEpochs, steps, sums) = (epoch, 0, scoring.emptySums)
    return .finished(
      EpochRecord(
        epoch: epoch, training: record.running, validation: validation,
        learningRate: Float(optimizer.rate)))
  }

  /// Continues at the position of a state whose tensors are in place.
  func takeOver(_ state: TrainingState) {
    (finishedEpochs, steps, sums) = (state.finishedEpochs, state.steps, state.sums)
    (kept, best) = (state.kept, state.best)
    record.step = finishedEpochs * stepsPerEpoch + steps
    record.stepInEpoch = steps
    if steps > 0 { scoring.write(sums, to: &record.running) }
    optimizer.restore(steps: record.step)
  }

  /// One step on the samples that `order` lists at `batch`.
  private func train(_ batch: Range<Int>, epoch: Int, step: Int, _ compute: Compute) {
    let pass = Pass(
      compute: compute, samples: batch.count, isTraining: true, seed: spec.seed, epoch: epoch, step: step,
      updater: optimizer.updater)
    network.load(samples, targets, pass, augmentations, canvases) { Int(order[batch.lowerBound + $0]) }
    network.forward(pass)
    scoring.score(network.output, targets, pass, gradient: network.outputGradient, to: &batchSums)
    batchSums.addPenalty(network.penalty(compute))
    optimizer.begin()
    network.backward(pass)
    optimizer.finish(compute)
  }

  /// The trained model's answers, without dropout.
  public func evaluate(_ samples: Samples) -> Evaluation { evaluate(samples, 0..<samples.count, compute) }

  private func evaluate(_ samples: Samples, _ range: Range<Int>, _ compute: Compute) -> Evaluation {
    withAverages { Evaluator(network: network, scoring: scoring, compute: compute).evaluate(samples, range) }
  }

  /// Calls `body` with the weights' averages in the weights' place, if the optimizer keeps some: what is validated and tested is what
  /// is saved.
  private func withAverages<Result>(_ body: () -> Result) -> Result {
    guard !hasKeptWeights else { return body() }
    optimizer.exchangeAverages()
    defer { optimizer.exchangeAverages() }
    return body()
  }

  /// The rate that a rule has set in place of the spec's; nil for the spec's. It is not part of the state: the rule sets it again.
  public var learningRate: Double? {
    get { optimizer.ruledRate }
    set { optimizer.ruledRate = newValue }
  }

  /// Keeps a copy of the current weights, in place of an earlier copy.
  public func keepWeights() { kept = weights() }

  /// Keeps a copy of the current weights as `best`, in place of an earlier copy.
  public func keepBestWeights() { best = weights() }

  /// Calls `body` with the kept weights in place of the last ones, if any were kept.
  public func withKeptWeights<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard !kept.isEmpty else { return try body() }
    let last = network.weights()
    network.replaceWeights(by: kept)
    hasKeptWeights = true
    defer {
      network.replaceWeights(by: last)
      hasKeptWeights = false
    }
    return try body()
  }

  /// Copies of all weights, or of their averages where there are some, in the order of the spec's list, kernel before bias.
  public func weights() -> [NamedTensor] { withAverages { network.weights() } }
}
