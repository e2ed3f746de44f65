import Catalog
import Datasets
import Kernels
import Layers
import Tensors
import Training

/// Where the time of a training step goes: seconds for fetching the batch, for each stage's forward and backward pass,
/// for the loss and for the optimizer's work after the backward pass.
struct StageTimes {
  private(set) var rows: [(name: String, seconds: Double)] = []

  init(
    _ spec: ExperimentSpec, _ graph: ModelGraph, on samples: Samples, _ compute: Compute, steps: Int
  ) throws {
    let network = Network(graph, seed: 1, capacity: spec.batchSize)
    let optimizer = Optimizer(spec.optimizer, network.parameters.map(\.parameter))
    let scoring = Scoring(
      loss: graph.loss, metrics: spec.metrics, classes: graph.classes, capacity: network.capacity)
    let targets = BatchTargets(like: samples, capacity: network.capacity)
    var order: [UInt32] = Array(0..<UInt32(samples.count))
    Shuffle.permute(&order, seed: 1, epoch: 1)

    let stopwatch = Stopwatch()
    network.onStage = { stopwatch.lap("\($1.rawValue) \($0)") }
    let warmUp = steps / 4
    compute.withTeam { compute in
      for step in 0..<warmUp + steps {
        if step == warmUp { stopwatch.reset() }
        let first = step * spec.batchSize % max(1, samples.count - spec.batchSize)
        let pass = Pass(
          compute: compute, samples: spec.batchSize, isTraining: true, seed: 1, epoch: 1, step: step, updater: optimizer
        )
        stopwatch.start()
        network.load(samples, targets, pass) { Int(order[first + $0]) }
        stopwatch.lap("fetch")
        network.forward(pass)
        _ = scoring.score(network.output, targets, pass, gradient: network.outputGradient)
        stopwatch.lap("loss")
        optimizer.begin()
        network.backward(pass)
        optimizer.finish(compute)
        stopwatch.lap("optimizer")
      }
    }
    rows = stopwatch.laps.map { ($0, median($1)) }
  }
}

/// The times of each kind of lap, in the order of first appearance.
private final class Stopwatch {
  private let clock = ContinuousClock()
  private var last = ContinuousClock.now
  private(set) var laps: [(name: String, seconds: [Double])] = []

  func reset() { laps = [] }
  func start() { last = clock.now }

  /// Ends a lap; the stopwatch's own work is not counted.
  func lap(_ name: String) {
    let seconds = (clock.now - last) / .seconds(1)
    if let index = laps.firstIndex(where: { $0.name == name }) {
      laps[index].seconds.append(seconds)
    } else {
      laps.append((name, [seconds]))
    }
    last = clock.now
  }
}
