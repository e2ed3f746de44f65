import Geometry

/// A layer with its shapes at its place in the stack.
public struct GraphNode: Equatable, Sendable {
  public let spec: LayerSpec
  public let input: Shape
  private let inference: Inference

  public var output: Shape { inference.output }
  public var weights: [Weight] { inference.weights }
  public var parameters: Int { weights.reduce(0) { $0 + $1.shape.count } }
  /// The weights that the optimizer changes.
  public var trainedParameters: Int { weights.filter(\.isTrained).reduce(0) { $0 + $1.shape.count } }
  /// Of one sample's forward pass: products with the kernel; biases and pooling are not counted.
  public var multiplyAdds: Int { inference.multiplyAdds }

  init(_ spec: LayerSpec, input: Shape) throws(LayerProblem) {
    self.spec = spec
    self.input = input
    inference = try spec.construct.infer([input])
  }
}

/// The spec's layer list with every shape inferred.
public struct ModelGraph: Equatable, Sendable {
  /// The shape of a sample: [height, width, channels].
  public let input: Shape
  public let classes: Int
  public let loss: LossSpec
  public let nodes: [GraphNode]

  public var output: Shape { nodes.last?.output ?? input }
  public var parameters: Int { nodes.reduce(0) { $0 + $1.parameters } }
  public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

  /// Sums and products over a thousand layers of this size stay far below 2⁶³. Whether there is enough memory is checked by
  /// `TrainingMemory`.
  static let mostParameters = 1 << 48
  static let mostOutputs = 1 << 31

  /// Infers all shapes. Throws every mismatch that can be found; the layers after a wrong one are not guessed.
  public init(_ spec: ExperimentSpec, input: Shape, classes: Int) throws(ShapeProblems) {
    self.input = input
    self.classes = classes
    loss = spec.loss
    var nodes: [GraphNode] = []
    var shape = input
    for (index, layer) in spec.layers.enumerated() {
      do throws(LayerProblem) {
        let node = try GraphNode(layer, input: shape)
        guard node.parameters <= Self.mostParameters, node.output.count <= Self.mostOutputs else {
          throw LayerProblem(
            "too large: \(node.parameters) parameters, output \(node.output)",
            hint: "the most is \(Self.mostParameters) parameters and \(Self.mostOutputs) outputs a layer")
        }
        nodes.append(node)
        shape = node.output
      } catch {
        throw ShapeProblems(problems: [error.at(layer: index, layer)])
      }
    }
    self.nodes = nodes
    let problems = Self.headProblems(nodes, spec, classes: classes)
    guard problems.isEmpty else { throw ShapeProblems(problems: problems) }
  }

  /// Problems of a last layer that fits neither the labels nor the loss, and of metrics that the classes do not allow.
  private static func headProblems(_ nodes: [GraphNode], _ spec: ExperimentSpec, classes: Int) -> [ShapeProblem] {
    var problems: [ShapeProblem] = []
    for (index, metric) in spec.metrics.enumerated() {
      if case .topKCategoricalAccuracy(let k) = metric, k > classes {
        problems.append(
          ShapeProblem(path: "metrics[\(index)]", problem: "k is \(k), but there are only \(classes) classes"))
      }
    }
    guard let last = nodes.last else { return problems }
    let path = "layers[\(nodes.count - 1)].\(last.spec.keyword)"
    guard last.output == Shape([classes]) else {
      problems.append(
        ShapeProblem(
          path: path, problem: "the last layer's output is \(last.output), but the labels are [\(classes)]",
          hint: last.output.rank == 1
            ? "end with dense: {units: \(classes), activation: softmax}"
            : "put flatten and dense: {units: \(classes), activation: softmax} after it"))
      return problems
    }
    let endsInSoftmax = finalSoftmax(nodes, classes: classes) != nil
    switch spec.loss {
    case .categoricalCrossentropy(fromLogits: false) where !endsInSoftmax:
      problems.append(
        ShapeProblem(
          path: path, problem: "categorical_crossentropy needs probabilities, but the model does not end in softmax",
          hint: "give it activation: softmax, or write loss: {categorical_crossentropy: {from_logits: true}}"))
    case .categoricalCrossentropy(fromLogits: true) where endsInSoftmax:
      problems.append(
        ShapeProblem(
          path: path, problem: "from_logits is true, but the model ends in softmax",
          hint: "write activation: linear, or leave from_logits out"))
    default: break
    }
    return problems
  }

  /// The index of the node whose softmax computes the model's outputs.
  package static func finalSoftmax(_ nodes: [GraphNode], classes: Int) -> Int? {
    guard let index = nodes.lastIndex(where: { !$0.spec.construct.onlyReshapes }) else { return nil }
    return nodes[index].spec.construct.finalActivation == .softmax && nodes[index].output.dimensions.last == classes
      ? index : nil
  }
}

/// A layer that does not fit its input, or a last layer that does not fit the loss.
public struct ShapeProblem: Equatable, Sendable {
  /// Its place in the spec, as `layers[1].conv2d.kernel_size`.
  public var path: String
  public var problem: String
  public var hint: String?

  public init(path: String, problem: String, hint: String? = nil) {
    self.path = path
    self.problem = problem
    self.hint = hint
  }
}

public struct ShapeProblems: Error, Equatable {
  public var problems: [ShapeProblem]
}
