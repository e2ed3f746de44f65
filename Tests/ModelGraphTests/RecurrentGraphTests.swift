import Catalog
import Geometry
import Testing

/// Shapes, weights and problems of recurrent layers.
struct RecurrentGraphTests {
  @Test func sizesAsKerasCountsThem() throws {
    var first = LSTMSpec(units: 64)
    first.recurrence.returnSequences = true
    var second = GRUSpec(units: 32)
    second.recurrence.returnSequences = true
    var third = SimpleRNNSpec(units: 8)
    third.recurrence.useBias = false
    let graph = try ModelGraph(
      spec([LayerSpec(first), LayerSpec(second), LayerSpec(third), head]), input: Shape([40, 10]), classes: 10)
    #expect(graph.nodes.map(\.output.description) == ["[40, 64]", "[40, 32]", "[8]", "[10]"])
    #expect(graph.nodes.map(\.parameters) == [19_200, 9_408, 320, 90])
    #expect(graph.nodes.map(\.multiplyAdds) == [757_760, 368_640, 12_800, 80])
    #expect(graph.nodes[0].weights.map(\.name) == ["kernel", "recurrent_kernel", "bias"])
    #expect(graph.nodes[0].weights.map(\.shape.description) == ["[10, 256]", "[64, 256]", "[256]"])
    #expect(graph.nodes[1].weights.map(\.shape.description) == ["[64, 96]", "[32, 96]", "[2, 96]"])
    #expect(graph.nodes[2].weights.map(\.name) == ["kernel", "recurrent_kernel"])
  }

  private func problem(_ layer: LayerSpec, _ input: [Int]) -> ShapeProblem? {
    do throws(ShapeProblems) {
      _ = try ModelGraph(spec([layer, flatten, head]), input: Shape(input), classes: 10)
      return nil
    } catch {
      return error.problems.first
    }
  }

  @Test func anInputThatIsNoSequence() {
    #expect(
      problem(LayerSpec(LSTMSpec(units: 4)), [40])
        == ShapeProblem(
          path: "layers[0].lstm", problem: "lstm needs a sequence [steps, channels], but its input is [40]",
          hint: "put reshape: [40, 1] before it"))
    #expect(
      problem(LayerSpec(GRUSpec(units: 4)), [28, 14, 3])
        == ShapeProblem(
          path: "layers[0].gru", problem: "gru needs a sequence [steps, channels], but its input is [28, 14, 3]",
          hint: "put reshape: [28, 42] before it"))
  }

  @Test func aMatrixForABias() {
    var spec = LSTMSpec(units: 4)
    spec.recurrence.biasInitializer = .orthogonal()
    #expect(
      problem(LayerSpec(spec), [5, 2])
        == ShapeProblem(
          path: "layers[0].lstm.bias_initializer", problem: "orthogonal makes a matrix, but the shape of bias is [16]",
          hint: "write another initializer"))
  }

  @Test func bothDirections() throws {
    var inner = GRUSpec(units: 6)
    inner.recurrence.returnSequences = true
    var sums = BidirectionalSpec(LSTMSpec(units: 5))
    sums.mergeMode = .sum
    let graph = try ModelGraph(
      spec([LayerSpec(BidirectionalSpec(inner)), LayerSpec(sums), head]), input: Shape([40, 10]), classes: 10)
    #expect(graph.nodes.map(\.output.description) == ["[40, 12]", "[5]", "[10]"])
    #expect(graph.nodes.map(\.parameters) == [648, 720, 60])
    #expect(graph.nodes.map(\.multiplyAdds).prefix(2) == [23_040, 27_200])
    #expect(
      graph.nodes[0].weights.map(\.name) == [
        "forward.kernel", "forward.recurrent_kernel", "forward.bias", "backward.kernel", "backward.recurrent_kernel",
        "backward.bias",
      ])
  }

  @Test func bothDirectionsOfNoLayerAndOfTwo() {
    var none = BidirectionalSpec(LSTMSpec(units: 4))
    none.lstm = nil
    #expect(
      problem(LayerSpec(none), [5, 2])
        == ShapeProblem(
          path: "layers[0].bidirectional", problem: "bidirectional needs a layer",
          hint: "write bidirectional: {lstm: 32}"))
    var two = BidirectionalSpec(LSTMSpec(units: 4))
    two.gru = GRUSpec(units: 4)
    #expect(
      problem(LayerSpec(two), [5, 2])
        == ShapeProblem(
          path: "layers[0].bidirectional", problem: "bidirectional has 2 layers: lstm, gru", hint: "keep one of them"))
    #expect(
      problem(LayerSpec(BidirectionalSpec(LSTMSpec(units: 4))), [40])?.problem
        == "bidirectional needs a sequence [steps, channels], but its input is [40]")
  }

  @Test func embedded() throws {
    let graph = try ModelGraph(
      spec([LayerSpec(EmbeddingSpec(inputDim: 100, outputDim: 8)), LayerSpec(GRUSpec(units: 4)), head]),
      input: Shape([20]), classes: 10)
    #expect(graph.nodes.map(\.output.description) == ["[20, 8]", "[4]", "[10]"])
    #expect(graph.nodes.map(\.parameters) == [800, 168, 50])
    #expect(
      problem(LayerSpec(EmbeddingSpec(inputDim: 100, outputDim: 8)), [28, 28, 1])
        == ShapeProblem(
          path: "layers[0].embedding",
          problem: "embedding needs a flat row of whole numbers, but its input is [28, 28, 1]",
          hint: "put flatten before it"))
  }
}
