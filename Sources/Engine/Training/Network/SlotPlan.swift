/// Where values lie that are not all needed at once: those whose times do not overlap may share a slot.
struct SlotPlan {
  struct Item {
    /// In numbers.
    var size: Int
    /// From when it is written until it has been read for the last time.
    var times: ClosedRange<Int>
  }

  /// Of each item.
  private(set) var slots: [Int]
  /// Of each slot: that of the largest item in it.
  private(set) var sizes: [Int] = []

  /// In the order of the times at which they are written, each item goes into the free slot that fits best.
  init(_ items: [Item]) {
    slots = [Int](repeating: 0, count: items.count)
    var ends: [Int] = []
    for index in items.indices.sorted(by: { items[$0].times.lowerBound < items[$1].times.lowerBound }) {
      let item = items[index]
      let free = sizes.indices.filter { ends[$0] < item.times.lowerBound }
      let fitting = free.filter { sizes[$0] >= item.size }.min { sizes[$0] < sizes[$1] }
      guard let slot = fitting ?? free.max(by: { sizes[$0] < sizes[$1] }) else {
        slots[index] = sizes.count
        sizes.append(item.size)
        ends.append(item.times.upperBound)
        continue
      }
      slots[index] = slot
      sizes[slot] = max(sizes[slot], item.size)
      ends[slot] = item.times.upperBound
    }
  }

  /// Every item in a slot of its own.
  init(separately items: [Item]) {
    slots = Array(items.indices)
    sizes = items.map(\.size)
  }
}
