import Catalog
import Charts
import ExperimentSpec
import Foundation
import Geometry
import Pages
import Testing

/// What a model's picture says of its layers.
@Suite struct NetworkPictureTests {
  private func chart(_ layers: String, input: [Int] = [8, 8, 1], table: TableLayout? = nil) throws -> FlowChart {
    let spec = try ExperimentLoader.load(
      text: "dataset: mnist\nlayers: \(layers)\nloss: mse\nmetrics: []\n", called: "network"
    ).spec
    return NetworkPicture(
      try ModelGraph(spec, input: Shape(input), target: .values(["y"]), table: table), title: "n"
    ).chart
  }

  private func box(
    _ name: String, _ details: [String] = [], _ facts: String..., kind: FlowChart.Box.Kind = .plain
  ) -> FlowChart.Part {
    .box(FlowChart.Box(name, details: details, facts: facts, kind: kind))
  }

  @Test func aChainIsABoxForEachLayer() throws {
    let chart = try chart(
      "[conv2d: {filters: 2, kernel_size: 3, strides: 2, activation: relu}, dropout: 0.5, flatten, dense: 1]")
    #expect(chart.title == "n: network")
    #expect(
      chart.parts == [
        box("input", [], "[8, 8, 1]", kind: .round),
        box("conv2d", ["2", "3×3", "strides 2×2", "relu"], "[3, 3, 2]", "20 parameters", kind: .weighted),
        box("dropout", ["0.5"], "[3, 3, 2]"), box("flatten", [], "[18]"),
        box("dense", ["1"], "[1]", "19 parameters", kind: .weighted),
        box("output", [], "[1]", "39 parameters", kind: .round),
      ])
  }

  /// The layers first, whose line goes straight on. Only a shortcut with layers needs its name.
  @Test func aResidualHasTwoPaths() throws {
    let dense = box("dense", ["3"], "[3]", "12 parameters", kind: .weighted)
    let joint = FlowChart.Box("+", facts: ["[3]"], kind: .round)
    let own = try chart("[residual: [dense: 3], dense: 1]", input: [3])
    #expect(
      own.parts[1]
        == .branches(
          [.init("layers", isLabelled: false, [dense]), .init("shortcut", isLabelled: false, [])], joint: joint))
    let other = try chart("[residual: {layers: [dense: 3], shortcut: [dense: 3]}, dense: 1]", input: [3])
    #expect(
      other.parts[1]
        == .branches([.init("layers", isLabelled: false, [dense]), .init("shortcut", [dense])], joint: joint))
  }

  @Test(
    arguments: [
      ("add", "+"), ("subtract", "−"), ("multiply", "×"), ("average", "average"), ("maximum", "maximum"),
      ("minimum", "minimum"), ("concatenate", "concatenate"),
    ]) func mergesHaveTheirBranchesInOrder(word: String, sign: String) throws
  {
    let parts = try chart("[\(word): {so-far: [], new: [dense: 3]}, dense: 1]", input: [3]).parts
    guard case .branches(let branches, let joint) = parts[1] else {
      Issue.record("no branches")
      return
    }
    #expect(
      branches.map(\.name) == ["so-far", "new"] && branches.allSatisfy(\.isLabelled) && branches[0].parts.isEmpty)
    #expect(joint == FlowChart.Box(sign, facts: [word == "concatenate" ? "[6]" : "[3]"], kind: .round))
  }

  /// One copy, with its own numbers; where the first and the last differ, both.
  @Test func copiesAreOneInAFrame() throws {
    let same = try chart("[repeat: {times: 3, layers: [repeat: {times: 2, layers: [dense: 3]}]}, dense: 1]", input: [3])
    #expect(
      same.parts[1] == .frame("× 3", [.frame("× 2", [box("dense", ["3"], "[3]", "12 parameters", kind: .weighted)])]))
    let growing = try chart(
      "[repeat: {times: 4, layers: [concatenate: {old: [], new: [dense: 2]}]}, dense: 1]", input: [3])
    #expect(
      growing.parts[1]
        == .frame(
          "× 4",
          [
            .branches(
              [.init("old", []), .init("new", [box("dense", ["2"], "[2]", "8 … 20 parameters", kind: .weighted)])],
              joint: FlowChart.Box("concatenate", facts: ["[5] … [11]"], kind: .round))
          ]))
  }

  @Test func bothDirectionsAreOneBox() throws {
    let parts = try chart("[bidirectional: {lstm: {units: 4}}, dense: 1]", input: [5, 2]).parts
    #expect(parts[1] == box("bidirectional", ["lstm", "4"], "[8]", "224 parameters", kind: .weighted))
  }

  /// Nothing that a picture could say of it is lost in a table: after fifty layers or sixteen branches those in the middle are counted.
  @Test func theMiddleOfALongListIsCounted() throws {
    let long = try chart("[\(String(repeating: "dense: 3, ", count: 60))dense: 1]", input: [3]).parts
    #expect(long.count == 43 && long[21] == box("…", ["21 more"]))
    let fifty = try chart("[\(String(repeating: "dense: 3, ", count: 49))dense: 1]", input: [3]).parts
    #expect(fifty.count == 52)
    let names = (0..<17).map { "b\($0): [dense: 3]" }.joined(separator: ", ")
    let wide = try chart("[add: {\(names)}, dense: 1]", input: [3]).parts
    guard case .branches(let branches, _) = wide[1] else {
      Issue.record("no branches")
      return
    }
    #expect(branches.map(\.name) == (0..<6).map { "b\($0)" } + ["…"] + (11..<17).map { "b\($0)" })
    #expect(branches[6].parts == [box("…", ["5 more"])])
  }

  /// As deep as a spec may have them.
  @Test func sixBlocksDeep() throws {
    var layers = "dense: 3"
    for _ in 0..<6 { layers = "residual: [\(layers)]" }
    let chart = try chart("[\(layers), dense: 1]", input: [3])
    #expect(chart.words.matches(of: /side by side/).count == 6)
    #expect(FlowLayout(chart.parts).width <= FlowLayout.phone)
  }
}

/// The picture in Documentation/report.md.
@Suite struct DocumentedNetworkTests {
  private static let spec = """
    dataset: mnist
    layer_defaults: {conv2d: {kernel_size: 3, padding: same}}
    layers:
      - conv2d: 16
      - repeat:
          times: 3
          layers:
            - residual: [{conv2d: 16}, batch_normalization, {activation: relu}]
      - residual:
          layers: [{conv2d: {filters: 32, strides: 2}}, batch_normalization, {activation: relu}]
          shortcut: [{conv2d: {filters: 32, kernel_size: 1, strides: 2}}]
      - global_average_pooling2d
      - dense: {units: 10, activation: softmax}
    loss: categorical_crossentropy

    """

  /// If it is to look otherwise: `UPDATE_PICTURES=1 swift test --filter DocumentedNetworkTests` writes it.
  @Test func itIsWhatTheProgramDraws() throws {
    let graph = try ModelGraph(
      try ExperimentLoader.load(text: Self.spec, called: "residuals").spec, input: Shape([28, 28, 1]), classes: 10)
    let drawn = NetworkPicture(graph, title: "residuals").chart.picture.file
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Documentation/pictures/network.svg")
    if ProcessInfo.processInfo.environment["UPDATE_PICTURES"] != nil {
      try Data(drawn.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == drawn)
  }
}
