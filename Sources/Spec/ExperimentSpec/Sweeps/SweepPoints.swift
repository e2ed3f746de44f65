import Catalog
import Diagnostics
import YAMLTree

/// One run of a sweep: the values that it applies to the spec, and its name.
struct SweepPoint {
  var name: String
  var values: [(key: YAMLNode, value: YAMLNode)]

  func joined(with other: SweepPoint) -> SweepPoint {
    SweepPoint(
      name: [name, other.name].filter { !$0.isEmpty }.joined(separator: "-"), values: values + other.values)
  }
}

/// `07`: from 1, as wide as the last number.
func numbered(_ index: Int, of count: Int) -> String {
  let digits = String(index + 1)
  return String(repeating: "0", count: String(count).utf8.count - digits.utf8.count) + digits
}

extension SweepSection {
  /// The runs that depend on no result, each with the epochs after which it ends as the beginning of a longer training; nil for all.
  ///
  /// - Parameters:
  ///   - search: the section's, if it has no problem.
  ///   - base: what the runs have in common.
  func points(
    of search: LoadedSearch?, _ base: YAMLNode, _ collector: DiagnosticCollector
  ) -> [(point: SweepPoint, epochs: Int?)] {
    guard let section = self.search else {
      return points(seed: SweepLoader.seed(of: base, collector), nodes: base.nodeCount, collector).map { ($0, nil) }
    }
    guard let search else { return [] }
    let size = base.nodeCount + section.space.variables.count
    return isPossible(search.trials, of: size, reportedAt: section.place.head, collector) ? search.firstPoints() : []
  }

  private func isPossible(
    _ runs: Int, of size: Int, reportedAt key: YAMLNode, _ collector: DiagnosticCollector
  ) -> Bool {
    guard runs <= SweepLimits.runs else {
      collector.report(
        in: key.source, at: key.range, path: "sweep", "\(runs) runs", hint: "at most \(SweepLimits.runs) are possible")
      return false
    }
    guard runs * size <= SweepLimits.nodes else {
      collector.report(
        in: key.source, at: key.range, path: "sweep", "\(runs) runs of \(size) keys and values",
        hint: "vary less, or make the spec smaller")
      return false
    }
    return true
  }

  /// The runs in order: the first key of a grid changes slowest, the seed fastest.
  ///
  /// - Parameters:
  ///   - seed: the spec's own, at which `seeds: 3` starts.
  ///   - nodes: how many keys and values the runs' common spec has.
  private func points(seed: UInt64, nodes: Int, _ collector: DiagnosticCollector) -> [SweepPoint] {
    let seeds = seedValues(from: seed)
    let count = (random?.samples ?? 1) * seeds.count * (crossValidation?.runs ?? 1)
    let total = grid.reduce(count) { total, axis in
      let (product, overflow) = total.multipliedReportingOverflow(by: axis.values.count)
      return overflow ? .max : product
    }
    let key = grid.first?.key ?? random?.place.head ?? place.head
    let size = nodes + grid.count + (random?.space.variables.count ?? 0)
    guard isPossible(total, of: size, reportedAt: key, collector) else { return [] }
    let configurations = random.map(samples) ?? combinations
    let folds = crossValidation?.points ?? [SweepPoint(name: "", values: [])]
    return configurations.flatMap { point in folds.map(point.joined) }.flatMap { point in
      seeds.map { seed in
        guard let seed else { return point }
        return point.joined(with: SweepPoint(name: "seed-" + (seed.value.text ?? ""), values: [seed]))
      }
    }
  }

  /// nil stands for the spec's own seed, which names do not mention.
  private func seedValues(from first: UInt64) -> [(key: YAMLNode, value: YAMLNode)?] {
    func key(_ node: YAMLNode) -> YAMLNode {
      YAMLNode(.scalar("seed", isPlain: true), source: node.source, range: node.range)
    }
    switch seeds {
    case nil: return [nil]
    case .list(let values, let node): return values.map { (key(node), $0) }
    case .count(let count, let node):
      return (0..<UInt64(count)).map { offset in
        let text = String(first &+ offset)
        return (key(node), YAMLNode(.scalar(text, isPlain: true), source: node.source, range: node.range))
      }
    }
  }

  private var combinations: [SweepPoint] {
    var points = [SweepPoint(name: "", values: [])]
    for axis in grid {
      let words = AxisWords(axis.values).words
      let short = fileName(of: axis.key.text ?? "")
      points = points.flatMap { point in
        zip(axis.values, words).map { value, word in
          SweepPoint(
            name: (point.name.isEmpty ? "" : point.name + "-") + short + "-" + word,
            values: point.values + [(axis.key, value)])
        }
      }
    }
    // Very long names cannot be those of files.
    guard points.contains(where: { nameProblem($0.name + "-seed-18446744073709551615") != nil }), !grid.isEmpty else {
      return points
    }
    return points.enumerated().map { index, point in
      SweepPoint(name: "run-" + numbered(index, of: points.count), values: point.values)
    }
  }

  private func samples(_ search: RandomSearch) -> [SweepPoint] {
    (0..<search.samples).map { sample in
      SweepPoint(name: "sample-" + numbered(sample, of: search.samples), values: search.space.values(of: sample))
    }
  }

  /// A key's short name without characters that a file's name may not have.
  private func fileName(of key: String) -> String {
    let name = shortKey(key, among: grid.map { $0.key.text ?? "" })
    return String(name.map { $0 == "[" ? "-" : $0 }.filter { $0 != "]" })
  }
}

extension YAMLNode {
  /// Keys and values, this one included.
  fileprivate var nodeCount: Int {
    1 + (elements ?? []).reduce(0) { $0 + $1.nodeCount } + (entries ?? []).reduce(0) { $0 + 1 + $1.value.nodeCount }
  }
}
