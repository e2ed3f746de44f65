import Catalog
import ExperimentSpec
import Geometry
import Testing

/// Layers that contain layers: their order, numbers, names and shapes, and what does not fit.
struct BlockGraphTests {
  private func graph(_ layers: String, input: [Int] = [8, 8, 1], table: TableLayout? = nil) throws -> ModelGraph {
    let spec = try ExperimentLoader.load(
      text: "dataset: mnist\nlayers: \(layers)\nloss: mse\nmetrics: []\n", called: "blocks"
    ).spec
    return try ModelGraph(spec, input: Shape(input), target: .values(["y"]), table: table)
  }

  private func problems(_ layers: String, input: [Int] = [8, 8, 1], table: TableLayout? = nil) throws -> [ShapeProblem]
  {
    let text = "[\(layers), flatten, dense: 1]"
    do { _ = try graph(text, input: input, table: table) } catch let error as ShapeProblems { return error.problems }
    return []
  }

  @Test func layersAreNumberedDepthFirst() throws {
    let graph = try graph(
      """
      [conv2d: {filters: 2, kernel_size: 1},
       repeat: {times: 2, layers: [residual: {layers: [dropout: 0.1, {conv2d: {filters: 2, kernel_size: 1}}],
         shortcut: [{conv2d: {filters: 2, kernel_size: 1}}]}]},
       concatenate: {wide: [], deep: [flatten, reshape: [8, 8, 2]]}, flatten, dense: 1]
      """)
    let leaves = graph.nodes.filter { $0.spec.structure == nil }
    #expect(leaves.map(\.place.number) == Array(0..<11))
    #expect(
      leaves.map(\.place.name) == [
        "layers.0", "layers.1.0.0.shortcut.0", "layers.1.0.0.layers.0", "layers.1.0.0.layers.1",
        "layers.1.1.0.shortcut.0", "layers.1.1.0.layers.0", "layers.1.1.0.layers.1", "layers.2.deep.0",
        "layers.2.deep.1",
        "layers.3", "layers.4",
      ])
    #expect(
      leaves[3].place.path == "layers[1].repeat.layers[0].residual.layers[1].conv2d"
        && leaves[8].place.path == "layers[2].concatenate.deep[1].reshape")
    // The shortcut is the first branch, though the file has it last.
    let residual = graph.nodes[4]
    #expect(residual.spec.keyword == "residual" && residual.sources == [2, 4])
    #expect(graph.nodes[11].sources == [9, 11], "a branch that is the input")
    #expect(graph.output == Shape([1]) && graph.result == graph.nodes.count)
  }

  /// As `cifar10_resnet.py` counts them.
  @Test func resNet20HasItsParameters() throws {
    let block = "[{conv2d: N}, batch_normalization, {activation: relu}, {conv2d: N}, batch_normalization]"
    func stage(_ filters: Int, _ times: Int) -> String {
      "{repeat: {times: \(times), layers: [{residual: \(block.replacing("N", with: "\(filters)"))}, {activation: relu}]}}"
    }
    func reduction(_ filters: Int) -> String {
      "{residual: {shortcut: [{conv2d: {filters: \(filters), kernel_size: 1, strides: 2}}], layers: [{conv2d: {filters: \(filters), strides: 2}}, batch_normalization, {activation: relu}, {conv2d: \(filters)}, batch_normalization]}}, {activation: relu}"
    }
    let text = """
      dataset: mnist
      layer_defaults: {conv2d: {kernel_size: 3, padding: same, kernel_initializer: he_normal}}
      layers: [{conv2d: 16}, batch_normalization, {activation: relu}, \(stage(16, 3)), \(reduction(32)), \(stage(32, 2)),
        \(reduction(64)), \(stage(64, 2)), {average_pooling2d: 8}, flatten, {dense: {units: 10, activation: softmax}}]
      loss: categorical_crossentropy
      """
    let spec = try ExperimentLoader.load(text: text, called: "resnet").spec
    let graph = try ModelGraph(spec, input: Shape([32, 32, 3]), classes: 10)
    #expect(graph.parameters == 274_442 && graph.multiplyAdds == 40_813_184)
    #expect(ExperimentSpec(recorded: spec.resolved()) == spec)
  }

  @Test func shapesWithOnesCountForAll() throws {
    for rule in ["add", "multiply", "average", "maximum", "minimum"] {
      let graph = try graph(
        "[conv2d: {filters: 3, kernel_size: 1}, \(rule): {a: [average_pooling2d: [8, 1]], b: [average_pooling2d: [1, 8]], c: [global_average_pooling2d: {keepdims: true}]}, flatten, dense: 1]"
      )
      #expect(graph.nodes[4].output == Shape([8, 8, 3]), "\(rule)")
    }
  }

  @Test func branchesThatDoNotFit() throws {
    let strided = "residual: [conv2d: {filters: 4, kernel_size: 3, strides: 2, padding: same}]"
    #expect(
      try problems(strided) == [
        ShapeProblem(
          path: "layers[0].residual",
          problem: "the branches have different shapes: shortcut [8, 8, 1], layers [4, 4, 4]",
          hint: "give it conv2d: {filters: 4, kernel_size: 1, strides: 2}", pointer: "layers[0].residual.shortcut",
          hintWithout:
            "write residual: {shortcut: [conv2d: {filters: 4, kernel_size: 1, strides: 2}], layers: […]}")
      ])
    #expect(
      try problems("flatten, residual: [dense: 5]").map(\.hint) == ["give it dense: 5"])
    #expect(
      try problems("residual: [conv2d: {filters: 4, kernel_size: 3}]").map(\.hint) == [
        "write padding: same in its layers"
      ])
    #expect(
      try problems("residual: [conv2d: {filters: 4, kernel_size: 3, strides: [1, 2], padding: same}]").map(\.hint)
        == ["give it conv2d: {filters: 4, kernel_size: 1, strides: [1, 2]}"])
    #expect(try problems("residual: [flatten]").map(\.hint) == ["both need the same rank"])
    #expect(
      try problems("add: {a: [], b: [flatten]}").map(\.hint) == [
        "put flatten or reshape into a branch: all need the same number of axes"
      ])
    #expect(
      try problems("add: {a: [], b: [max_pooling2d: 2]}").map(\.hint) == [
        "their sizes need to be equal, or 1 where a branch counts for all places"
      ])
    #expect(
      try problems("concatenate: {a: [], b: [max_pooling2d: 2]}") == [
        ShapeProblem(
          path: "layers[0].concatenate", problem: "the branches have different shapes: a [8, 8, 1], b [4, 4, 1]",
          hint: "all axes but the last need equal sizes; padding: same keeps height and width")
      ])
    #expect(
      try problems("add: {a: [], b: [flatten]}").map(\.problem) == [
        "the branches have different ranks: a [8, 8, 1], b [64]"
      ])
    #expect(
      try problems("subtract: {a: [], b: [], c: []}") == [
        ShapeProblem(
          path: "layers[0].subtract", problem: "3 branches, but subtract has two",
          hint: "put the others into an add of their own")
      ])
    #expect(
      try problems("repeat: {times: 3, layers: [max_pooling2d: 3]}").map(\.problem) == [
        "pool_size 3 does not fit its input [2, 2, 1], in copy 2 of 3"
      ])
    #expect(
      try problems("residual: [normalization]") == [
        ShapeProblem(
          path: "layers[0].residual.layers[0].normalization",
          problem: "normalization is adapted on the data: put it first", hint: "put it before every block")
      ])
  }

  @Test func columnsOfATable() throws {
    let one = TablePreparation.Encoding.number(.init(.none, offset: 0, divisor: 1), fill: nil)
    let table = TableLayout(
      TablePreparation(
        dialect: .init(separator: .comma, decimal: .point, hasHeader: true, missingValues: []),
        columns: [
          .init("age", one, hasIndicator: true),
          .init("class", .oneHot(["1", "2", "3"], fill: nil), hasIndicator: false),
          .init("fare", one, hasIndicator: false),
        ], others: [], rescale: 1, unknown: .error, target: ["y"], weight: nil, rows: nil), title: "titanic.csv")
    let graph = try graph(
      "[concatenate: {wide: [select: [fare, class]], deep: [dense: 4]}, dense: 1]", input: [6], table: table)
    #expect(graph.nodes[0].output == Shape([4]) && graph.nodes[2].output == Shape([8]))
    #expect(
      try problems("concatenate: {wide: [select: [clas]], deep: []}", input: [6], table: table) == [
        ShapeProblem(
          path: "layers[0].concatenate.wide[0].select", problem: "no column 'clas' in titanic.csv",
          hint: "did you mean 'class'?", pointer: "layers[0].concatenate.wide[0].select.columns[0]")
      ])
    #expect(
      try problems("select: [age, age]", input: [6], table: table).map(\.problem) == ["'age' is selected twice"])
    for (layers, table) in [("dense: 3, select: [age]", table), ("select: [age]", nil)] {
      #expect(
        try problems(layers, input: [6], table: table).map(\.hint) == [
          "put it where the input is still the table: first, or first in a branch"
        ])
    }
  }
}
