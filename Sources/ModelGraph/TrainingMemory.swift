import ExperimentSpec
import KernelTypes
import Layers

/// The bytes that training a model takes, computed before any of them is allocated. In `Double`: a product of any sizes has a
/// value, where an `Int` would overflow.
///
/// What grows with the model and the batch is counted, small tables and the workers' scratch memory are not: what is refused for
/// want of memory would not have fitted.
public struct TrainingMemory: Sendable {
  /// One layer's share.
  public struct Layer: Sendable {
    /// Its place in the spec, as `layers[1].dense`.
    public var path: String
    /// Of its weights, their gradient, the optimizer's arrays, and the copies that go into a checkpoint.
    public var weights: Double
    /// Of its outputs and what it keeps of a batch.
    public var batch: Double

    public var total: Double { weights + batch }
  }

  /// In the order of the spec's list, those alone that take memory.
  public let layers: [Layer]
  /// Of the batch's images and the gradients that go from layer to layer.
  public let shared: Double

  public var total: Double { layers.reduce(shared) { $0 + $1.total } }
  public var largest: Layer? { layers.max { $0.total < $1.total } }

  /// - Parameters:
  ///   - samples: how many the network is made for.
  ///   - statesPerParameter: arrays that the optimizer keeps for each parameter.
  public init(_ graph: ModelGraph, samples: Int, statesPerParameter: Int) {
    let samples = Double(samples)
    let stages = graph.plan()
    var largestOutput = size(graph.output.dimensions)
    var layers: [Layer] = []
    for stage in stages {
      let node = graph.nodes[stage.index]
      let parameters = Double(node.parameters)
      let kept = parameters * Double(1 + statesPerParameter)
      // A checkpoint is a copy of what is kept, then its tensors as bytes, then the file's bytes.
      let weights = 4 * kept + parameters * stage.gradientCopies
      let outputs = size(stage.output.dimensions)
      largestOutput = max(largestOutput, outputs)
      layers.append(
        Layer(
          path: "layers[\(stage.index)].\(node.spec.keyword)", weights: 4 * weights,
          batch: 4 * samples * (outputs + stage.keptOfSample)))
    }
    self.layers = layers
    shared = 4 * samples * (size(graph.input.dimensions) + 2 * largestOutput)
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

  private func argumentCount(_ function: ActivationFunction) -> Double {
    if case .elementwise(let function) = function, !function.derivativeNeedsOnlyOutput {
      size(output.dimensions)
    } else {
      0
    }
  }
}
