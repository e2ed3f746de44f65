import Catalog
import Datasets
import Kernels
import Layers
import Records
import Tensors
import Training

/// The training steps of an experiment, one at a time.
final class TrainingSteps {
  let network: Network
  private let spec: ExperimentSpec
  private let samples: Samples
  private let optimizer: Optimizer
  private let scoring: Scoring
  private let targets: BatchTargets
  private let augmentations: Augmentations
  private let canvases: Canvases
  private var sums: ScoreSums
  private var order: [UInt32]

  /// - Parameter workers: the most that `run` will have.
  init(_ spec: ExperimentSpec, _ graph: ModelGraph, on samples: Samples, workers: Int) {
    self.spec = spec
    self.samples = samples
    network = Network(graph, seed: 1, capacity: spec.batchSize)
    optimizer = Optimizer(spec.optimizer, network.parameters.map(\.parameter))
    scoring = Scoring(graph, metrics: spec.metrics, capacity: network.capacity)
    sums = scoring.emptySums
    augmentations = Augmentations(spec, graph.sampleShapes, samples: samples.count)
    canvases = augmentations.canvases(workers)
    targets = scoring.targets(like: samples, capacity: network.capacity, areMixed: augmentations.areMixing)
    order = Array(0..<UInt32(samples.count))
    Shuffle.permute(&order, seed: 1, epoch: 1)
  }

  /// `lap` is called after the parts outside the layers, whose ends `network.onStage` reports.
  func run(_ step: Int, _ compute: Compute, lap: (String) -> Void) {
    let first = step * spec.batchSize % max(1, samples.count - spec.batchSize)
    let pass = Pass(
      compute: compute, samples: spec.batchSize, isTraining: true, seed: 1, epoch: 1, step: step,
      updater: optimizer.updater)
    network.load(samples, targets, pass, augmentations, canvases) { Int(order[first + $0]) }
    lap("fetch")
    network.forward(pass)
    scoring.score(network.output, targets, pass, gradient: network.outputGradient, to: &sums)
    lap("loss")
    optimizer.begin()
    network.backward(pass)
    optimizer.finish(compute)
    lap("optimizer")
  }
}
