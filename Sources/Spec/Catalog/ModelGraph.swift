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
    for weight in inference.weights {
      try weight.checkInitializer()
      try weight.checkConstraint()
    }
  }
}

/// The spec's layer list with every shape inferred.
public struct ModelGraph: Equatable, Sendable {
  /// The shape of a sample in the data, [height, width, channels], and after each of the spec's augmentations.
  public let sampleShapes: [Shape]
  public let target: DataInterface.Target
  public let loss: LossSpec
  public let nodes: [GraphNode]

  public var sample: Shape { sampleShapes[0] }
  /// Of the first layer.
  public var input: Shape { sampleShapes[sampleShapes.count - 1] }
  public var output: Shape { nodes.last?.output ?? input }
  public var parameters: Int { nodes.reduce(0) { $0 + $1.parameters } }
  public var trainedParameters: Int { nodes.reduce(0) { $0 + $1.trainedParameters } }
  public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

  /// What is doubtful about its layers, trained on batches of so many samples.
  package func doubts(samples: Int, batchSize: Int) -> [String] {
    nodes.enumerated().compactMap { index, node in
      node.spec.construct.doubt(node.input, samples: samples, batchSize: batchSize).map {
        "layers[\(index)].\(node.spec.keyword): \($0)"
      }
    }
  }

  /// What to know about it before training.
  package var notes: [String] {
    nodes.enumerated().flatMap { index, node in
      node.weights.compactMap(\.constraintNote).map { "layers[\(index)].\(node.spec.keyword).\($0)" }
    }
  }

  /// Sums and products over a thousand layers of this size stay far below 2⁶³. Whether there is enough memory is checked by
  /// `TrainingMemory`.
  static let mostParameters = 1 << 48
  static let mostOutputs = 1 << 31

  /// Infers all shapes. Throws every mismatch that can be found; the layers after a wrong one are not guessed.
  ///
  /// - Parameter sample: the shape of a sample in the data.
  public init(_ spec: ExperimentSpec, input sample: Shape, target: DataInterface.Target) throws(ShapeProblems) {
    let sampleShapes = try spec.augmentation.shapes(from: sample)
    self.sampleShapes = sampleShapes
    self.target = target
    loss = spec.loss
    var nodes: [GraphNode] = []
    var shape = sampleShapes[sampleShapes.count - 1]
    for (index, layer) in spec.layers.enumerated() {
      do throws(LayerProblem) {
        let node = try GraphNode(layer, input: shape)
        guard node.parameters <= Self.mostParameters, node.output.count <= Self.mostOutputs else {
          throw LayerProblem(
            "too large: \(node.parameters) parameters, output \(node.output)",
            hint: "the most is \(Self.mostParameters) parameters and \(Self.mostOutputs) outputs a layer")
        }
        if layer.construct.isAdapted, nodes.contains(where: { $0.trainedParameters > 0 }) {
          throw LayerProblem(
            "\(layer.keyword) is adapted on the data: put it first", hint: "put it before every layer that is trained")
        }
        nodes.append(node)
        shape = node.output
      } catch {
        throw ShapeProblems(problems: [error.at(layer: index, layer)])
      }
    }
    self.nodes = nodes
    let problems = ModelHead(nodes, spec, target).problems
    guard problems.isEmpty else { throw ShapeProblems(problems: problems) }
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
