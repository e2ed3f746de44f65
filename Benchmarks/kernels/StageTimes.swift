import Datasets
import ExperimentSpec
import Kernels
import Layers
import ModelGraph
import Tensors
import Training

/// Where the time of a training step goes: seconds of every stage's forward and backward pass, of fetching the batch and of
/// the optimizer.
struct StageTimes {
  var rows: [(name: String, microseconds: Double)] = []

  init(_ spec: ExperimentSpec, on dataset: ImageDataset, workers: Int, steps: Int) throws {
    let images = dataset.training
    let graph = try ModelGraph(spec, input: Shape([images.height, images.width, 1]), classes: dataset.classes)
    let compute = Compute(parallelism: Parallelism(workers: workers))
    let network = Network(graph, seed: 1, capacity: spec.batchSize)
    let optimizer = Optimizer(spec.optimizer, network.parameters.map(\.parameter))
    let scoring = Scoring(
      loss: graph.loss, metrics: spec.metrics, classes: graph.classes, capacity: network.capacity)
    let labels = AlignedBuffer<UInt8>(network.capacity)
    var order: [UInt32] = Array(0..<UInt32(images.count))
    Shuffle.permute(&order, seed: 1, epoch: 1)

    let clock = ContinuousClock()
    var last = clock.now
    var sums: [String: Duration] = [:]
    var names: [String] = []
    func lap(_ name: String) {
      let now = clock.now
      if sums[name] == nil { names.append(name) }
      sums[name, default: .zero] += now - last
      last = clock.now
    }
    network.onStage = { lap("\($1.rawValue) \($0)") }
    for step in 0..<steps + steps / 4 {
      if step == steps / 4 { sums = [:]; names = [] }
      let first = step * spec.batchSize % (images.count - spec.batchSize)
      let pass = Pass(compute: compute, samples: spec.batchSize, isTraining: true, seed: 1, epoch: 1, step: step, updater: optimizer)
      last = clock.now
      network.load(images, labels, pass) { Int(order[first + $0]) }
      lap("fetch")
      network.forward(pass)
      _ = scoring.score(network.output, labels, pass, gradient: network.outputGradient)
      lap("loss")
      optimizer.begin()
      network.backward(pass)
      optimizer.finish(compute)
      lap("optimizer")
    }
    rows = names.map { ($0, sums[$0]! / .microseconds(1) / Double(steps)) }
  }
}
