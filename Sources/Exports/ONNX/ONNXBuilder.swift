import Catalog
import Geometry
import Records

/// A value of the graph, one for each sample.
struct ONNXValue {
  let name: String
  /// Of a sample, in Keras's order, channels last.
  let shape: Shape
  /// Whether it is there with the channels first, as ONNX's convolutions and pooling want them: [N, channels, …].
  var isChannelsFirst = false

  /// The axis of the channels, or of whatever is last in Keras's order.
  var lastAxis: Int { isChannelsFirst ? 1 : shape.rank }

  /// The axis in the graph of an axis of the sample.
  func axis(_ index: Int) -> Int { isChannelsFirst ? (index == shape.rank - 1 ? 1 : index + 2) : index + 1 }
}

/// Makes a graph, operator by operator. Names begin with that of the layer whose operators are being made.
struct ONNXBuilder {
  let network: TrainedNetwork
  private(set) var node: GraphNode
  private(set) var nodes: [ONNXNode] = []
  private(set) var initializers: [ONNXTensor] = []
  private var names: Set<String> = [ONNXBuilder.input, ONNXBuilder.output]
  /// Values in the other order of axes, by name.
  private var transposed: [String: ONNXValue] = [:]

  static let (input, output) = ("input", "output")

  init(_ network: TrainedNetwork) { (self.network, node) = (network, network.graph.nodes[0]) }

  /// A layer's own operators follow.
  mutating func begin(_ node: GraphNode) { self.node = node }

  private mutating func unique(_ suffix: String) -> String {
    let base = "\(node.place.name).\(suffix)"
    let name = names.contains(base) ? (2...).lazy.map { "\(base).\($0)" }.first { !names.contains($0) } ?? base : base
    names.insert(name)
    return name
  }

  /// - Returns: the name of what it makes.
  mutating func add(_ operation: String, _ inputs: [String], _ attributes: [(String, ONNXAttribute)] = []) -> String {
    add(operation, inputs, outputs: 1, attributes)[0]
  }

  mutating func add(
    _ operation: String, _ inputs: [String], outputs: Int, _ attributes: [(String, ONNXAttribute)] = []
  ) -> [String] {
    let made = (0..<outputs).map { _ in unique(operation) }
    nodes.append(
      ONNXNode(operation: operation, name: made[0], inputs: inputs, outputs: made, attributes: attributes))
    return made
  }

  /// Gives the network's result its name, which no value within has.
  mutating func finish(_ result: ONNXValue) {
    if let last = nodes.indices.last, let place = nodes[last].outputs.firstIndex(of: result.name) {
      nodes[last].outputs[place] = Self.output
    } else {
      // It is the input, or something that another node reads after it.
      nodes.append(
        ONNXNode(
          operation: "Identity", name: Self.output, inputs: [result.name], outputs: [Self.output], attributes: []))
    }
  }

  /// A name for a value that enters a graph within a node.
  mutating func port(_ role: String, _ sizes: [Int]) -> ONNXPort { ONNXPort(name: unique(role), sizes: sizes) }

  /// The operators that `make` adds, as a graph of its own; constants stay in the outer one.
  mutating func graph(
    _ name: String, _ inputs: [ONNXPort], _ make: (inout ONNXBuilder) -> [ONNXPort]
  ) -> ONNXGraph {
    let outer = nodes
    nodes = []
    defer { nodes = outer }
    let outputs = make(&self)
    return ONNXGraph(name: name, nodes: nodes, inputs: inputs, outputs: outputs)
  }
}

extension ONNXBuilder {
  /// The layer's tensor of this name.
  func tensor(_ role: String) -> NamedTensor { network.weight(role, of: node) }

  /// - Parameters:
  ///   - order: of its axes in the file, if that is another.
  ///   - sizes: in which it is then read, if these are others.
  mutating func weight(_ role: String, order: [Int]? = nil, sizes: [Int]? = nil) -> String {
    let stored = tensor(role)
    let tensor = order.map(stored.permuted) ?? stored
    return constant(role, tensor.values, sizes ?? tensor.shape.dimensions)
  }

  mutating func constant(_ role: String, _ values: [Float], _ sizes: [Int]) -> String {
    let name = unique(role)
    initializers.append(ONNXTensor(name: name, sizes: sizes, numbers: .floats(values)))
    return name
  }

  /// One number.
  mutating func constant(_ role: String, _ value: Float) -> String { constant(role, [value], []) }

  /// A list of whole numbers.
  mutating func constant(_ role: String, _ values: [Int]) -> String {
    let name = unique(role)
    initializers.append(ONNXTensor(name: name, sizes: [values.count], numbers: .integers(values)))
    return name
  }
}

extension ONNXBuilder {
  /// [N, …, channels] → [N, channels, …].
  mutating func channelsFirst(_ value: ONNXValue) -> ONNXValue {
    guard !value.isChannelsFirst else { return value }
    let rank = value.shape.rank
    return transpose(value, order: [0, rank] + Array(1..<rank))
  }

  /// [N, channels, …] → [N, …, channels].
  mutating func channelsLast(_ value: ONNXValue) -> ONNXValue {
    guard value.isChannelsFirst else { return value }
    return transpose(value, order: [0] + Array(2..<value.shape.rank + 1) + [1])
  }

  private mutating func transpose(_ value: ONNXValue, order: [Int]) -> ONNXValue {
    // With one axis there is nothing to exchange.
    guard value.shape.rank > 1 else {
      return ONNXValue(name: value.name, shape: value.shape, isChannelsFirst: !value.isChannelsFirst)
    }
    if let known = transposed[value.name] { return known }
    let name = add("Transpose", [value.name], [("perm", .integers(order))])
    let made = ONNXValue(name: name, shape: value.shape, isChannelsFirst: !value.isChannelsFirst)
    transposed[value.name] = made
    transposed[name] = value
    return made
  }

  /// An operator on one value that keeps its shape and does not care about the order of its axes.
  ///
  /// - Parameter others: what it reads besides.
  mutating func map(
    _ operation: String, _ value: ONNXValue, reading others: [String] = [],
    _ attributes: [(String, ONNXAttribute)] = []
  ) -> ONNXValue {
    ONNXValue(
      name: add(operation, [value.name] + others, attributes), shape: value.shape,
      isChannelsFirst: value.isChannelsFirst)
  }

  /// The samples' values in another shape; only for channels that are last.
  mutating func reshape(_ value: ONNXValue, _ shape: Shape) -> ONNXValue {
    let value = channelsLast(value)
    guard value.shape != shape else { return value }
    // 0 stands for the size that is there: N.
    let sizes = constant("shape", [0] + shape.dimensions)
    return ONNXValue(name: add("Reshape", [value.name, sizes]), shape: shape)
  }
}
