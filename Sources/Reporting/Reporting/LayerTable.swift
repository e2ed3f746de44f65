import Catalog
import Text

/// The table of `runner summary`: the layers, and what they cost.
public struct LayerTable {
  private let graph: ModelGraph

  public init(_ graph: ModelGraph) { self.graph = graph }

  public var text: String {
    let rows = graph.rows.map { row in
      [
        row.number.map(String.init) ?? "", String(repeating: "  ", count: row.depth) + row.title, row.shape,
        row.costs.map { grouped($0.parameters) } ?? "", row.costs.map { grouped($0.multiplyAdds) } ?? "",
      ]
    }
    let table = TextTable(
      columns: [
        ("", .right), ("layer", .left), ("output shape", .left), ("parameters", .right), ("multiply-adds", .right),
      ],
      rows: [["", "input", graph.input.description, "", ""]] + rows,
      footer: ["", "total", "", grouped(graph.parameters), grouped(graph.multiplyAdds)]
    ).text
    return table + untrained
  }

  /// How many parameters are not the optimizer's; nothing if all are.
  private var untrained: String {
    let trained = graph.trainedParameters
    guard trained < graph.parameters else { return "" }
    return
      "trainable parameters: \(grouped(trained))\nnon-trainable parameters: \(grouped(graph.parameters - trained))\n"
  }
}

extension LayerSpec {
  /// The layer's name and its most important options: `conv2d 32, 3×3, relu`.
  package var title: String {
    let details = construct.details.filter { !$0.isEmpty }.joined(separator: ", ")
    return details.isEmpty ? keyword : keyword + " " + details
  }
}
