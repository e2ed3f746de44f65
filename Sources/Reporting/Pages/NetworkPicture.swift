import Catalog
import Charts
import Reporting
import Text

/// A model as a picture: its layers as `LayerRows` lists them, those of branches side by side. Copies are drawn once, with the
/// numbers of one of them.
package struct NetworkPicture {
  private let graph: ModelGraph
  private let title: String

  /// - Parameter title: whose network it is.
  package init(_ graph: ModelGraph, title: String) { (self.graph, self.title) = (graph, title) }

  /// With more parts one below the other, or branches side by side, those in the middle are counted only: no more would be seen than
  /// in the table.
  private static let (mostParts, endParts) = (50, 20)
  private static let (mostBranches, endBranches) = (16, 6)
  /// Of the columns that `select` names.
  private static let mostDetails = 12
  /// Letters of an option, such as a column's name.
  private static let longest = 60

  package var chart: FlowChart {
    let input = FlowChart.Box("input", facts: [graph.input.description], kind: .round)
    let output = FlowChart.Box("output", facts: facts([graph.output.description], [graph.parameters]), kind: .round)
    return FlowChart(
      title: "\(title): network", parts: [.box(input)] + parts(of: graph.outline, copies: [0]) + [.box(output)])
  }

  /// - Parameter copies: how far the nodes of each copy are behind those of the first.
  private func parts(of entries: [OutlineEntry], copies: [Int]) -> [FlowChart.Part] {
    shortened(entries, most: Self.mostParts, ends: Self.endParts) {
      part(of: $0, copies: copies)
    } omitted: {
      .box(FlowChart.Box("…", details: ["\(grouped($0)) more"]))
    }
  }

  private func part(of entry: OutlineEntry, copies: [Int]) -> FlowChart.Part {
    switch entry {
    case .layer(let index): .box(box(copies.map { graph.nodes[index + $0] }))
    case .branches(let branches, let index):
      .branches(
        self.branches(branches, of: graph.nodes[index].spec, copies: copies),
        joint: joint(copies.map { graph.nodes[index + $0] }))
    case .copies(let count, let entries, let range):
      .frame(
        "× \(grouped(count))",
        parts(
          of: entries, copies: copies.flatMap { start in (0..<count).map { start + $0 * (range.count / count) } }))
    }
  }

  private func box(_ nodes: [GraphNode]) -> FlowChart.Box {
    let details = nodes[0].spec.construct.details.filter { !$0.isEmpty }.map(Self.short)
    let shown = shortened(details, most: Self.mostDetails, ends: Self.mostDetails / 2, { $0 }) {
      "… \(grouped($0)) more"
    }
    let parameters = nodes.map(\.parameters)
    return FlowChart.Box(
      nodes[0].spec.keyword, details: shown, facts: facts(nodes.map(\.output.description), parameters),
      kind: parameters.contains { $0 > 0 } ? .weighted : .plain)
  }

  private static func short(_ detail: String) -> String {
    let detail = printable(detail)
    return detail.count > longest ? detail.prefix(longest / 2) + "…" + detail.suffix(longest / 2) : detail
  }

  // MARK: Branches

  /// A residual's layers come first, so that the line goes straight on through them.
  private func branches(_ branches: [OutlineBranch], of layer: LayerSpec, copies: [Int]) -> [FlowChart.Branch] {
    let isResidual = layer.construct is ResidualSpec
    return shortened(isResidual ? branches.reversed() : branches, most: Self.mostBranches, ends: Self.endBranches) {
      // The words of every residual say nothing more where there is but one list.
      FlowChart.Branch(
        $0.name, isLabelled: !isResidual || $0.name == "shortcut" && !$0.entries.isEmpty,
        parts(of: $0.entries, copies: copies))
    } omitted: {
      FlowChart.Branch("…", isLabelled: false, [.box(FlowChart.Box("…", details: ["\(grouped($0)) more"]))])
    }
  }

  private func joint(_ nodes: [GraphNode]) -> FlowChart.Box {
    let word = nodes[0].spec.keyword
    return FlowChart.Box(Self.signs[word] ?? word, facts: facts(nodes.map(\.output.description), [0]), kind: .round)
  }

  private static let signs = ["residual": "+", "add": "+", "subtract": "−", "multiply": "×"]

  // MARK: Numbers

  /// The shape, and the parameters if there are any: of one copy, or of the first and of the last.
  private func facts(_ shapes: [String], _ parameters: [Int]) -> [String] {
    let shape = ends(shapes)
    guard let last = parameters.last, parameters.contains(where: { $0 > 0 }) else { return [shape] }
    let noun = last == 1 ? " parameter" : " parameters"
    return [shape, ends(parameters.map(grouped)) + noun]
  }

  private func ends(_ texts: [String]) -> String {
    texts[0] == texts[texts.count - 1] ? texts[0] : "\(texts[0]) … \(texts[texts.count - 1])"
  }

  /// What becomes of each element, or of the first and last if there are too many, with one for those between them.
  private func shortened<Element, Shown>(
    _ elements: [Element], most: Int, ends: Int, _ shown: (Element) -> Shown, omitted: (Int) -> Shown
  ) -> [Shown] {
    guard elements.count > most else { return elements.map(shown) }
    return elements.prefix(ends).map(shown) + [omitted(elements.count - 2 * ends)] + elements.suffix(ends).map(shown)
  }
}
