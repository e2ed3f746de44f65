import Dispatch
import Glibc
import Kernels
import Synchronization
import Testing
import Threads

/// Many regions for which threads have been called together once.
struct TeamTests {
  /// Runs regions of 1 to 7 tiles, and returns how many tiles were not visited exactly once.
  private static func mistakes(_ regions: Int, _ parallelism: Parallelism) -> Int {
    let visits = VisitCounts(7)
    var expected = Array(repeating: 0, count: 7)
    var mistakes = 0
    for region in 0..<regions {
      let tiles = 1 + region % 7
      parallelism.forEach(tiles) { tile, _ in visits.visit(tile) }
      for tile in 0..<tiles { expected[tile] += 1 }
      mistakes += zip(visits.all, expected).count { $0 != $1 }
    }
    return mistakes
  }

  @Test(arguments: [2, 3, 5, 8]) func tinyRegionsRunEachTileOnce(workers: Int) {
    #expect(Parallelism(workers: workers).withTeam { Self.mistakes(20_000, $0) } == 0)
  }

  /// The helpers go to sleep between the regions, come to the next one while it is beginning, or have gone back to sleep.
  @Test func regionsWithPausesRunEachTileOnce() {
    let mistakes = Parallelism(workers: 3).withTeam { parallelism in
      (0..<300).reduce(0) { mistakes, round in
        usleep(useconds_t(round % 30) * 10)
        return mistakes + Self.mistakes(3, parallelism)
      }
    }
    #expect(mistakes == 0)
  }

  /// Helpers arrive when a stretch is over, or while it ends.
  @Test func shortStretchesRunEachTileOnce() {
    let mistakes = (0..<500).reduce(0) { mistakes, round in
      mistakes + Parallelism(workers: 3).withTeam { Self.mistakes(round % 4, $0) }
    }
    #expect(mistakes == 0)
  }

  @Test func severalCallersHaveTheirOwnTeams() {
    let mistakes = Atomic<Int>(0)
    let callers = (0..<3).map { _ in BackgroundWorker() }
    for caller in callers {
      caller.async {
        let own = Parallelism(workers: 2).withTeam { Self.mistakes(10_000, $0) }
        mistakes.add(own, ordering: .relaxed)
      }
    }
    for caller in callers { caller.wait() }
    #expect(mistakes.load(ordering: .relaxed) == 0)
  }

  /// Dispatch then runs the iterations of the inner call one after another, so that no helper ever comes.
  @Test func aLeaderWhoseHelpersNeverComeDoesItAll() {
    let mistakes = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 100) { _ in
      let own = Parallelism(workers: 8).withTeam { Self.mistakes(100, $0) }
      mistakes.add(own, ordering: .relaxed)
    }
    #expect(mistakes.load(ordering: .relaxed) == 0)
  }

  /// What a stretch calls may depend on the thread: its stack, its signals, its task.
  @Test func aStretchRunsOnTheCallersThread() {
    @Sendable func leads() -> Bool {
      let caller = pthread_self()
      return Parallelism(workers: 8).withTeam { _ in pthread_equal(caller, pthread_self()) != 0 }
    }
    #expect((0..<200).allSatisfy { _ in leads() })
    let strangers = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 100) { _ in if !leads() { strangers.add(1, ordering: .relaxed) } }
    #expect(strangers.load(ordering: .relaxed) == 0)
  }

  @Test func anErrorEndsTheStretch() {
    struct Broken: Error, Equatable { var region: Int }
    #expect(throws: Broken(region: 3)) {
      try Parallelism(workers: 3).withTeam { parallelism throws(Broken) in
        for region in 0..<10 {
          _ = isHelped(parallelism)
          if region == 3 { throw Broken(region: region) }
        }
      }
    }
  }

  /// Their team has gone, and another one is formed.
  @Test func regionsAfterTheStretchRunEachTileOnce() {
    let gone = Parallelism(workers: 3).withTeam { $0 }
    #expect(Self.mistakes(200, gone) == 0)
    #expect(gone.withTeam { Self.mistakes(1000, $0) } == 0)
    guard isHelped(Parallelism(workers: 2)) else { return print("skipped: the second thread did not come") }
    // More than once, because another process may have the second core meanwhile.
    #expect((1...5).contains { _ in isHelped(gone) })
  }

  @Test func aStretchWithinAStretchHasTheSameTeam() {
    func team(_ parallelism: Parallelism) -> ObjectIdentifier? {
      (Mirror(reflecting: parallelism).descendant("team", "some") as AnyObject?).map(ObjectIdentifier.init)
    }
    let mistakes = Parallelism(workers: 3).withTeam { outer in
      let inner = outer.withTeam { inner in
        #expect(team(inner) != nil && team(inner) == team(outer))
        return Self.mistakes(100, inner)
      }
      return Self.mistakes(100, outer) + inner + Self.mistakes(100, outer)
    }
    #expect(mistakes == 0)
  }

  @Test func regionsWithinARegionRunEachTileOnce() {
    let visits = VisitCounts(5)
    Parallelism(workers: 3).withTeam { parallelism in
      for _ in 0..<50 {
        parallelism.forEach(7) { _, _ in parallelism.forEach(5) { tile, _ in visits.visit(tile) } }
      }
    }
    #expect(visits.all == Array(repeating: 350, count: 5))
  }

  @Test func otherThreadsMayUseALeadersParallelism() {
    let caller = BackgroundWorker()
    let mistakes = Atomic<Int>(0)
    let own = Parallelism(workers: 3).withTeam { parallelism in
      caller.async { mistakes.add(Self.mistakes(5000, parallelism), ordering: .relaxed) }
      let own = Self.mistakes(20_000, parallelism)
      caller.wait()
      return own
    }
    #expect(own == 0 && mistakes.load(ordering: .relaxed) == 0)
  }

  @Test func otherThreadsHaveTheirOwnHelpers() {
    let caller = BackgroundWorker()
    let (helper, other) = (Lock<pthread_t?>(nil), Lock<pthread_t?>(nil))
    Parallelism(workers: 2).withTeam { parallelism in
      _ = isHelped(parallelism) { helper.withLock { $0 = pthread_self() } }
      caller.async { _ = isHelped(parallelism) { other.withLock { $0 = pthread_self() } } }
      caller.wait()
    }
    guard let helper = helper.withLock({ $0 }), let other = other.withLock({ $0 }) else {
      return print("skipped: there were no threads for both callers")
    }
    #expect(pthread_equal(helper, other) == 0)
  }

  @Test func helpersThatSleepAreWoken() {
    Parallelism(workers: 2).withTeam { parallelism in
      guard isHelped(parallelism) else { return print("skipped: the second thread did not come") }
      for _ in 0..<5 {
        usleep(20_000)
        #expect(isHelped(parallelism))
      }
    }
  }

  /// Only the caller's thread can handle them: `Interruption`.
  @Test func helpersLeaveSignalsToOthers() {
    let unblocked = Atomic<Int>(0)
    let hasCome = Parallelism(workers: 2).withTeam { parallelism in
      isHelped(parallelism) {
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        for signal in [SIGINT, SIGTERM, SIGHUP] where sigismember(&blocked, signal) != 1 {
          unblocked.add(1, ordering: .relaxed)
        }
      }
    }
    if !hasCome { print("skipped: the second thread did not come") }
    #expect(unblocked.load(ordering: .relaxed) == 0)
  }

  /// Dispatch makes its threads nicer or less nice than the process where it may.
  @Test func helpersAreAsNiceAsTheCaller() {
    @Sendable func niceness() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
    let caller = BackgroundWorker()
    caller.async {
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 1)
      let own = niceness()
      let others = Atomic<Int>(0)
      let hasCome = isHelped(Parallelism(workers: 2)) {
        if niceness() != own { others.add(1, ordering: .relaxed) }
      }
      if !hasCome { print("skipped: the second thread did not come") }
      #expect(others.load(ordering: .relaxed) == 0)
    }
    caller.wait()
  }
}

/// Whether another thread comes to a region, within some seconds. `help` is called on it.
private func isHelped(_ parallelism: Parallelism, help: () -> Void = {}) -> Bool {
  let helpers = Atomic<Int>(0)
  let start = ContinuousClock.now
  parallelism.forEach(2) { _, worker in
    if worker > 0 {
      help()
      helpers.add(1, ordering: .releasing)
    }
    while helpers.load(ordering: .acquiring) == 0, ContinuousClock.now - start < .seconds(3) {}
  }
  return helpers.load(ordering: .relaxed) > 0
}
