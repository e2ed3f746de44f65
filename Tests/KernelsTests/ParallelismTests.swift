import CProcessor
import KernelTypes
import Kernels
import Synchronization
import Testing

struct ParallelismTests {
  @Test(arguments: 1...8)
  func everyTileRunsExactlyOnce(workers: Int) {
    let parallelism = Parallelism(workers: workers)
    for tiles in [0, 1, 2, 3, 7, 8, 100, 1000] {
      let visits = VisitCounts(tiles)
      let strangers = Atomic<Int>(0)
      parallelism.forEach(tiles) { tile, worker in
        visits.visit(tile)
        if !(0..<workers).contains(worker) { strangers.add(1, ordering: .relaxed) }
      }
      #expect(visits.all == Array(repeating: 1, count: tiles), "\(tiles) tiles")
      #expect(strangers.load(ordering: .relaxed) == 0, "\(tiles) tiles")
    }
  }

  /// A worker's scratch memory is its own: no two tiles with the same worker number run at once.
  @Test func aWorkersNumberIsItsOwn() {
    let busy = VisitCounts(8)
    let entered = Atomic<Int>(0)
    let collisions = Atomic<Int>(0)
    Parallelism(workers: 8).forEach(500) { tile, worker in
      if busy.visit(worker) != 1 { collisions.add(1, ordering: .relaxed) }
      entered.add(1, ordering: .relaxed)
      // The first tile waits for another thread to join, at most a second on a busy machine.
      var patience = tile == 0 ? 100_000_000 : 0
      while patience > 0, entered.load(ordering: .relaxed) < 100 { patience -= 1 }
      busy.leave(worker)
    }
    #expect(collisions.load(ordering: .relaxed) == 0)
  }

  /// What a worker wrote in one region is in its core's cache in the next, so it should get the same tiles.
  @Test func workersBeginWithTheirOwnTiles() {
    let workers = 2
    let first = (0..<workers).map { _ in Counter() }
    let entered = Atomic<Int>(0)
    Parallelism(workers: workers).forEach(8) { tile, worker in
      // A worker's number is its own, so no other thread touches this count.
      guard first[worker].value.compareExchange(expected: 0, desired: 1 + tile, ordering: .relaxed).exchanged else {
        return
      }
      entered.add(1, ordering: .relaxed)
      // Until the others have joined, about a second on a busy machine.
      var patience = 1_000_000_000
      while patience > 0, entered.load(ordering: .relaxed) < workers { patience -= 1 }
    }
    let begun = first.map { $0.value.load(ordering: .relaxed) - 1 }
    guard entered.load(ordering: .relaxed) == workers else { return print("skipped: the second thread did not come") }
    #expect(begun == [0, 4])
  }

  @Test(arguments: 1...8)
  func blocksCoverTheElementsWithoutOverlap(workers: Int) {
    for count in [0, 1, 15, 16, 17, 100] {
      let visits = VisitCounts(count)
      Parallelism(workers: workers).forEachBlock(of: count, size: 16) { range, _ in
        #expect(range.count <= 16)
        #expect(range.lowerBound % 16 == 0)
        for index in range { visits.visit(index) }
      }
      #expect(visits.all == Array(repeating: 1, count: count), "\(count) elements")
    }
  }

  @Test func thereIsAlwaysAWorker() {
    #expect(Parallelism(workers: 0).workers == 1)
    #expect(Parallelism(workers: -3).workers == 1)
    #expect(Parallelism().workers == Parallelism.usableCores)
    #expect(Parallelism.usableCores >= 1)
  }

  /// 2⁻⁷⁵ · 2⁻⁷⁰ is subnormal. A thread that some library has left in flush-to-zero mode would make it 0.
  ///
  /// In a process of its own, because Dispatch's threads, on which other tests run, would be left in that mode.
  @Test func threadsThatFlushToZeroAreSetRight() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.supported {
        for workers in [1, 2, 4] { Self.expectSubnormalProducts(set, workers: workers) }
      }
    }
  }

  private static func expectSubnormalProducts(_ set: InstructionSet, workers: Int) {
    let parallelism = Parallelism(workers: workers)
    let tiles = 64
    let results = GuardedArray(count: tiles)
    let a = GuardedArray([0x1p-75])
    let b = GuardedArray([0x1p-70])
    let offset = OffsetTable([0])
    // The pool's threads and this one are left in flush-to-zero mode.
    parallelism.forEach(tiles) { _, _ in processor_set_flush_to_zero() }
    processor_set_flush_to_zero()
    parallelism.forEach(tiles) { tile, _ in
      set.kernels.contract(
        Contraction(
          a: a.readOnly, aStrides: .init(inner: 1), aOffsets: offset.readOnly, rows: 1, b: b.readOnly,
          bStrides: .init(inner: 1), columns: 1, depth: .init(inner: 1), c: results.pointer + tile,
          cOffsets: offset.readOnly))
    }
    processor_set_ieee_float_control()
    #expect(results.values == Array(repeating: 0x1p-145, count: tiles), "\(set), \(workers) workers")
  }

  /// Shows that the test above can fail: the hardware's product is 0 on a thread in flush-to-zero mode.
  @Test func flushingToZeroChangesTheProduct() throws {
    let set = InstructionSet.best
    try #require(set != .portable, "the emulated product is computed in Double")
    let result = GuardedArray(count: 1)
    let a = GuardedArray([0x1p-75])
    let b = GuardedArray([0x1p-70])
    let offset = OffsetTable([0])
    processor_set_flush_to_zero()
    set.kernels.contract(
      Contraction(
        a: a.readOnly, aStrides: .init(inner: 1), aOffsets: offset.readOnly, rows: 1, b: b.readOnly,
        bStrides: .init(inner: 1), columns: 1, depth: .init(inner: 1), c: result.pointer, cOffsets: offset.readOnly))
    processor_set_ieee_float_control()
    #expect(result.values == [0])
  }
}
