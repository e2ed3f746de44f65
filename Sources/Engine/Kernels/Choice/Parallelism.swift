import CProcessor
import Threads

/// How many workers share the tiles of a kernel. The results do not depend on it: what a tile computes depends only on the
/// problem, and every sum over tiles is taken in the tiles' order.
public struct Parallelism: Sendable {
  public let workers: Int
  /// The threads that have come for a stretch of work.
  private let team: Team?

  /// `workers`: at least 1; nil for one on each core that this process may use.
  public init(workers: Int? = nil) { self.init(max(1, workers ?? Self.usableCores), nil) }

  private init(_ workers: Int, _ team: Team?) {
    self.workers = workers
    self.team = team
  }

  /// The cores on which this process may run, as counted by `nproc`.
  public static var usableCores: Int { max(1, Int(processor_usable_cores())) }

  /// For kernel-bench, which counts: calls the body of each region that several workers would share. Set while nothing computes.
  package nonisolated(unsafe) static var observer: ((_ tiles: Int, _ region: () -> Void) -> Void)?

  /// Calls `stretch` with the same number of workers whose threads have been called together, so that each `forEach` within it
  /// finds them awake.
  public func withTeam<Result, Failure: Error>(
    _ stretch: (Parallelism) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard workers > 1, team?.canPerform != true else { return try stretch(self) }
    // More threads than cores would wait for each other.
    let helpers = startableThreads(min(workers, Self.usableCores) - 1)
    return try Team.lead(size: 1 + helpers) { team throws(Failure) in try stretch(Parallelism(workers, team)) }
  }

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
    if let observer = Self.observer { return observer(tiles) { for tile in 0..<tiles { body(tile, 0) } } }
    guard let team, team.canPerform else { return withTeam { $0.forEach(tiles, body) } }
    TileShares.with(tiles, workers: workers) { shares in
      team.perform(workers) { worker in
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

/// Any library in the process may have left a thread in flush-to-zero mode, which changes bits.
@inline(__always)
private func ensureIEEEArithmetic() {
  if processor_float_control() != PROCESSOR_IEEE_FLOAT_CONTROL { processor_set_ieee_float_control() }
}
