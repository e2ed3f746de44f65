import ExperimentSpec
import Tensors

/// A layer with the shapes it has in its place.
public struct GraphNode: Equatable, Sendable {
  public var spec: LayerSpec
  public var input: Shape
  public var output: Shape
  public var parameters: Int
  /// Multiply-adds of one sample's forward pass: products of the kernel, bias not counted.
  public var multiplyAdds: Int
}

/// The spec's layer list with every shape inferred.
public struct ModelGraph: Equatable, Sendable {
  public let input: Shape
  public let nodes: [GraphNode]
  public var output: Shape { nodes.last?.output ?? input }
  public var parameters: Int { nodes.reduce(0) { $0 + $1.parameters } }
  public var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }

  /// Infers all shapes. Throws every mismatch that can be seen: the layers after a broken one are not guessed at.
  public init(_ spec: ExperimentSpec, input: Shape, classes: Int) throws(ShapeProblems) { fatalError() }
}

/// A layer that does not fit its input, or a last layer that does not fit the loss.
public struct ShapeProblem: Equatable, Sendable {
  /// Where in the spec, as `layers[1].conv2d.kernel_size`.
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
