import Catalog
import Geometry
import Records

/// A network with its weights, and what is to be known about them in other tools.
public struct TrainedNetwork: Sendable {
  public let name: String
  public let graph: ModelGraph
  public let target: DataInterface.Target
  /// How the data hold the numbers of the input.
  public let element: DataInterface.Element
  /// Notes for a machine, by name: where the weights come from, how data become the network's input.
  public let notes: [(key: String, value: String)]
  private let weights: [String: NamedTensor]

  /// - Parameter weights: all of the graph's, each under its name in files.
  public init(
    name: String, graph: ModelGraph, weights: [NamedTensor], data: DataInterface, notes: [(key: String, value: String)]
  ) {
    (self.name, self.graph, self.notes) = (name, graph, notes)
    (target, element) = (data.target, data.input.element)
    self.weights = Dictionary(uniqueKeysWithValues: weights.map { ($0.name, $0) })
  }

  /// The tensor that a layer calls by its last name.
  func weight(_ role: String, of node: GraphNode) -> NamedTensor {
    guard let tensor = weights["\(node.place.name).\(role)"] else {
      preconditionFailure("\(node.place.path) has no \(role)")
    }
    return tensor
  }

  /// What makes probabilities of logits, if the last layer ends in these: `predict` answers with probabilities, and so do the files.
  var link: Activation? { graph.loss.construct.fromLogits ? graph.loss.link : nil }

  /// Its number of weights.
  var count: Int { weights.values.reduce(0) { $0 + $1.values.count } }
}

/// Why a network cannot be written for another tool.
public struct ExportProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }

  /// - Parameters:
  ///   - finding: what the tool lacks.
  ///   - hint: what can be done.
  init(at node: GraphNode, _ finding: String, hint: String) {
    self.init("\(node.place.path): \(finding); \(hint)")
  }
}

extension NamedTensor {
  /// The same numbers with the axes in another order: axis i of the result is axis `order[i]` of this.
  func permuted(_ order: [Int]) -> NamedTensor {
    let sizes = order.map { shape[$0] }
    let strides = order.map { axis in shape.dimensions.dropFirst(axis + 1).reduce(1, *) }
    var place = [Int](repeating: 0, count: order.count)
    var offset = 0
    let values = (0..<self.values.count).map { _ in
      defer {
        // As an odometer counts.
        for axis in order.indices.reversed() {
          place[axis] += 1
          offset += strides[axis]
          guard place[axis] == sizes[axis] else { break }
          offset -= sizes[axis] * strides[axis]
          place[axis] = 0
        }
      }
      return self.values[offset]
    }
    return NamedTensor(name: name, shape: Shape(sizes), values: values)
  }
}
