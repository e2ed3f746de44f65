import Catalog
import Layers

/// The bytes that training a model takes, computed before any of them is allocated. In `Double`: a product of any sizes has a
/// value, where an `Int` would overflow.
///
/// It counts what grows with the model, the batch and the number of workers, and leaves out small tables. So a model that is refused
/// for lack of memory would not have fitted.
public struct TrainingMemory: Sendable {
  /// One layer's share.
  public struct Layer: Sendable {
    /// Its place in the spec, as `layers[1].dense`.
    public var path: String
    /// Of its weights, their gradient, the optimizer's arrays, and the copies that go into a checkpoint.
    public var weights: Double
    /// Of its outputs and what it keeps of a batch.
    public var batch: Double
    /// Of all workers' scratch memory.
    public var workers: Double

    public var total: Double { weights + batch + workers }
  }

  /// Only the layers that take memory, in the order of the spec's list.
  public let layers: [Layer]
  /// Of the batch's images and the gradients that go from layer to layer.
  public let shared: Double

  public var total: Double { layers.reduce(shared) { $0 + $1.total } }
  public var largest: Layer? { layers.max { $0.total < $1.total } }

  /// - Parameters:
  ///   - samples: how many the network is made for.
  ///   - workers: how many share the work.
  ///   - statesPerParameter: arrays that the optimizer keeps for each parameter; nil for a model that is not trained, but read from
  ///     a file.
  public init(_ graph: ModelGraph, samples: Int, workers: Int, statesPerParameter: Int?) {
    let (capacity, samples) = (samples, Double(samples))
    let isTraining = statesPerParameter != nil
    let stages = graph.plan()
    var largestOutput = size(graph.output.dimensions)
    var layers: [Layer] = []
    for stage in stages {
      let node = graph.nodes[stage.index]
      let parameters = Double(node.parameters)
      let weights: Double
      if let statesPerParameter {
        // A checkpoint is a copy of what is kept, then its tensors as bytes, then the file's bytes.
        weights = 4 * parameters * Double(1 + statesPerParameter) + parameters * stage.gradientCopies
      } else {
        // The file's bytes, then its tensors.
        weights = 3 * parameters
      }
      let outputs = size(stage.output.dimensions)
      largestOutput = max(largestOutput, outputs)
      layers.append(
        Layer(
          path: "layers[\(stage.index)].\(node.spec.keyword)", weights: 4 * weights,
          batch: 4 * samples * (outputs + (isTraining ? stage.keptOfSample : 0)),
          workers: 4 * Double(workers) * Double(stage.floatsOfWorker(capacity: capacity, isTraining: isTraining))))
    }
    self.layers = layers
    shared = 4 * samples * (size(graph.input.dimensions) + (isTraining ? 2 * largestOutput : 0))
  }
}

/// The number of elements.
private func size(_ dimensions: [Int]) -> Double { dimensions.reduce(1) { $0 * Double($1) } }

extension PlannedStage {
  /// How many arrays of the kernel's size hold its gradient: a dense layer's is used up tile by tile, a convolution's is summed
  /// over chunks of the batch.
  fileprivate var gradientCopies: Double {
    switch kind {
    case .dense: readsImages ? 1 : 0
    case .convolution: 1 + Double(BatchChunks.most)
    default: 0
    }
  }

  /// Floats that the layer keeps of a sample beside its output.
  fileprivate var keptOfSample: Double {
    switch kind {
    case .dense(let spec, let function):
      // dz in panels, and dzᵀ where the input's gradient is wanted; of images, places and values of the pixels that are not 0.
      (spec.units > 64 ? Double(spec.units) : 0) + (readsImages ? 2 * size(input.dimensions) : Double(spec.units))
        + argumentCount(function)
    case .convolution(_, _, let function, let pool):
      (pool == nil ? 0 : size(output.dimensions)) + argumentCount(function)
    case .maxPooling: size(output.dimensions)
    case .activation(let function): argumentCount(function)
    case .averagePooling, .dropout: 0
    }
  }

  /// Floats of a worker's scratch memory.
  fileprivate func floatsOfWorker(capacity: Int, isTraining: Bool) -> Int {
    switch kind {
    case .dense: isTraining ? Dense.floatsOfWorker(readsImages: readsImages, capacity: capacity) : 0
    case .convolution(_, let geometry, _, let pool):
      Conv2D.floatsOfWorker(geometry, pool: pool, isTraining: isTraining)
    default: 0
    }
  }

  private func argumentCount(_ function: ActivationFunction) -> Double {
    if case .elementwise(let function) = function, !function.derivativeNeedsOnlyOutput {
      size(output.dimensions)
    } else {
      0
    }
  }
}
