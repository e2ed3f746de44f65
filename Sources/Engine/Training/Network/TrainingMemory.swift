import Catalog
import Layers

/// The bytes that training a model takes, computed before any of them is allocated. In `Double`, which has a value for a
/// product of any sizes, where an `Int` would overflow.
///
/// Counts what grows with the model, the batch and the number of workers, and omits small tables. So a model that is
/// refused for lack of memory would really not have fitted.
public struct TrainingMemory: Sendable {
  /// One layer's share.
  public struct Layer: Sendable {
    /// Its place in the spec, as `layers[1].dense`.
    public var path: String
    /// For its weights, their gradient, the optimizer's state, and the copies that go into a checkpoint.
    public var weights: Double
    /// For its outputs and what it keeps of a batch.
    public var batch: Double
    /// For all workers' scratch memory.
    public var workers: Double

    public var total: Double { weights + batch + workers }
  }

  /// Only the layers that take memory, in the order of the spec's list.
  public let layers: [Layer]
  /// For the batch's samples with their targets and scores, for values that several layers' memory is used for one after the other, as
  /// the gradients passed from layer to layer, and for the workers' canvases.
  public let shared: Double

  public var total: Double { layers.reduce(shared) { $0 + $1.total } }
  public var largest: Layer? { layers.max { $0.total < $1.total } }

  /// - Parameters:
  ///   - samples: for how many the network is made.
  ///   - workers: how many workers share the work.
  ///   - statesPerParameter: arrays that the optimizer keeps for each parameter; nil for a model that is not trained, but
  ///     read from a file.
  ///   - keptCopies: how many copies of the weights after earlier epochs rules may keep.
  ///   - keepsGradients: whether every gradient is in memory as a whole, whatever its layer does.
  public init(
    _ graph: ModelGraph, samples: Int, workers: Int, statesPerParameter: Int?, keptCopies: Int = 0,
    keepsGradients: Bool = false
  ) {
    let (capacity, samples) = (samples, Double(samples))
    let isTraining = statesPerParameter != nil
    let stages = graph.plan()
    let values = ValuePlan(graph, stages, isTraining: isTraining)
    let atPeak = Set(values.memory.itemsAtPeak)
    var (inUse, sums) = (0.0, 0.0)
    var layers: [Layer] = []
    for (index, stage) in stages.enumerated() {
      let node = graph.nodes[stage.index]
      var memory = stage.memory(capacity: capacity, isTraining: isTraining)
      sums = max(sums, memory.sums)
      if keepsGradients { memory.gradients = max(1, memory.gradients) }
      // What is not there at the time when most memory is in use takes none.
      let output = atPeak.contains(values.outputs[index]) ? stage.site.output.size : 0
      inUse += output
      layers.append(
        Layer(
          path: node.place.path,
          weights: 4
            * Self.ofWeights(node, memory, statesPerParameter: statesPerParameter, keptCopies: keptCopies),
          batch: 4 * samples * (output + (isTraining ? memory.ofSample : 0)),
          workers: 4 * Double(workers) * memory.ofWorker))
    }
    self.layers = layers
    // The answers, targets as numbers, and what a loss needs of each; labels, weights and losses.
    let scored = 3 * graph.output.size + 3
    let others = Double(values.memory.size) - inUse
    shared =
      4 * samples * (graph.input.size + scored + others) + 4 * sums
      + (isTraining ? 4 * Double(workers) * Canvases.numbers(graph.sampleShapes) : 0)
  }

  /// Floats for a layer's weights and their copies.
  private static func ofWeights(
    _ node: GraphNode, _ memory: LayerMemory, statesPerParameter: Int?, keptCopies: Int
  ) -> Double {
    let (all, trained) = (Double(node.parameters), Double(node.trainedParameters))
    // The file's bytes, then its tensors.
    guard let statesPerParameter else { return 3 * all }
    // A checkpoint is a copy of the state, then its tensors as bytes, then the file's bytes.
    // Kept weights are part of it, unchanged.
    return 4 * (all + trained * Double(statesPerParameter)) + 3 * all * Double(keptCopies) + trained * memory.gradients
  }
}

extension PlannedStage {
  fileprivate func memory(capacity: Int, isTraining: Bool) -> LayerMemory {
    switch work {
    case .layer(let plan): plan.memory(site, capacity: capacity, isTraining: isTraining)
    case .merge(let plan): plan.memory(site)
    }
  }
}
