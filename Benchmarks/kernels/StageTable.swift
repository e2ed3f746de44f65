import Catalog
import Datasets
import Kernels
import Text

/// The stages of an experiment's step with one and with two threads.
struct StageTable {
  private let batchSize: Int
  private let one: StageTimes
  private let two: StageTimes
  private let names: [String]
  /// A sample's multiply-adds in the forward pass of each stage, as a framework counts them.
  private let multiplyAdds: [Int]

  init(_ spec: ExperimentSpec, on dataset: Dataset, _ instructionSet: InstructionSet, steps: Int) throws {
    let graph = try ModelGraph(spec, dataset.interface)
    func times(workers: Int) throws -> StageTimes {
      let compute = Compute(instructionSet: instructionSet, parallelism: Parallelism(workers: workers))
      return try StageTimes(spec, graph, on: dataset.training, compute, steps: steps)
    }
    batchSize = spec.batchSize
    one = try times(workers: 1)
    two = try times(workers: 2)
    (names, multiplyAdds) = Self.stages(graph)
  }

  /// Each stage, named after the layers that it computes: `conv2d 1 + max_pooling2d`.
  private static func stages(_ graph: ModelGraph) -> (names: [String], multiplyAdds: [Int]) {
    let starts = graph.plan().map(\.index)
    let ends = starts.dropFirst() + [graph.nodes.count]
    var seen: [String: Int] = [:]
    var names: [String] = []
    var multiplyAdds: [Int] = []
    for (start, end) in zip(starts, ends) {
      let nodes = graph.nodes[start..<end]
      let first = nodes[start].spec.keyword
      seen[first, default: 0] += 1
      let joined = nodes.dropFirst().filter { !$0.spec.construct.onlyReshapes }.map { " + " + $0.spec.keyword }.joined()
      names.append("\(first) \(seen[first, default: 0])\(joined)")
      multiplyAdds.append(nodes.reduce(0) { $0 + $1.multiplyAdds })
    }
    return (names, multiplyAdds)
  }

  /// A row's name and its multiply-adds per step. The backward pass needs twice those of the forward pass, for both
  /// gradients; up to the first layer with weights, the input's gradient is not needed.
  private func described(_ key: String) -> (name: String, multiplyAdds: Int) {
    let words = key.split(separator: " ")
    guard words.count == 2, let stage = Int(words[1]) else { return (key, 0) }
    let isFirst = stage == multiplyAdds.firstIndex { $0 > 0 }
    let times = words[0] == "forward" || isFirst ? 1 : 2
    return ("\(names[stage]) \(words[0])", times * batchSize * multiplyAdds[stage])
  }

  /// `peak`: multiply-adds per second on one core.
  func markdown(peak: Double) -> String {
    let sums = [one, two].map { $0.rows.reduce(0) { $0 + $1.seconds } }
    var total = 0
    var rows = zip(one.rows, two.rows).map { one, two in
      let (name, count) = described(one.name)
      total += count
      return row(name, one.seconds, two.seconds, count, sums, peak)
    }
    rows.append(row("**step**", sums[0], sums[1], total, sums, peak))
    let columns = [
      "stage", "µs, 1 thread", "share", "GFLOPS", "of the peak", "µs, 2 threads", "share", "GFLOPS", "of the peak",
      "1 ÷ 2 threads",
    ]
    return table(columns, rows)
  }

  private func row(
    _ name: String, _ one: Double, _ two: Double, _ multiplyAdds: Int, _ sums: [Double], _ peak: Double
  ) -> [String] {
    func cells(_ seconds: Double, _ sum: Double, _ peak: Double) -> [String] {
      let rate = Double(multiplyAdds) / seconds
      let rates = multiplyAdds > 0 ? [fixed(2e-9 * rate, 0), percent(rate / peak)] : ["–", "–"]
      return [microseconds(seconds), percent(seconds / sum)] + rates
    }
    return [name] + cells(one, sums[0], peak) + cells(two, sums[1], 2 * peak) + [fixed(one / two, 2)]
  }
}
