import Geometry

/// A layer of the spec's list as it was written, with what it has become in the network.
public indirect enum OutlineEntry: Equatable, Sendable {
  case layer(node: Int)
  /// Side by side, with the node that makes one value of theirs.
  case branches([OutlineBranch], node: Int)
  /// The first of so many copies, and the nodes of all of them.
  case copies(Int, [OutlineEntry], nodes: Range<Int>)
}

public struct OutlineBranch: Equatable, Sendable {
  public let name: String
  /// Empty for what the branches read itself.
  public let entries: [OutlineEntry]
}

/// Goes through a spec's lists, depth first, and makes nodes of their layers.
struct GraphBuilder {
  private(set) var nodes: [GraphNode] = []
  private let input: Shape
  private let table: TableLayout?
  /// How many layers without blocks there are so far.
  private var layers = 0
  /// In how many branches the present layer is.
  private var branchDepth = 0
  private var copy: (number: Int, of: Int)?

  init(input: Shape, _ table: TableLayout?) { (self.input, self.table) = (input, table) }

  mutating func build(_ layers: [LayerSpec]) throws(ShapeProblems) -> (outline: [OutlineEntry], result: ValueNumber) {
    try add(layers, reading: 0, path: "layers", name: "layers")
  }

  private func shape(of value: ValueNumber) -> Shape { value == 0 ? input : nodes[value - 1].output }

  /// A list of layers, of which the first reads `value`.
  private mutating func add(
    _ layers: [LayerSpec], reading value: ValueNumber, path: String, name: String
  ) throws(ShapeProblems) -> (outline: [OutlineEntry], result: ValueNumber) {
    var value = value
    var outline: [OutlineEntry] = []
    for (index, layer) in layers.enumerated() {
      let path = "\(path)[\(index)].\(layer.keyword)"
      let entry = try add(layer, reading: value, path: path, name: "\(name).\(index)")
      outline.append(entry.outline)
      value = entry.result
    }
    return (outline, value)
  }

  private mutating func add(
    _ layer: LayerSpec, reading value: ValueNumber, path: String, name: String
  ) throws(ShapeProblems) -> (outline: OutlineEntry, result: ValueNumber) {
    switch layer.structure {
    case nil:
      let node = try append(layer, reading: [value], path, name)
      layers += 1
      return (.layer(node: node), node + 1)
    case .branches(let branches):
      branchDepth += 1
      var outlines: [OutlineBranch] = []
      var results: [ValueNumber] = []
      for branch in branches {
        let list = try add(
          branch.members, reading: value, path: "\(path).\(branch.name)", name: "\(name).\(branch.name)")
        outlines.append(OutlineBranch(name: branch.name, entries: list.outline))
        results.append(list.result)
      }
      branchDepth -= 1
      let node = try append(layer, reading: results, path, name)
      return (.branches(outlines, node: node), node + 1)
    case .copies(let count, let list):
      return try repeated(list, count, reading: value, path: "\(path).\(list.name)", name: name)
    }
  }

  private mutating func repeated(
    _ list: Branch<LayerSpec>, _ count: Int, reading value: ValueNumber, path: String, name: String
  ) throws(ShapeProblems) -> (outline: OutlineEntry, result: ValueNumber) {
    let outer = copy
    defer { copy = outer }
    let start = nodes.count
    var value = value
    var first: [OutlineEntry] = []
    for number in 0..<count {
      copy = (number, count)
      let list = try add(list.members, reading: value, path: path, name: "\(name).\(number)")
      if number == 0 { first = list.outline }
      value = list.result
    }
    return (.copies(count, first, nodes: start..<nodes.count), value)
  }

  /// The node's place in the list.
  private mutating func append(
    _ layer: LayerSpec, reading sources: [ValueNumber], _ path: String, _ name: String
  ) throws(ShapeProblems) -> Int {
    do throws(LayerProblem) {
      let node = try GraphNode(
        layer, at: LayerPlace(number: layers, path: path, name: name, copy: copy), sources: sources,
        inputs: sources.map(shape), table: sources == [0] ? table : nil)
      try check(node)
      nodes.append(node)
      return nodes.count - 1
    } catch {
      var problem = error
      if let copy, copy.number > 0 { problem.problem += ", in copy \(copy.number + 1) of \(copy.of)" }
      throw ShapeProblems(problems: [problem.at(path)])
    }
  }

  /// Sums and products over a thousand layers of this size stay far below 2⁶³. Whether there is enough memory is checked by
  /// `TrainingMemory`.
  private static let mostParameters = 1 << 48
  static let mostOutputs = 1 << 31

  private func check(_ node: GraphNode) throws(LayerProblem) {
    guard node.parameters <= Self.mostParameters, node.output.count <= Self.mostOutputs else {
      throw LayerProblem(
        "too large: \(node.parameters) parameters, output \(node.output)",
        hint: "the most is \(Self.mostParameters) parameters and \(Self.mostOutputs) outputs a layer")
    }
    guard node.spec.construct.isAdapted else { return }
    if branchDepth > 0 || nodes.contains(where: { $0.trainedParameters > 0 }) {
      throw LayerProblem(
        "\(node.spec.keyword) is adapted on the data: put it first",
        hint: branchDepth > 0 ? "put it before every block" : "put it before every layer that is trained")
    }
  }
}
