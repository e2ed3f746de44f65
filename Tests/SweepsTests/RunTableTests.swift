import Processes
import Reporting
import Runs
import Sweeps
import Testing

/// The decisions of a sweep's driver, tested without processes and without waiting.
struct RunTableTests {
  private let now = ContinuousClock.now
  private var late: RunState { .underWay(until: now + .seconds(60)) }
  private let two = Slots(jobs: 2, threads: 4, threadsPerJob: 2)

  /// A table whose runs have these states, and those with a task `threads` each.
  private func table(_ states: [RunState], shorter: [Int: [Int]] = [:], threads: Int = 2) -> RunTable {
    var table = RunTable(shorter: states.indices.map { shorter[$0] ?? [] })
    _ = table.start(Array(states.indices), Slots(jobs: 9, threads: 9, threadsPerJob: threads))
    for (place, state) in states.enumerated() { table.rows[place].state = state }
    return table
  }

  // MARK: Which runs start

  @Test func asManyAsThereArePlaces() {
    #expect(table([.waiting, .waiting, .waiting]).startable(two) == [0, 1])
    #expect(table([late, .waiting, .waiting]).startable(two) == [1])
    #expect(table([.finished, .failed, .submitted, .waiting]).startable(two) == [3])
    for taken: RunState in [.submitted, .moving, late, .ending(.unknown, wasMoving: false, until: now)] {
      #expect(table([taken, taken, .waiting]).startable(two) == [], "\(taken)")
    }
    for left: RunState in [.held, .finished, .failed] {
      #expect(table([left, left, .waiting, .waiting]).startable(two) == [2, 3], "\(left)")
    }
  }

  @Test func shorterRunsGoFirst() {
    let shorter = [0: [1, 2], 1: [2]]
    #expect(table([.waiting, .waiting, .waiting], shorter: shorter).startable(two) == [2])
    for unfinished: RunState in [.held, .moved, late, .submitted] {
      #expect(!table([.waiting, .waiting, unfinished], shorter: shorter).startable(two).contains(1), "\(unfinished)")
    }
    #expect(table([.waiting, .waiting, .finished], shorter: shorter).startable(two) == [1])
    // A run whose shorter one has failed starts from where that one stopped.
    #expect(table([.waiting, .failed, .finished], shorter: shorter).startable(two) == [0])
  }

  @Test func aQueueOfItsOwnGetsAllAtOnce() {
    #expect(table([.waiting, .waiting, late, .held], shorter: [0: [1]]).startable(nil) == [0, 1])
  }

  @Test func aRunThatWasMovedHasKeptItsPlace() {
    #expect(table([late, .waiting, .moved]).startable(two) == [2])
    var moved = table([late, .moved, .finished])
    let start = moved.start([1], two)
    #expect(start.map(\.goesOn) == [true] && start.map(\.threads) == [2])
    #expect(start.map(\.task) == [TaskID(run: 1, number: 2)])
    var alone = table([.finished, .moved])
    #expect(alone.start([1], two).map(\.threads) == [4])
  }

  // MARK: Which runs get more threads

  @Test func theLastRunsGetTheIdleThreads() {
    #expect(table([.finished, late, .failed]).movable(two, at: now) == [1])
    #expect(table([late, late]).movable(two, at: now) == [])
    #expect(table([late, .finished], threads: 4).movable(two, at: now) == [])
    // A run that waits for one under way can't use them.
    #expect(table([late, .waiting], shorter: [1: [0]]).movable(two, at: now) == [0])
  }

  @Test func nothingIsMovedInVain() {
    for other: RunState in [.waiting, .held, .moved] {
      #expect(table([late, other]).movable(two, at: now) == [], "\(other)")
    }
    for state: RunState in [.underWay(until: nil), .underWay(until: now + .seconds(1)), .submitted, .moving] {
      #expect(table([state, .finished]).movable(two, at: now) == [], "\(state)")
    }
    #expect(table([late, .finished]).movable(nil, at: now) == [])
  }

  // MARK: Reports about a task

  @Test func statesFollowFromWhatIsTold() {
    let end = TaskEnd(.exited(0), patience: .seconds(60))
    let ending = RunState.ending(end, wasMoving: false, until: now + .seconds(60))
    #expect(RunState.submitted.after(.runs, at: now) == .underWay(until: nil))
    #expect(late.after(.runs, at: now) == late)
    #expect(late.after(.waits, at: now) == .submitted)
    for state in [.submitted, late] { #expect(state.after(.ended(end), at: now) == ending) }
    #expect(RunState.moving.after(.ended(end), at: now) == .ending(end, wasMoving: true, until: now + .seconds(60)))
    for status: TaskStatus in [.waits, .runs] { #expect(RunState.moving.after(status, at: now) == .moving) }
    // The first end counts, and its deadline stays.
    #expect(ending.after(.ended(.unknown), at: now + .seconds(50)) == ending)
    #expect(ending.after(.waits, at: now) == .submitted)
    #expect(ending.after(.runs, at: now) == .underWay(until: nil))
  }

  @Test(arguments: [RunState.waiting, .moved, .held, .finished, .failed])
  func aRunWithoutATaskIsLeftAlone(state: RunState) {
    for status: TaskStatus in [.waits, .runs, .ended(.unknown)] { #expect(state.after(status, at: now) == state) }
  }

  @Test(
    arguments: [
      (.exited(0), false, .failed), (.exited(1), false, .failed), (.exited(75), false, .held), (nil, true, .failed),
      (.exited(75), true, .held), (.exited(143), true, .moved), (.exited(143), false, .failed),
      (.killed(signal: 15), true, .failed),
    ] as [(ChildProcess.Outcome?, Bool, RunState)])
  func anEndWithoutAResult(outcome: ChildProcess.Outcome?, wasMoving: Bool, state: RunState) {
    #expect(TaskEnd(outcome).state(wasMoving: wasMoving) == state)
  }

  @Test func whyThereIsNoResult() {
    let silent = TaskWords()
    #expect(TaskEnd(.exited(0)).reason(silent) == "it ended without a result and without a word")
    #expect(TaskEnd(.killed(signal: 11)).reason(silent) == "it was killed by signal 11")
    #expect(
      TaskEnd(.killed(signal: 9), log: "x.log").reason(silent)
        == "it was killed by signal 9: by hand, or for want of memory (x.log)")
    #expect(TaskEnd(nil, reason: "its node failed", log: "x.log").reason(silent) == "its node failed (x.log)")
  }
}
