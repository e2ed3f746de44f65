import Catalog
import Text

/// A line of a table of layers: a layer, a block or a branch of one.
package struct LayerRow {
  /// In how many blocks and branches it is.
  package let depth: Int
  /// Its index in the spec's list; nil within a block.
  package var number: Int?
  package let title: String
  /// Empty for a branch.
  package let shape: String
  /// Of all copies; nil for a block, whose layers have their own rows.
  package var costs: (parameters: Int, multiplyAdds: Int)?
}

extension ModelGraph {
  /// The spec's layers in their order, those in blocks further in. Copies are one row.
  package var rows: [LayerRow] {
    outline.enumerated().flatMap { index, entry in
      var rows = rows(of: entry, depth: 0, copies: [0])
      rows[0].number = index
      return rows
    }
  }

  /// - Parameter copies: how far the nodes of each copy are behind those of the first.
  private func rows(of entry: OutlineEntry, depth: Int, copies: [Int]) -> [LayerRow] {
    switch entry {
    case .layer(let index):
      let nodes = copies.map { self.nodes[index + $0] }
      let costs = (
        parameters: nodes.reduce(0) { $0 + $1.parameters }, multiplyAdds: nodes.reduce(0) { $0 + $1.multiplyAdds }
      )
      return [LayerRow(depth: depth, title: nodes[0].spec.title, shape: Self.shape(nodes), costs: costs)]
    case .branches(let branches, let index):
      let nodes = copies.map { self.nodes[index + $0] }
      let head = LayerRow(depth: depth, title: nodes[0].spec.title, shape: Self.shape(nodes))
      return [head] + rows(of: branches, depth: depth + 1, copies: copies)
    case .copies(let count, let entries, let range):
      let size = range.count / count
      let inner = copies.flatMap { start in (0..<count).map { start + $0 * size } }
      let ends = inner.map { nodes[range.lowerBound + size - 1 + $0] }
      let head = LayerRow(depth: depth, title: "repeat × \(grouped(count))", shape: Self.shape(ends))
      return [head] + entries.flatMap { rows(of: $0, depth: depth + 1, copies: inner) }
    }
  }

  private func rows(of branches: [OutlineBranch], depth: Int, copies: [Int]) -> [LayerRow] {
    // A residual of the input itself reads as a list.
    if branches.map(\.name) == ["shortcut", "layers"], branches[0].entries.isEmpty {
      return branches[1].entries.flatMap { rows(of: $0, depth: depth, copies: copies) }
    }
    return branches.flatMap { branch in
      let title = branch.name + (branch.entries.isEmpty ? ": the input itself" : ":")
      return [LayerRow(depth: depth, title: title, shape: "")]
        + branch.entries.flatMap { rows(of: $0, depth: depth + 1, copies: copies) }
    }
  }

  /// `[8, 8, 12]`, or that of the first and of the last copy.
  private static func shape(_ nodes: [GraphNode]) -> String {
    let (first, last) = (nodes[0].output, nodes[nodes.count - 1].output)
    return first == last ? first.description : "\(first) … \(last)"
  }
}
