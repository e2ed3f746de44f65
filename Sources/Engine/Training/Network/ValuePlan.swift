import Catalog
import Layers

/// Where the stages' outputs and their gradients lie, all in one memory.
///
/// Of n stages, stage i computes its output at time i, the loss the network's gradient at time n, and stage i gradients at time 2n − i.
struct ValuePlan {
  let memory: MemoryPlan
  /// Of each stage's output, its item in the memory.
  let outputs: Range<Int>
  let gradients: GradientPlan

  /// - Parameters:
  ///   - isTraining: whether there are gradients, and outputs stay where they are for them.
  ///   - sharesMemory: false for tests, in which no value may depend on what has become of another's memory.
  init(_ graph: ModelGraph, _ stages: [PlannedStage], isTraining: Bool, sharesMemory: Bool = true) {
    var items = Self.outputs(stages, isTraining: isTraining)
    outputs = items.indices
    gradients =
      isTraining
      ? GradientPlan(stages, needs: graph.needsGradient(stages), ofNetwork: graph.output.count, &items)
      : GradientPlan(stages)
    memory = sharesMemory ? MemoryPlan(items) : MemoryPlan(separately: items)
  }

  /// The network's output is needed until the end.
  private static func outputs(_ stages: [PlannedStage], isTraining: Bool) -> [MemoryPlan.Item] {
    let count = stages.count
    var ends = Array(0..<count)
    func extend(_ value: Int, to time: Int) { if value > 0 { ends[value - 1] = max(ends[value - 1], time) } }
    for (index, stage) in stages.enumerated() {
      for source in stage.sources {
        extend(source, to: index)
        if isTraining, stage.backwardReads.contains(.input) { extend(source, to: 2 * count - index) }
      }
      if isTraining, stage.backwardReads.contains(.output) { extend(index + 1, to: 2 * count - index) }
    }
    extend(count, to: 2 * count + 1)
    return stages.enumerated().map { index, stage in
      MemoryPlan.Item(size: stage.site.output.count, times: index...ends[index])
    }
  }
}

/// Which gradients there are, as items of the memory, and in which order those of a value with several readers are added.
struct GradientPlan {
  /// Of the network's output, for the loss to write; nil without training.
  private(set) var ofNetwork: Int?
  /// For each stage, where the gradient of its output is; nil for a stage that needs none.
  private(set) var ofOutput: [Int?]
  /// For each stage and each of its sources, where it writes that source's gradient; nil where none is needed.
  private(set) var ofSources: [[Int?]]
  /// Before each stage's backward pass: gradients to be added to that of its output, in this order.
  private(set) var sums: [[Int]]

  /// None.
  init(_ stages: [PlannedStage]) {
    ofOutput = [Int?](repeating: nil, count: stages.count)
    ofSources = stages.map { [Int?](repeating: nil, count: $0.sources.count) }
    sums = [[Int]](repeating: [], count: stages.count)
  }

  /// - Parameters:
  ///   - needs: see `needsGradient`.
  ///   - size: of the network's output.
  ///   - items: to which the gradients are appended.
  init(_ stages: [PlannedStage], needs: [Bool], ofNetwork size: Int, _ items: inout [MemoryPlan.Item]) {
    self.init(stages)
    let count = stages.count
    // A network without trained weights has no other, but a loss writes this one.
    ofNetwork = items.count
    items.append(MemoryPlan.Item(size: size, times: count...count + 1))
    if count > 0, needs[count] { ofOutput[count - 1] = ofNetwork }
    let firstReaders = Self.firstReaders(stages)
    for index in stages.indices.reversed() {
      guard let own = ofOutput[index] else { continue }
      let stage = stages[index]
      let shares = sharesGradient(index, stages, needs, firstReaders)
      for (place, source) in stage.sources.enumerated() where source > 0 && needs[source] {
        // Needed until the stage that wrote the value has had its turn.
        let times = 2 * count - index...2 * count - (source - 1)
        let item: Int
        if shares || place == stage.sources.count - 1 && stage.reusesGradient {
          item = own
          items[item].times = items[item].times.lowerBound...max(items[item].times.upperBound, times.upperBound)
        } else {
          item = items.count
          items.append(MemoryPlan.Item(size: stages[source - 1].site.output.count, times: times))
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
  }

  /// Whether a merge's sources have its output's gradient as theirs. None of them may then change it: a source whose first reader is an
  /// earlier stage has that one's as its own, to which this one is only added.
  private func sharesGradient(
    _ index: Int, _ stages: [PlannedStage], _ needs: [Bool], _ firstReaders: [Int]
  ) -> Bool {
    let stage = stages[index]
    guard case .merge(let plan) = stage.work, plan.sharesGradient(stage.site) else { return false }
    guard Set(stage.sources).count == stage.sources.count else { return false }
    return stage.sources.allSatisfy { source in
      guard source > 0, needs[source] else { return true }
      return firstReaders[source] < index || ofOutput[source - 1] == nil && !stages[source - 1].overwritesGradient
    }
  }

  /// Of each value, the first stage that reads it.
  private static func firstReaders(_ stages: [PlannedStage]) -> [Int] {
    var readers = [Int](repeating: stages.count, count: stages.count + 1)
    for (index, stage) in stages.enumerated().reversed() {
      for source in stage.sources { readers[source] = index }
    }
    return readers
  }
}

extension PlannedStage {
  fileprivate var overwritesGradient: Bool { if case .layer(let plan) = work { plan.overwritesGradient } else { true } }
  fileprivate var reusesGradient: Bool { if case .merge(let plan) = work { plan.reusesGradient(site) } else { false } }
}
