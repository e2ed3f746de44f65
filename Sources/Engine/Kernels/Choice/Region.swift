import CProcessor
import Synchronization

// For sched_yield, which is POSIX's.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the threads of a team know of its current or last region: in a cache line of its own, so that all that a helper needs
/// reaches its core at once, and nothing else does.
struct Region: ~Copyable {
  /// Changes as a whole. From the lowest bit: how many helpers are inside, whether they may enter, whether the stretch is over, and
  /// the region's number.
  private let state = Atomic<UInt64>(0)
  private static let helpers: UInt64 = 0xffff
  private static let isOpen: UInt64 = 1 << 16
  private static let isOver: UInt64 = 1 << 17

  private static let spins = 2000

  /// Changed by the leader while no helper is inside, and read by those that are.
  var work = Work.none

  static func allocate() -> UnsafeMutablePointer<Region> {
    // Processors fetch cache lines in pairs.
    let lines = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
    let region = lines.bindMemory(to: Region.self, capacity: 1)
    region.initialize(to: Region())
    return region
  }

  private static func number(_ state: UInt64) -> UInt64 { state >> 18 }

  // MARK: The leader

  var isBetweenRegions: Bool { state.load(ordering: .relaxed) & (Self.isOpen | Self.isOver) == 0 }

  /// Begins the next region.
  func open() { change(to: Self.isOpen) }

  /// No further region follows.
  func end() { change(to: Self.isOver) }

  private func change(to flag: UInt64) {
    let next = Self.number(state.load(ordering: .relaxed)) + 1
    state.store(next << 18 | flag, ordering: .sequentiallyConsistent)
  }

  /// Lets no further helper in, and waits for those that are inside.
  func close() {
    state.bitwiseAnd(~Self.isOpen, ordering: .acquiringAndReleasing)
    var spins = 0
    while state.load(ordering: .acquiring) & Self.helpers != 0 {
      // A helper that takes so long may be waiting for a core, perhaps this one.
      if spins < Self.spins { processor_pause() } else { sched_yield() }
      spins += 1
    }
  }

  // MARK: A helper

  enum News {
    case region(number: UInt64)
    case over
  }

  /// What follows the region `last`, if it comes within a moment, which is longer than a step's serial parts take.
  func awaitNews(after last: UInt64) -> News? {
    for _ in 0..<Self.spins {
      if let news = news(after: last) { return news }
      processor_pause()
    }
    return nil
  }

  /// What follows the region `last`; nil: nothing so far.
  func news(after last: UInt64) -> News? {
    let state = state.load(ordering: .sequentiallyConsistent)
    guard Self.number(state) != last else { return nil }
    return state & Self.isOver != 0 ? .over : .region(number: Self.number(state))
  }

  /// Does the worker's part of region `number`, if that is still open.
  func join(_ number: UInt64, as worker: Int) {
    var seen = state.load(ordering: .acquiring)
    while seen & Self.isOpen != 0, Self.number(seen) == number {
      let (hasEntered, current) = state.weakCompareExchange(
        expected: seen, desired: seen &+ 1, ordering: .acquiring)
      if hasEntered {
        work.call(as: worker)
        state.wrappingSubtract(1, ordering: .releasing)
        return
      }
      seen = current
    }
  }
}

/// What a region calls on each of its threads.
///
/// Not copyable, so that helpers call the closure without taking a reference to it: its count would travel between the cores with each
/// region.
struct Work: ~Copyable {
  private let workers: Int
  private let body: (_ worker: Int) -> Void

  static var none: Work { Work(workers: 0) { _ in } }

  init(workers: Int, body: @escaping (_ worker: Int) -> Void) {
    self.workers = workers
    self.body = body
  }

  func call(as worker: Int) {
    if worker < workers { body(worker) }
  }
}
