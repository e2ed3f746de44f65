import Diagnostics
import YAMLTree

/// One run of a sweep: which values it lays over the spec, and what it is called.
struct SweepPoint {
  var name: String
  var values: [(key: YAMLNode, value: YAMLNode)]
}

extension SweepSection {
  /// The runs in order: the first key of a grid changes slowest, the seed fastest.
  ///
  /// - Parameter seed: the spec's own, from which `seeds: 3` counts.
  func points(seed: UInt64, _ collector: DiagnosticCollector) -> [SweepPoint] {
    let seeds = seedValues(from: seed)
    let count = (random?.samples ?? 1) * seeds.count
    let total = grid.reduce(count) { total, axis in
      total.multipliedReportingOverflow(by: axis.values.count).overflow ? .max : total * axis.values.count
    }
    guard total <= SweepLimits.runs else {
      if let key = grid.first?.key ?? random?.place.head {
        collector.report(
          in: key.source, at: key.range, path: "sweep", "\(total) runs",
          hint: "at most \(SweepLimits.runs) are possible")
      }
      return []
    }
    let configurations = random.map(samples) ?? combinations
    return configurations.flatMap { point in
      seeds.map { seed in
        guard let seed else { return point }
        let name = (point.name.isEmpty ? "" : point.name + "-") + "seed-" + (seed.value.text ?? "")
        return SweepPoint(name: name, values: point.values + [seed])
      }
    }
  }

  /// nil stands for the spec's own seed, which no name mentions.
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
      let words = axis.words
      let short = shortName(of: axis.key.text ?? "")
      points = points.flatMap { point in
        zip(axis.values, words).map { value, word in
          SweepPoint(
            name: (point.name.isEmpty ? "" : point.name + "-") + short + "-" + word,
            values: point.values + [(axis.key, value)])
        }
      }
    }
    // Long names could not be files'.
    guard points.contains(where: { nameProblem($0.name + "-seed-18446744073709551615") != nil }), !grid.isEmpty else {
      return points
    }
    return points.enumerated().map { index, point in
      SweepPoint(name: "run-" + numbered(index, of: points.count), values: point.values)
    }
  }

  private func samples(_ search: RandomSearch) -> [SweepPoint] {
    (0..<search.samples).map { sample in
      SweepPoint(name: "sample-" + numbered(sample, of: search.samples), values: search.values(of: sample))
    }
  }

  /// `07`: from 1, as wide as the last number.
  private func numbered(_ index: Int, of count: Int) -> String {
    let digits = String(index + 1)
    return String(repeating: "0", count: String(count).utf8.count - digits.utf8.count) + digits
  }

  /// The last part of a key, or all of it where two keys end alike; without what can't stand in a file's name.
  private func shortName(of key: String) -> String {
    func last(_ key: String) -> Substring { key[(key.lastIndex(of: ".").map(key.index(after:)) ?? key.startIndex)...] }
    let isUnique = grid.count { last($0.key.text ?? "") == last(key) } == 1
    let name = isUnique ? String(last(key)) : key
    return String(name.map { $0 == "[" ? "-" : $0 }.filter { $0 != "]" })
  }
}

extension SweepSection.Axis {
  /// What names call the values: themselves where they are words, otherwise their numbers.
  fileprivate var words: [String] {
    let words = values.map { value in value.text ?? value.entries.flatMap { $0.count == 1 ? $0[0].name : nil } }
    let isUsable = words.enumerated().allSatisfy { index, word in
      word.map { nameProblem("x" + $0) == nil && !$0.isEmpty && !words[..<index].contains($0) } ?? false
    }
    return isUsable ? words.compactMap(\.self) : values.indices.map { String($0 + 1) }
  }
}
