import KernelTypes

/// Where values lie that are not all needed at once: those whose times do not overlap may share memory.
struct MemoryPlan {
  struct Item {
    /// In numbers of a sample.
    var size: Int
    /// From when it is written until it has been read for the last time.
    var times: ClosedRange<Int>
  }

  private let items: [Item]
  /// Of each item, where it begins in a sample's memory: a multiple of a vector.
  private(set) var offsets: [Int]
  /// Of a sample's memory.
  private(set) var size = 0

  /// The largest item first, each goes into the smallest gap between those that are there at its times, or else behind them. (Y.
  /// Pisarchyk, J. Lee, "Efficient memory management for deep neural net inference", 2020: "greedy by size".)
  init(_ items: [Item]) {
    self.items = items
    offsets = [Int](repeating: 0, count: items.count)
    var placed: [Int] = []
    for index in items.indices.sorted(by: { (items[$1].size, $0) < (items[$0].size, $1) }) {
      let others = placed.filter { items[$0].times.overlaps(items[index].times) }
      offsets[index] = gap(of: Self.length(items[index]), between: others)
      placed.insert(index, at: placed.firstIndex { offsets[$0] > offsets[index] } ?? placed.count)
      size = max(size, offsets[index] + Self.length(items[index]))
    }
  }

  /// Every item in memory of its own.
  init(separately items: [Item]) {
    self.items = items
    offsets = []
    for item in items {
      offsets.append(size)
      size += Self.length(item)
    }
  }

  private static func length(_ item: Item) -> Int { wholeVectors(item.size) }

  /// - Parameter others: in the order of their offsets.
  private func gap(of length: Int, between others: [Int]) -> Int {
    var end = 0
    var best: (offset: Int, size: Int)?
    for other in others {
      let size = offsets[other] - end
      if size >= length, size < best?.size ?? .max { best = (end, size) }
      end = max(end, offsets[other] + Self.length(items[other]))
    }
    return best?.offset ?? end
  }

  /// The items for which there is memory at the time when most of it is in use.
  var itemsAtPeak: [Int] {
    func alive(_ time: Int) -> [Int] { items.indices.filter { items[$0].times.contains(time) } }
    // Most is in use when something has just been written.
    return items.map { alive($0.times.lowerBound) }.max { size(of: $0) < size(of: $1) } ?? []
  }

  private func size(of indices: [Int]) -> Int { indices.reduce(0) { $0 + Self.length(items[$1]) } }
}
