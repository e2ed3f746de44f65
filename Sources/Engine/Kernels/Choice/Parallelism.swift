import CProcessor
import Dispatch

/// How many workers share the tiles of a kernel. The results do not depend on it: what a tile computes depends only on the
/// problem, and every sum over tiles is taken in the tiles' order.
public struct Parallelism: Sendable {
  public let workers: Int

  /// `workers`: at least 1; nil for one on each core that this process may use.
  public init(workers: Int? = nil) { self.workers = max(1, workers ?? Self.usableCores) }

  /// The cores on which this process may run, as counted by `nproc`.
  public static var usableCores: Int { max(1, Int(processor_usable_cores())) }

  /// Calls `body` once for each tile, on up to `workers` threads at once. A worker's number is its own during the call, so that
  /// it can index scratch memory.
  ///
  /// The only place where the program computes on several threads; it returns when all tiles are done.
  public func forEach(_ tiles: Int, _ body: (_ tile: Int, _ worker: Int) -> Void) {
    let workers = min(workers, tiles)
    guard workers > 1 else {
      ensureIEEEArithmetic()
      for tile in 0..<max(0, tiles) { body(tile, 0) }
      return
    }
    TileShares.with(tiles, workers: workers) { shares in
      perform(workers) { worker in
        ensureIEEEArithmetic()
        shares.forEach(of: worker) { body($0, worker) }
      }
    }
  }

  /// `forEach` over `count` elements cut into blocks of at most `size`.
  public func forEachBlock(of count: Int, size: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void) {
    forEach((count + size - 1) / size) { tile, worker in
      body(tile * size..<min(count, (tile + 1) * size), worker)
    }
  }
}

/// Calls `work` for worker 0 on this thread and for the others on persistent threads: like `DispatchQueue.concurrentPerform`,
/// but without allocations and without waking a thread each time, see `workers.c`.
@_silgen_name("processor_perform")
private func perform(_ workers: Int, _ work: (Int) -> Void)

/// Any library in the process may have left a thread in flush-to-zero mode, which changes bits.
@inline(__always)
private func ensureIEEEArithmetic() {
  if processor_float_control() != PROCESSOR_IEEE_FLOAT_CONTROL { processor_set_ieee_float_control() }
}
