import Catalog
import Geometry
import Layers

/// A layer object to be made, with its place.
package struct PlannedStage {
  package var plan: any LayerPlan
  package var site: Site

  package var index: Int { site.index }
  package var way: String { plan.way(site) }
}

extension ModelGraph {
  /// The layer objects for the spec's list. What is computed together is decided here and by the layers' plans, from the
  /// list alone.
  ///
  /// - The first layer reads the samples, most of whose pixels are zero; if it is dense, it skips products with zeros.
  /// - The activation that computes a cross-entropy's probabilities belongs to the loss.
  package func plan() -> [PlannedStage] {
    let activationOfLoss = loss.link == nil || loss.construct.fromLogits ? nil : nodes.finalActivation?.index
    var stages: [PlannedStage] = []
    for (index, node) in nodes.enumerated() {
      if let last = stages.last, last.index == index - 1, let joined = last.plan.joined(by: node) {
        stages[stages.count - 1].plan = joined
        stages[stages.count - 1].site.output = node.output
        continue
      }
      let site = Site(index: index, input: node.input, output: node.output, dropsActivation: index == activationOfLoss)
      if let plan = node.spec.machinery.plan(site) { stages.append(PlannedStage(plan: plan, site: site)) }
    }
    if !stages.isEmpty { stages[0].site.readsSamples = true }
    if let first = stages.firstIndex(where: { nodes[$0.index].trainedParameters > 0 }) {
      for index in stages.indices.dropFirst(first + 1) { stages[index].site.passesGradient = true }
    }
    return stages
  }
}

extension LayerSpec {
  var machinery: any Machinery { construct.machinery() }
}
