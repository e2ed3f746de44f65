import Geometry

/// A value of a network: 0 is its input, and each node's output is the node's place in the list plus one.
public typealias ValueNumber = Int

/// A layer with its shapes at its place in the network. A block of branches is a node after those of its branches, which
/// makes one value of theirs.
public struct GraphNode: Equatable, Sendable {
  public let spec: LayerSpec
  public let place: LayerPlace
  /// The values that it reads, in order: one, or for a block one for each branch.
  public let sources: [ValueNumber]
  public let inputs: [Shape]
  /// The table whose row its input still is.
  public let table: TableLayout?
  private let inference: Inference

  public var input: Shape { inputs[0] }
  public var output: Shape { inference.output }
  public var weights: [Weight] { inference.weights }
  public var parameters: Int { weights.reduce(0) { $0 + $1.shape.count } }
  /// The weights that the optimizer changes.
  public var trainedParameters: Int { weights.filter(\.isTrained).reduce(0) { $0 + $1.shape.count } }
  /// Of one sample's forward pass: products with the kernel; biases and pooling are not counted.
  public var multiplyAdds: Int { inference.multiplyAdds }

  init(
    _ spec: LayerSpec, at place: LayerPlace, sources: [ValueNumber], inputs: [Shape], table: TableLayout?
  ) throws(LayerProblem) {
    (self.spec, self.place, self.sources, self.inputs, self.table) = (spec, place, sources, inputs, table)
    inference = try spec.construct.infer(inputs, from: table)
    for weight in inference.weights {
      try weight.checkInitializer()
      try weight.checkConstraint()
    }
  }
}

/// Where a layer is in a spec and in a network.
public struct LayerPlace: Equatable, Sendable {
  /// Its number among all layers that contain none, depth first: for a list without blocks its index. It gives the layer random
  /// numbers of its own. A block has the number of the layer that comes next.
  public let number: Int
  /// In the spec: `layers[3].repeat.layers[0].residual.layers[2].conv2d`.
  public let path: String
  /// With which its weights' names begin: `layers.3.0.0.layers.2`.
  public let name: String
  /// In which copy it is of how many, if it is in a `repeat`.
  let copy: (number: Int, of: Int)?

  init(number: Int, path: String, name: String, copy: (number: Int, of: Int)? = nil) {
    (self.number, self.path, self.name, self.copy) = (number, path, name, copy)
  }

  public static func == (a: Self, b: Self) -> Bool { (a.number, a.path, a.name) == (b.number, b.path, b.name) }
}

/// The spec's layers with every shape inferred.
public struct ModelGraph: Equatable, Sendable {
  /// The shape of a sample in the data, [height, width, channels], and after each of the spec's augmentations.
  public let sampleShapes: [Shape]
  public let target: DataInterface.Target
  public let loss: LossSpec
  /// In the order of the file, in which each comes after those whose values it reads.
  public let nodes: [GraphNode]
  /// The spec's list, with the nodes of each layer.
  public let outline: [OutlineEntry]
  /// The value of the network as a whole.
  public let result: ValueNumber

  public var sample: Shape { sampleShapes[0] }
  /// Of the first layer.
  public var input: Shape { sampleShapes[sampleShapes.count - 1] }
  public var output: Shape { shape(of: result) }
  public var parameters: Int { nodes.reduce(0) { $0 + $1.parameters } }
  public var trainedParameters: Int { nodes.reduce(0) { $0 + $1.trainedParameters } }
  public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

  public func shape(of value: ValueNumber) -> Shape { value == 0 ? input : nodes[value - 1].output }

  /// What is doubtful about its layers, trained on batches of so many samples.
  package func doubts(samples: Int, batchSize: Int) -> [String] {
    notes { node in
      [node.spec.construct.doubt(node.input, samples: samples, batchSize: batchSize)].compactMap {
        $0.map { ": \($0)" }
      }
    }
  }

  /// What to know about it before training.
  package var notes: [String] { notes { node in node.weights.compactMap(\.constraintNote).map { ".\($0)" } } }

  /// Each once, even if copies of a layer have the same.
  private func notes(_ ofNode: (GraphNode) -> [String]) -> [String] {
    var seen: Set<String> = []
    return nodes.flatMap { node in ofNode(node).map { node.place.path + $0 } }.filter { seen.insert($0).inserted }
  }

  /// Infers all shapes. Throws every mismatch that can be found; the layers after a wrong one are not guessed.
  ///
  /// - Parameters:
  ///   - sample: the shape of a sample in the data.
  ///   - table: what the numbers of a sample are, if it is a table's row.
  public init(
    _ spec: ExperimentSpec, input sample: Shape, target: DataInterface.Target, table: TableLayout? = nil
  ) throws(ShapeProblems) {
    let sampleShapes = try spec.augmentation.shapes(from: sample)
    self.sampleShapes = sampleShapes
    self.target = target
    loss = spec.loss
    var builder = GraphBuilder(input: sampleShapes[sampleShapes.count - 1], table)
    (outline, result) = try builder.build(spec.layers)
    nodes = builder.nodes
    let problems = ModelHead(self, spec).problems
    guard problems.isEmpty else { throw ShapeProblems(problems: problems) }
  }
}

/// A layer that does not fit its input, or a last layer that does not fit the loss.
public struct ShapeProblem: Equatable, Sendable {
  /// Its place in the spec, as `layers[1].conv2d.kernel_size`.
  public var path: String
  public var problem: String
  public var hint: String?
  /// What to point at, if that is not the path's own place.
  public var pointer: String?
  /// The hint if that is not written.
  public var hintWithout: String?

  public init(
    path: String, problem: String, hint: String? = nil, pointer: String? = nil, hintWithout: String? = nil
  ) {
    self.path = path
    self.problem = problem
    self.hint = hint
    self.pointer = pointer
    self.hintWithout = hintWithout
  }
}

public struct ShapeProblems: Error, Equatable {
  public var problems: [ShapeProblem]
}
