import Dispatch
import Synchronization

// For pthread_self, which is POSIX's, and for niceness.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that share one caller's work for a stretch of many short parallel regions, such as an epoch.
///
/// A single `concurrentPerform` forms it. The calling thread leads: it runs the stretch and opens region after region. The other
/// threads help with open regions until the stretch is over, and stay awake between them. A helper that comes too late finds
/// the region closed and does not take part, so the leader never waits for a thread that the system has not scheduled. See
/// Documentation/decisions/teams.md.
///
/// `@unchecked Sendable`: what a region's helpers read changes only while none of them is inside.
final class Team: @unchecked Sendable {
  private let leader = pthread_self()
  private let niceness = threadNiceness()
  private let region = Region.allocate()
  /// How many helpers have come.
  private let helpers = Atomic<Int>(0)
  /// How many helpers sleep, or are about to.
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)

  private init() {}

  deinit {
    region.deinitialize(count: 1)
    region.deallocate()
  }

  /// Calls `stretch` on this thread; up to `size - 1` others help with its regions.
  static func lead<Result, Failure: Error>(
    size: Int, _ stretch: (Team) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let team = Team()
    var outcome: Swift.Result<Result, Failure>?
    onThreads(size) {
      guard team.isOnLeadersThread else { return team.help() }
      // The leader is also given the iterations for which no thread has come.
      guard outcome == nil else { return }
      outcome = Swift.Result { () throws(Failure) in try stretch(team) }
      team.region.pointee.end()
      team.wakeSleepers()
    }
    // Dispatch adds at most `size - 1` threads to the caller's, and each stays in one iteration until the stretch is over: one
    // is left for the caller.
    guard let outcome else { preconditionFailure("the caller of concurrentPerform takes part") }
    return try outcome.get()
  }

  /// The compiler does not know that only the leader's thread touches what the leader's part refers to.
  private static func onThreads(_ count: Int, _ part: () -> Void) {
    withoutActuallyEscaping(part) { part in
      nonisolated(unsafe) let part = part
      DispatchQueue.concurrentPerform(iterations: count) { _ in part() }
    }
  }

  private var isOnLeadersThread: Bool { pthread_equal(leader, pthread_self()) != 0 }

  // MARK: The leader

  /// Whether a region can begin: not on another thread, within a region, or after the stretch.
  var canPerform: Bool { isOnLeadersThread && region.pointee.isBetweenRegions }

  /// One region: calls `work` for worker 0 here and, meanwhile, for any of `1..<workers` on other threads. Returns when all calls
  /// have returned.
  func perform(_ workers: Int, _ work: (_ worker: Int) -> Void) {
    // Allocates a record: there is no other safe way to hand a closure on this thread's stack to threads that already run.
    withoutActuallyEscaping(work) { work in
      region.pointee.work = Work(workers: workers, body: work)
      region.pointee.open()
      wakeSleepers()
      work(0)
      region.pointee.close()
      region.pointee.work = .none
    }
  }

  /// For after a change of the region's state. All threads see that change and the sleepers' count in one order: either a helper that is
  /// about to sleep sees the change, or the leader sees the helper.
  private func wakeSleepers() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { alarm.signal() }
  }

  // MARK: A helper

  private func help() {
    takeOn(niceness)
    // A copy, because this object moves to the leader's core whenever it counts a reference to it.
    let region = region
    let worker = helpers.wrappingAdd(1, ordering: .relaxed).newValue
    var last: UInt64 = 0
    while true {
      switch region.pointee.awaitNews(after: last) {
      case .region(let number)?:
        region.pointee.join(number, as: worker)
        last = number
      case .over?: return
      case nil: sleep(after: last)
      }
    }
  }

  /// May end early: if there was news at once, a later sleep takes the signal meant for this one.
  private func sleep(after last: UInt64) {
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if region.pointee.news(after: last) == nil { alarm.wait() }
  }
}

#if canImport(Glibc)
  /// Dispatch gives its threads a niceness of its own choice where it is allowed to, whatever that of the process. The helpers of a
  /// `nice` program would then take the cores that it leaves to others.
  private func takeOn(_ niceness: Int32) {
    if threadNiceness() != niceness { setpriority(thisThread, 0, niceness) }
  }

  private func threadNiceness() -> Int32 { getpriority(thisThread, 0) }

  /// Linux takes a thread for a process here.
  private let thisThread = __priority_which_t(PRIO_PROCESS.rawValue)
#else
  // On macOS niceness is the process's, and not a thread's.
  private func takeOn(_ niceness: Int32) {}

  private func threadNiceness() -> Int32 { 0 }
#endif
