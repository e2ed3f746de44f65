import Catalog
import Geometry
import Layers

/// A layer object to be made, with its place.
package struct PlannedStage {
  package enum Work {
    case layer(any LayerPlan)
    case merge(any MergePlan)

    func joined(by next: GraphNode) -> Work? {
      switch self {
      case .layer(let plan): plan.joined(by: next).map { .layer($0) }
      case .merge(let plan): plan.joined(by: next).map { .merge($0) }
      }
    }
  }

  package var work: Work
  package var site: Site
  /// Its place among the graph's nodes; if it computes two of them, that of the first.
  package let index: Int
  /// What it reads: 0 is the network's input, and i + 1 the output of stage i.
  package let sources: [Int]

  package var way: String {
    switch work {
    case .layer(let plan): plan.way(site)
    case .merge(let plan): plan.way(site)
    }
  }

  var backwardReads: BackwardReads {
    switch work {
    case .layer(let plan): plan.backwardReads
    case .merge(let plan): plan.backwardReads
    }
  }
}

extension ModelGraph {
  /// The layer objects for the spec's layers, each after those whose values it reads; the last one's output is the network's. What is
  /// computed together is decided here and by the layers' plans, from the graph alone.
  ///
  /// - A layer that reads the samples, most of whose pixels are zero, skips products with zeros if it is dense.
  /// - The activation that computes a cross-entropy's probabilities belongs to the loss.
  /// - Two layers are one stage if the second is the only one that reads the first's values.
  package func plan() -> [PlannedStage] {
    let activationOfLoss = loss.link == nil || loss.construct.fromLogits ? nil : finalActivation?.index
    let readers = readerCounts
    var stages: [PlannedStage] = []
    // Where each of the graph's values is: layers that compute nothing only rename theirs.
    var outputs = [0]
    for (index, node) in nodes.enumerated() {
      if let last = stages.last, last.index == index - 1, node.sources == [index], readers[index] == 1,
        let joined = last.work.joined(by: node)
      {
        stages[stages.count - 1].work = joined
        stages[stages.count - 1].site.output = node.output
        outputs.append(stages.count)
        continue
      }
      var site = Site(
        index: node.place.number, inputs: node.inputs, output: node.output, dropsActivation: index == activationOfLoss)
      site.table = node.table
      let sources = node.sources.map { outputs[$0] }
      guard let work = node.spec.work(site) else {
        outputs.append(sources[0])
        continue
      }
      stages.append(PlannedStage(work: work, site: site, index: index, sources: sources))
      outputs.append(stages.count)
    }
    markGradients(&stages)
    return stages
  }

  /// How many nodes read each value.
  private var readerCounts: [Int] {
    var counts = [Int](repeating: 0, count: nodes.count + 1)
    for source in nodes.flatMap(\.sources) { counts[source] += 1 }
    return counts
  }

  private func markGradients(_ stages: inout [PlannedStage]) {
    let needs = needsGradient(stages)
    for (index, stage) in stages.enumerated() {
      stages[index].site.readsSamples = stage.sources == [0]
      stages[index].site.passesGradient = stage.sources.contains { needs[$0] }
    }
  }

  /// Of each value, numbered as stages' sources are: whether a trained weight has changed it.
  func needsGradient(_ stages: [PlannedStage]) -> [Bool] {
    var needs = [false]
    for stage in stages {
      needs.append(nodes[stage.index].trainedParameters > 0 || stage.sources.contains { needs[$0] })
    }
    return needs
  }
}

extension LayerSpec {
  /// Nil if there is nothing to compute.
  fileprivate func work(_ site: Site) -> PlannedStage.Work? {
    let machinery: any Machinery = construct.machinery()
    if let merging = machinery as? any MergeMachinery { return .merge(merging.merge(site)) }
    return machinery.plan(site).map { .layer($0) }
  }
}
