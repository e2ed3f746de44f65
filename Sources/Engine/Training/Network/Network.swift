import Catalog
import Geometry
import Kernels
import Layers
import Tensors

/// A model graph with real layers and weights, and all the memory that a pass of up to `capacity` samples needs.
public final class Network {
  /// A layer with its memory.
  private struct Stage {
    enum Work {
      case layer(any Layer)
      case merge(any Merge)
    }

    let work: Work
    /// With which its weights' names begin.
    let name: String
    let inputs: [UnsafePointer<Float>]
    let output: UnsafeMutablePointer<Float>

    var layer: (any Layer)? { if case .layer(let layer) = work { layer } else { nil } }
  }

  /// A stage's part in a backward pass.
  private struct BackwardStep {
    let stage: Int
    let gradient: UnsafeMutablePointer<Float>
    /// How many numbers a sample's gradient has.
    let count: Int
    /// What its other readers have written, to be added in this order.
    let others: [UnsafeMutablePointer<Float>]
    let inputs: [UnsafeMutablePointer<Float>?]
  }

  public let capacity: Int
  public let inputCount: Int
  public let outputCount: Int
  /// The batch's samples: to be filled before `forward`.
  public let input: AlignedBuffer<Float>
  /// The part of a sample that is the input; nil if that is the whole sample.
  let window: PictureWindow?
  private let stages: [Stage]
  /// For the stages' outputs and their gradients.
  private let memory: AlignedBuffer<Float>
  /// The last stage's results, [samples, classes]: logits, if the loss contains the softmax.
  public let output: AlignedBuffer<Float>
  /// The gradient of `output`, for the loss to fill before `backward`; empty without training.
  public let outputGradient: AlignedBuffer<Float>
  private let backwardSteps: [BackwardStep]
  private let regularized: [Parameter]
  private let workspace = Workspace()
  private let penaltySums = BlockSums()
  /// Called after each stage of a pass, for measurements.
  package var onStage: ((_ stage: Int, _ phase: Phase) -> Void)?

  package enum Phase: String, CaseIterable, Sendable {
    case forward, backward
  }

  public convenience init(_ graph: ModelGraph, seed: UInt64, capacity: Int) {
    self.init(graph, seed: seed, capacity: capacity, isTraining: true)
  }

  /// - Parameters:
  ///   - isTraining: whether there may be a backward pass.
  ///   - sharesMemory: see `ValuePlan`.
  package init(_ graph: ModelGraph, seed: UInt64, capacity: Int, isTraining: Bool, sharesMemory: Bool = true) {
    self.capacity = capacity
    inputCount = graph.input.count
    outputCount = graph.output.count
    let input = AlignedBuffer<Float>(capacity * graph.input.count)
    self.input = input
    window =
      graph.input == graph.sample ? nil : PictureWindow(of: graph.sample, Extent2D(graph.input[0], graph.input[1]))
    let plan = graph.plan()
    let values = ValuePlan(graph, plan, isTraining: isTraining, sharesMemory: sharesMemory)
    let memory = AlignedBuffer<Float>(capacity * values.memory.size)
    self.memory = memory
    func start(_ item: Int) -> Int { capacity * values.memory.offsets[item] }
    func value(_ number: Int) -> UnsafeMutablePointer<Float> {
      number == 0 ? input.pointer : memory.pointer + start(values.outputs[number - 1])
    }
    output =
      plan.isEmpty
      ? input : AlignedBuffer(memory, from: start(values.outputs[plan.count - 1]), count: capacity * graph.output.count)
    outputGradient =
      values.gradients.ofNetwork.map { AlignedBuffer(memory, from: start($0), count: capacity * graph.output.count) }
      ?? AlignedBuffer(0)
    stages = plan.enumerated().map { index, planned in
      Stage(
        work: Self.work(planned, graph.nodes[planned.index], seed: seed, capacity: capacity),
        name: graph.nodes[planned.index].place.name, inputs: planned.sources.map { UnsafePointer(value($0)) },
        output: value(index + 1))
    }
    let gradients = values.gradients
    backwardSteps = plan.indices.reversed().compactMap { index in
      gradients.ofOutput[index].map { own in
        BackwardStep(
          stage: index, gradient: memory.pointer + start(own), count: plan[index].site.output.count,
          others: gradients.sums[index].map { memory.pointer + start($0) },
          inputs: gradients.ofSources[index].map { $0.map { memory.pointer + start($0) } })
      }
    }
    regularized = stages.flatMap { $0.layer?.parameters ?? [] }.filter { $0.penalty != nil }
  }

  /// The stage's layer with its initial weights.
  private static func work(_ planned: PlannedStage, _ node: GraphNode, seed: UInt64, capacity: Int) -> Stage.Work {
    let layer: any Layer
    switch planned.work {
    case .merge(let plan): return .merge(plan.makeMerge(planned.site))
    case .layer(let plan): layer = plan.makeLayer(planned.site, capacity: capacity)
    }
    for (place, weight) in node.weights.enumerated() {
      for parameter in layer.parameters where parameter.role == weight.name {
        weight.initializer.fill(parameter, seed: seed, layer: planned.site.index, place: place)
        parameter.penalty = weight.regularizer.flatMap(WeightPenalty.init)
        parameter.constraint = weight.constraint?.bound(parameter)
      }
    }
    return .layer(layer)
  }

  /// All parameters, each with its tensor's name in files.
  public var parameters: [(name: String, parameter: Parameter)] {
    stages.flatMap { stage in
      (stage.layer?.parameters ?? []).map { ("\(stage.name).\($0.role)", $0) }
    }
  }

  /// What the weights add to the loss; nil if no layer has a regularizer.
  func penalty(_ compute: Compute) -> Double? {
    guard !regularized.isEmpty else { return nil }
    return regularized.reduce(0) { $0 + ($1.penalty?.value(of: $1, penaltySums, compute) ?? 0) }
  }

  public func forward(_ pass: Pass) { _ = forward(pass, stages: stages.count) }

  /// Only the first so many stages; returns what the next one would read.
  func forward(_ pass: Pass, stages count: Int) -> UnsafePointer<Float> {
    for index in 0..<count {
      let stage = stages[index]
      switch stage.work {
      case .layer(let layer): layer.forward(stage.inputs[0], stage.output, pass)
      case .merge(let merge): merge.forward(stage.inputs, stage.output, pass)
      }
      onStage?(index, .forward)
    }
    return count < stages.count ? stages[count].inputs[0] : output.readOnly
  }

  /// The layers that measure the training samples, each with its stage.
  var adaptedLayers: [(stage: Int, layer: any AdaptedLayer)] {
    stages.enumerated().compactMap { index, stage in
      (stage.layer as? any AdaptedLayer).flatMap { $0.isAdapted ? (index, $0) : nil }
    }
  }

  /// From `outputGradient` to every parameter's gradient.
  public func backward(_ pass: Pass) {
    var pass = pass
    pass.workspace = workspace
    for step in backwardSteps {
      let stage = stages[step.stage]
      for other in step.others { add(other, to: step.gradient, count: step.count, pass) }
      switch stage.work {
      case .layer(let layer):
        layer.backward(stage.inputs[0], UnsafePointer(stage.output), step.gradient, step.inputs[0], pass)
      case .merge(let merge):
        merge.backward(stage.inputs, UnsafePointer(stage.output), step.gradient, step.inputs, pass)
      }
      onStage?(step.stage, .backward)
    }
  }

  private func add(
    _ other: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>, count: Int, _ pass: Pass
  ) {
    pass.compute.parallelism.forEachBlock(of: pass.samples * count, size: 1 << 14) { range, _ in
      let start = gradient + range.lowerBound
      pass.compute.kernels.combine(.add, start, other + range.lowerBound, y: start, count: range.count)
    }
  }
}
