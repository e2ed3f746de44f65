import Synchronization

/// The tiles of a parallel region, a contiguous share for each worker: the same share each time, so that a worker finds in its
/// core's caches what it wrote in the previous region. A worker that has finished its share takes tiles from the ends of the
/// others'.
///
/// Cores of different chiplets or sockets share no cache, and reading a line that another core has written is slow there: see
/// Documentation/decisions/teams.md.
struct TileShares: ~Copyable {
  /// A worker's remaining tiles: the first in the lower half, the end in the upper half.
  private typealias Share = Atomic<UInt64>
  /// One cache line for each.
  private static let stride = 64

  private let memory: UnsafeMutableRawPointer
  private let workers: Int

  /// - Parameter tiles: fewer than 2³².
  static func with(_ tiles: Int, workers: Int, _ body: (borrowing TileShares) -> Void) {
    func run(_ memory: UnsafeMutableRawBufferPointer) {
      // Not empty, as there is at least one worker.
      body(TileShares(memory.baseAddress!.alignedUp(toMultipleOf: stride), tiles, workers))
    }
    // The stack holds at most 1,024 bytes for it, and does not align them.
    if workers < 16 { return withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16, run) }
    withUnsafeTemporaryAllocation(byteCount: (workers + 1) * stride, alignment: 16, run)
  }

  private init(_ memory: UnsafeMutableRawPointer, _ tiles: Int, _ workers: Int) {
    self.memory = memory
    self.workers = workers
    for worker in 0..<workers {
      let share = Self.pack(first: worker * tiles / workers, end: (worker + 1) * tiles / workers)
      (memory + worker * Self.stride).bindMemory(to: Share.self, capacity: 1).initialize(to: Share(share))
    }
  }

  /// Calls `body` for tile after tile until none is left. Each worker calls it once.
  func forEach(of worker: Int, _ body: (_ tile: Int) -> Void) {
    while let tile = takeFirst(of: worker) { body(tile) }
    for distance in 1..<workers {
      let other = (worker + distance) % workers
      while let tile = takeLast(of: other) { body(tile) }
    }
  }

  private func takeFirst(of worker: Int) -> Int? {
    take(of: worker) { first, end in (first, Self.pack(first: first + 1, end: end)) }
  }

  private func takeLast(of worker: Int) -> Int? {
    take(of: worker) { first, end in (end - 1, Self.pack(first: first, end: end - 1)) }
  }

  @inline(__always)
  private func take(of worker: Int, _ choose: (_ first: Int, _ end: Int) -> (tile: Int, rest: UInt64)) -> Int? {
    let share = (memory + worker * Self.stride).assumingMemoryBound(to: Share.self)
    var current = share.pointee.load(ordering: .relaxed)
    while true {
      let (first, end) = (Int(current & 0xffff_ffff), Int(current >> 32))
      guard first < end else { return nil }
      let (tile, rest) = choose(first, end)
      // Relaxed: the beginning and end of the region synchronize the tiles' data.
      let (exchanged, original) = share.pointee.weakCompareExchange(
        expected: current, desired: rest, ordering: .relaxed)
      if exchanged { return tile }
      current = original
    }
  }

  private static func pack(first: Int, end: Int) -> UInt64 { UInt64(end) << 32 | UInt64(first) }
}
