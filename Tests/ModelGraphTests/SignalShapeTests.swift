import Catalog
import Geometry
import Testing

/// Shapes, weights and multiply-adds of dense layers on more axes than one, as Keras counts them.
struct SignalShapeTests {
  private func graph(_ layers: [LayerSpec], _ input: [Int]) throws -> ModelGraph {
    try ModelGraph(spec(layers + [flatten, head]), input: Shape(input), classes: 10)
  }

  private func problem(_ layer: LayerSpec, _ input: [Int]) throws -> ShapeProblem {
    let found = #expect(throws: ShapeProblems.self) { try graph([layer], input) }
    return try #require(found?.problems.first)
  }

  @Test func denseOnMoreAxes() throws {
    let graph = try graph(
      [LayerSpec(DenseSpec(units: 7)), LayerSpec(ReshapeSpec([6, 35])), LayerSpec(DenseSpec(units: 4))], [5, 6, 3])
    #expect(graph.nodes.map(\.output.description).prefix(3) == ["[5, 6, 7]", "[6, 35]", "[6, 4]"])
    #expect(graph.nodes[0].weights.map(\.shape) == [Shape([3, 7]), Shape([7])])
    #expect(graph.nodes.map(\.parameters).prefix(3) == [28, 0, 144])
    #expect(graph.nodes.map(\.multiplyAdds).prefix(3) == [630, 0, 840])
  }

  @Test func denseOnAnImageIsDoubtful() throws {
    let dense = LayerSpec(DenseSpec(units: 4))
    func doubts(_ layers: [LayerSpec], _ input: [Int]) throws -> [String] {
      try graph(layers, input).doubts(samples: 100, batchSize: 10)
    }
    #expect(
      try doubts([LayerSpec(ActivationSpec(.relu)), dense], [26, 26, 32]) == [
        "layers[1].dense: dense on [26, 26, 32] works on its last axis, at each of 676 positions; "
          + "put flatten before it if that is not meant"
      ])
    for input in [[784], [28, 28], [1, 1, 32]] { #expect(try doubts([dense], input) == []) }
  }

  /// Sizes whose product an `Int` cannot hold.
  @Test func aShapeBeyondCounting() throws {
    #expect(try problem(LayerSpec(DenseSpec(units: 1 << 20)), [1 << 30, 1 << 30, 1]).path == "layers[0].dense")
  }
}
