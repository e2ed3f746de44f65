import Catalog
import Layers

/// Where the stages' outputs and their gradients lie.
struct ValuePlan {
  /// Of each stage's output.
  let outputs: SlotPlan
  let gradients: GradientPlan

  /// - Parameters:
  ///   - isTraining: whether outputs stay where they are for the backward pass.
  ///   - sharesMemory: false for tests, in which no value may depend on what has become of another's memory.
  init(_ graph: ModelGraph, _ stages: [PlannedStage], isTraining: Bool, sharesMemory: Bool = true) {
    let items = Self.outputs(stages, isTraining: isTraining)
    outputs = sharesMemory ? SlotPlan(items) : SlotPlan(separately: items)
    gradients = GradientPlan(stages, needs: graph.needsGradient(stages), sharesMemory: sharesMemory)
  }

  /// Stage i computes its output at time i, and its gradients at time 2n − 1 − i; the network's output is needed until the end.
  private static func outputs(_ stages: [PlannedStage], isTraining: Bool) -> [SlotPlan.Item] {
    let count = stages.count
    var ends = Array(0..<count)
    func extend(_ value: Int, to time: Int) { if value > 0 { ends[value - 1] = max(ends[value - 1], time) } }
    for (index, stage) in stages.enumerated() {
      for source in stage.sources {
        extend(source, to: index)
        if isTraining, stage.backwardReads.contains(.input) { extend(source, to: 2 * count - 1 - index) }
      }
      if isTraining, stage.backwardReads.contains(.output) { extend(index + 1, to: 2 * count - 1 - index) }
    }
    extend(count, to: 2 * count)
    return stages.enumerated().map { index, stage in
      SlotPlan.Item(size: stage.site.output.count, times: index...ends[index])
    }
  }
}

/// Where gradients lie, and in which order those of a value with several readers are added.
struct GradientPlan {
  /// For each stage, where the gradient of its output is; nil for a stage that needs none.
  private(set) var ofOutput: [Int?]
  /// For each stage and each of its sources, where it writes that source's gradient; nil where none is needed.
  private(set) var ofSources: [[Int?]]
  /// Before each stage's backward pass: gradients to be added to that of its output, in this order.
  private(set) var sums: [[Int]]
  let slots: SlotPlan

  /// Stage i's backward pass is at time n − i, and the loss writes the first gradient at time 0.
  init(_ stages: [PlannedStage], needs: [Bool], sharesMemory: Bool) {
    let count = stages.count
    var items: [SlotPlan.Item] = []
    var ofOutput = [Int?](repeating: nil, count: count)
    var ofSources = stages.map { [Int?](repeating: nil, count: $0.sources.count) }
    var sums = [[Int]](repeating: [], count: count)
    if count > 0, needs[count] {
      ofOutput[count - 1] = 0
      items.append(SlotPlan.Item(size: stages[count - 1].site.output.count, times: 0...1))
    }
    for index in stages.indices.reversed() where needs[index + 1] {
      let stage = stages[index]
      let own = ofOutput[index] ?? 0
      for (place, source) in stage.sources.enumerated() where source > 0 && needs[source] {
        // Needed until the stage that wrote the value has had its turn.
        let times = count - index...count - (source - 1)
        let item: Int
        if place == stage.sources.count - 1, stage.reusesGradient {
          item = own
          items[item].times = items[item].times.lowerBound...max(items[item].times.upperBound, times.upperBound)
        } else {
          item = items.count
          items.append(SlotPlan.Item(size: stages[source - 1].site.output.count, times: times))
        }
        ofSources[index][place] = item
      }
      // The first reader in the network's order comes last here: the others' gradients are added to its own.
      for (place, source) in stage.sources.enumerated().reversed() where source > 0 && needs[source] {
        guard let item = ofSources[index][place] else { continue }
        if let later = ofOutput[source - 1] { sums[source - 1].insert(later, at: 0) }
        ofOutput[source - 1] = item
      }
    }
    (self.ofOutput, self.ofSources, self.sums) = (ofOutput, ofSources, sums)
    slots = sharesMemory ? SlotPlan(items) : SlotPlan(separately: items)
  }
}

extension PlannedStage {
  fileprivate var reusesGradient: Bool { if case .merge(let plan) = work { plan.reusesGradient(site) } else { false } }
}
