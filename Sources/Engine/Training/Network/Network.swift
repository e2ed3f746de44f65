import Catalog
import Geometry
import Kernels
import Layers
import Tensors

/// A model graph with real layers and weights, and all the memory that a pass of up to `capacity` samples needs.
public final class Network {
  /// A layer with its output's memory.
  private struct Stage {
    let layer: any Layer
    let index: Int
    let output: AlignedBuffer<Float>
    let passesGradient: Bool
  }

  public let capacity: Int
  public let inputCount: Int
  public let outputCount: Int
  /// The batch's samples: to be filled before `forward`.
  public let input: AlignedBuffer<Float>
  /// The part of a sample that is the input; nil if that is the whole sample.
  let window: PictureWindow?
  private let stages: [Stage]
  /// Gradients of two neighbouring stages' outputs, which swap roles from stage to stage.
  private var gradients: [AlignedBuffer<Float>] = []
  private let largestOutput: Int
  private let regularized: [Parameter]
  private let penaltySums = BlockSums()
  /// Called after each stage of a pass, for measurements.
  package var onStage: ((_ stage: Int, _ phase: Phase) -> Void)?

  package enum Phase: String, CaseIterable, Sendable {
    case forward, backward
  }

  public init(_ graph: ModelGraph, seed: UInt64, capacity: Int) {
    self.capacity = capacity
    inputCount = graph.input.count
    outputCount = graph.output.count
    input = AlignedBuffer(capacity * graph.input.count)
    window =
      graph.input == graph.sample ? nil : PictureWindow(of: graph.sample, Extent2D(graph.input[0], graph.input[1]))
    stages = graph.plan().map { planned in
      let layer = planned.plan.makeLayer(planned.site, capacity: capacity)
      for (place, weight) in graph.nodes[planned.index].weights.enumerated() {
        for parameter in layer.parameters where parameter.role == weight.name {
          weight.initializer.fill(parameter, seed: seed, layer: planned.index, place: place)
          parameter.penalty = weight.regularizer.flatMap(WeightPenalty.init)
          parameter.constraint = weight.constraint?.bound(parameter)
        }
      }
      return Stage(
        layer: layer, index: planned.index, output: AlignedBuffer(capacity * planned.site.output.count),
        passesGradient: planned.site.passesGradient)
    }
    regularized = stages.flatMap(\.layer.parameters).filter { $0.penalty != nil }
    largestOutput = stages.reduce(graph.output.count) { max($0, $1.output.count / capacity) }
  }

  /// The last stage's results, [samples, classes]: logits, if the loss contains the softmax.
  public var output: AlignedBuffer<Float> { stages.last?.output ?? input }

  /// All parameters, each with the index of its layer in the spec's list.
  public var parameters: [(layer: Int, parameter: Parameter)] {
    stages.flatMap { stage in stage.layer.parameters.map { (stage.index, $0) } }
  }

  /// What the weights add to the loss; nil if no layer has a regularizer.
  func penalty(_ compute: Compute) -> Double? {
    guard !regularized.isEmpty else { return nil }
    return regularized.reduce(0) { $0 + ($1.penalty?.value(of: $1, penaltySums, compute) ?? 0) }
  }

  /// The gradient of `output`, for the loss to fill before `backward`.
  public var outputGradient: AlignedBuffer<Float> {
    makeGradients()
    return gradients[0]
  }

  /// Gradients are needed only in training.
  private func makeGradients() {
    while gradients.count < 2 { gradients.append(AlignedBuffer(capacity * largestOutput)) }
  }

  public func forward(_ pass: Pass) { _ = forward(pass, stages: stages.count) }

  /// Only the first so many stages; returns what the next one would read.
  func forward(_ pass: Pass, stages count: Int) -> UnsafePointer<Float> {
    var x = input.readOnly
    for index in 0..<count {
      stages[index].layer.forward(x, stages[index].output.pointer, pass)
      onStage?(index, .forward)
      x = stages[index].output.readOnly
    }
    return x
  }

  /// The layers that measure the training samples, each with its stage.
  var adaptedLayers: [(stage: Int, layer: any AdaptedLayer)] {
    stages.enumerated().compactMap { index, stage in
      (stage.layer as? any AdaptedLayer).flatMap { $0.isAdapted ? (index, $0) : nil }
    }
  }

  /// From `outputGradient` to every parameter's gradient.
  public func backward(_ pass: Pass) {
    makeGradients()
    var current = 0
    for index in stages.indices.reversed() {
      let stage = stages[index]
      let x = index > 0 ? stages[index - 1].output.readOnly : input.readOnly
      stage.layer.backward(
        x, stage.output.readOnly, gradients[current].pointer,
        stage.passesGradient ? gradients[1 - current].pointer : nil, pass)
      onStage?(index, .backward)
      guard stage.passesGradient else { return }
      current = 1 - current
    }
  }
}
