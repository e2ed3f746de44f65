import Catalog
import Datasets
import Kernels
import Training

/// Where the time of a training step goes: seconds for fetching the batch, for each stage's forward and backward pass,
/// for the loss and for the optimizer's work after the backward pass.
struct StageTimes {
  private(set) var rows: [(name: String, seconds: Double)] = []

  init(
    _ spec: ExperimentSpec, _ graph: ModelGraph, on samples: Samples, _ compute: Compute, steps: Int
  ) throws {
    let training = TrainingSteps(spec, graph, on: samples, workers: compute.parallelism.workers)
    let stopwatch = Stopwatch()
    training.network.onStage = { stopwatch.lap("\($1.rawValue) \($0)") }
    let warmUp = steps / 4
    compute.withTeam { compute in
      for step in 0..<warmUp + steps {
        if step == warmUp { stopwatch.reset() }
        stopwatch.start()
        training.run(step, compute) { stopwatch.lap($0) }
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
