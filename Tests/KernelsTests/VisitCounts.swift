import Synchronization

/// How often each tile was visited, counted atomically.
final class VisitCounts: Sendable {
  private let counts: [Counter]

  init(_ count: Int) { counts = (0..<count).map { _ in Counter() } }

  @discardableResult
  func visit(_ index: Int) -> Int { counts[index].value.add(1, ordering: .relaxed).newValue }

  func leave(_ index: Int) { counts[index].value.subtract(1, ordering: .relaxed) }

  var all: [Int] { counts.map { $0.value.load(ordering: .relaxed) } }
}

final class Counter: Sendable {
  let value = Atomic<Int>(0)
}
