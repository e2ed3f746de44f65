import Processes
import Reporting
import Runs
import Sweeps
import Testing

/// The driver over a transport that lies: only the folder of results decides how a run ended.
struct SweepDriverTests {
  private func ended(
    _ run: Int, _ outcome: ChildProcess.Outcome?, task: Int = 1, patience: Duration = .zero
  ) -> TaskEvent {
    TaskEvent(TaskID(run: run, number: task), .status(.ended(TaskEnd(outcome, patience: patience))))
  }

  private func runs(_ run: Int, task: Int = 1) -> TaskEvent {
    TaskEvent(TaskID(run: run, number: task), .status(.runs))
  }

  private func waits(_ run: Int) -> TaskEvent { TaskEvent(TaskID(run: run, number: 1), .status(.waits)) }

  private func says(_ run: Int, _ event: ProgressEvent) -> TaskEvent {
    TaskEvent(TaskID(run: run, number: 1), .line(event.line(at: "")))
  }

  private func epoch(_ name: String, _ epoch: Int, of epochs: Int, seconds: Double) -> ProgressEvent {
    ProgressEvent(
      .epoch,
      [
        .init("name", .string(name)), .init("epoch", .integer(epoch)), .init("epochs", .integer(epochs)),
        .init("seconds", .double(seconds)),
      ])
  }

  private let nothingSaid = "it ended without a result and without a word"

  // MARK: Lies about the end

  @Test func successWithoutAResultIsAFailure() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.script = [
      { [runs(0), runs(1), ended(0, .exited(0))] },
      {
        try sweep.leaveResult(of: 1)
        return [ended(1, .exited(0))]
      },
    ]
    #expect(try sweep.train() == ["a: \(nothingSaid)"])
    #expect(sweep.said.suffix(3) == ["error a \(nothingSaid)", "sweep a failed", "sweep b completed"])
  }

  @Test(arguments: [.exited(1), .exited(75), .exited(143), .killed(signal: 9), nil] as [ChildProcess.Outcome?])
  func aResultCountsWhateverTheTaskEndsWith(outcome: ChildProcess.Outcome?) throws {
    let sweep = try SmallSweep(["a": "seed: 1"])
    sweep.transport.script = [
      {
        try sweep.leaveResult(of: 0)
        return [ended(0, outcome)]
      }
    ]
    #expect(try sweep.train() == [])
    #expect(sweep.said == ["sweep", "sweep a completed"])
  }

  @Test func aDivergedResultIsAResult() throws {
    let sweep = try SmallSweep(["a": "optimizer: {sgd: {learning_rate: 3e38}}\nepochs: 5"])
    sweep.transport.script = [
      {
        try sweep.leaveResult(of: 0)
        return [ended(0, .exited(1))]
      }
    ]
    #expect(try sweep.train() == ["a: diverged"])
    #expect(sweep.said.last == "sweep a diverged")
  }

  @Test func anEndThatIsReportedTwiceCountsOnce() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.script = [
      { [ended(0, .exited(1)), ended(0, .exited(1)), ended(0, .exited(75)), ended(0, .killed(signal: 9))] },
      { [ended(0, .exited(1)), ended(1, .exited(1))] },
    ]
    #expect(try sweep.train() == ["a: \(nothingSaid)", "b: \(nothingSaid)"])
    #expect(sweep.said.count { $0 == "sweep a failed" } == 1)
  }

  /// Reports about a run that waits, about one that does not exist, and about a task that the run has not had yet.
  @Test func endsOfWhatWasNeverStartedCountForNothing() throws {
    let sweep = try SmallSweep(["a": "epochs: 1", "b": "epochs: 2"])
    sweep.transport.script = [
      { [ended(1, .exited(1)), ended(7, .exited(1)), ended(-1, .exited(1)), ended(0, .exited(1), task: 2)] },
      {
        #expect(sweep.said == ["sweep"])
        return [ended(0, .exited(1))]
      }, { [ended(1, .exited(1))] },
    ]
    #expect(try sweep.train().count == 2)
    #expect(sweep.transport.orders == ["start a, 2 threads", "start b, 2 threads"])
    #expect(
      sweep.said == ["sweep", "error a \(nothingSaid)", "sweep a failed", "error b \(nothingSaid)", "sweep b failed"])
  }

  @Test func whatIsReportedAfterTheEndCountsForNothing() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.script = [
      { [ended(0, .exited(1)), runs(0), says(0, .note("late")), waits(0)] },
      { [says(0, epoch("a", 1, of: 1, seconds: 1)), runs(0), ended(1, .exited(1))] },
    ]
    #expect(try sweep.train().count == 2)
    #expect(
      sweep.said == ["sweep", "error a \(nothingSaid)", "sweep a failed", "error b \(nothingSaid)", "sweep b failed"])
  }

  @Test func aTaskThatIsLostHasEnded() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.script = [
      {
        try sweep.leaveResult(of: 1)
        sweep.transport.lost = [TaskID(run: 0, number: 1), TaskID(run: 1, number: 1)]
        return [says(0, .note("the last words"))]
      }
    ]
    #expect(try sweep.train() == ["a: the last words"])
    #expect(sweep.said.last == "sweep b completed")
  }

  /// The result of a task that ended on another machine is awaited, by the clock.
  @Test(arguments: [true, false]) func aResultMayBeSeenLate(isRepeated: Bool) throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"], slots: nil)
    let ends = [ended(0, .exited(0), patience: .seconds(60)), ended(1, .exited(0), patience: .seconds(2))]
    sweep.transport.script = (0...20).map { turn in
      {
        // Half a second per wait: b's time is up after four.
        #expect(sweep.said.contains("sweep b failed") == (turn > 4), "\(turn)")
        if turn == 20 { try sweep.leaveResult(of: 0) }
        return turn == 0 || isRepeated ? ends : []
      }
    }
    #expect(try sweep.train() == ["b: \(nothingSaid)"])
    #expect(sweep.said.last == "sweep a completed")
    #expect(sweep.transport.pauses.count == 20)
  }

  @Test func aTaskThatIsQueuedAgainHasNotEnded() throws {
    let sweep = try SmallSweep(["a": "seed: 1"], slots: nil)
    sweep.transport.script = [
      { [runs(0), says(0, epoch("a", 1, of: 5, seconds: 1))] }, { [ended(0, nil, patience: .seconds(2))] },
      { [waits(0)] }, { [waits(0)] }, { [runs(0)] },
      {
        try sweep.leaveResult(of: 0)
        return [ended(0, .exited(0), patience: .seconds(60))]
      },
    ]
    #expect(try sweep.train() == [])
    #expect(sweep.said == ["sweep", "epoch a 1", "note a a: back in the queue", "sweep a completed"])
    #expect(sweep.transport.pauses.map { ($0 * 10).rounded() / 10 } == [5, 0.5, 5, 5, 5])
  }

  // MARK: Lies about other processes

  /// The run is started again only when its lock is free, and the run that continues from it waits meanwhile.
  @Test func aRunThatAnotherProcessHolds() throws {
    let sweep = try SmallSweep(["a": "epochs: 1", "b": "epochs: 2", "c": "seed: 2"])
    var lock: [Any] = [try sweep.hold(0)]
    sweep.transport.script = [
      { [ended(0, .exited(75)), ended(2, .exited(1))] }, { [] }, { [ended(0, .exited(75))] },
      {
        lock = []
        sweep.waitUntilFree(0)
        return []
      },
      {
        try sweep.leaveResult(of: 0)
        return [ended(0, .exited(0), task: 2)]
      },
      { [ended(1, .exited(1))] },
    ]
    #expect(try sweep.train().count == 2)
    #expect(
      sweep.transport.orders
        == ["start a, 2 threads", "start c, 2 threads", "start a, 2 threads", "start b, 2 threads"])
    #expect(sweep.said.count { $0 == "note a a: another process is training it" } == 1)
    #expect(lock.isEmpty)
  }

  /// It is started once each time that the driver waits, not in a loop, and the others continue.
  @Test func aRunThatIsBusyForEver() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.script = (1...20).map { turn in
      { [ended(0, .exited(75), task: turn)] + (turn == 3 ? [ended(1, .exited(1))] : []) }
    }
    #expect(throws: Interrupted.self) { try sweep.train() }
    #expect(sweep.transport.orders.count { $0.hasPrefix("start a") } == 21)
    #expect(sweep.transport.pauses.count == 21)
    #expect(sweep.said.contains("sweep b failed"))
    #expect(sweep.transport.orders.last == "leave [0]")
  }

  @Test func anotherProcessMayTrainTheRun() throws {
    let sweep = try SmallSweep(["a": "seed: 1"])
    let lock = try sweep.hold(0)
    sweep.transport.script = [
      { [ended(0, .exited(75))] },
      {
        lock.release()
        try sweep.leaveResult(of: 0)
        return []
      },
    ]
    #expect(try sweep.train() == [])
    #expect(sweep.transport.orders == ["start a, 2 threads"])
  }

  // MARK: Starting

  @Test func whatIsThereIsNotStarted() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    for run in [0, 1] { try sweep.leaveResult(of: run) }
    #expect(try sweep.train() == [])
    #expect(sweep.transport.orders == [])
    #expect(sweep.said == ["sweep", "sweep a completed", "sweep b completed"])
  }

  @Test func aStartThatFailsEndsTheSweepAndNoTaskIsLeftBehind() throws {
    struct NoProcess: Error {}
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2", "c": "seed: 3"])
    sweep.transport.onStart = { start in
      if start.run.name == "c" { throw NoProcess() }
      return [TaskEvent(start.task, .status(.runs))]
    }
    sweep.transport.script = [{ [ended(0, .exited(1))] }]
    #expect(throws: NoProcess.self) { try sweep.train() }
    #expect(
      sweep.transport.orders == ["start a, 2 threads", "start b, 2 threads", "start c, 2 threads", "leave [1, 2]"])
    #expect(sweep.said == ["sweep", "error a \(nothingSaid)", "sweep a failed", "note left", "note left"])
  }

  /// A report at the start counts like a later one.
  @Test func aTaskMayEndAsItStarts() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.onStart = { start in
      try sweep.leaveResult(of: 0)
      return [TaskEvent(start.task, .status(.ended(.unknown)))]
    }
    #expect(try sweep.train() == ["b: \(nothingSaid)"])
    #expect(sweep.said.contains("sweep a completed"))
  }

  // MARK: More threads

  @Test func theLastRunGoesOnWithMoreThreads() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    let interrupted = ProgressEvent(.end, [.init("name", .string("b")), .init("status", .string("interrupted"))])
    sweep.transport.script = [
      { [runs(0), runs(1), says(1, epoch("b", 1, of: 100, seconds: 1)), ended(0, .exited(1))] },
      { [says(1, interrupted), says(1, .note("more threads")), ended(1, .exited(143))] },
      // Neither the first task's end nor its messages are those of the second.
      { [runs(1, task: 2), ended(1, .killed(signal: 9)), ended(1, .exited(1), task: 2)] },
    ]
    #expect(try sweep.train() == ["a: \(nothingSaid)", "b: \(nothingSaid)"])
    #expect(
      sweep.transport.orders == ["start a, 2 threads", "start b, 2 threads", "stop 1", "start b, 4 threads, goes on"])
    #expect(!sweep.said.contains { $0.hasPrefix("end") })
  }

  @Test func aTaskThatIsMovedMayBeFasterOrFail() throws {
    for isFaster in [true, false] {
      let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
      sweep.transport.script = [
        { [says(1, epoch("b", 1, of: 100, seconds: 1)), ended(0, .exited(1))] },
        {
          if isFaster { try sweep.leaveResult(of: 1) }
          return [waits(1), ended(1, isFaster ? .exited(143) : .killed(signal: 9))]
        },
      ]
      #expect(try sweep.train().count == (isFaster ? 1 : 2))
      #expect(sweep.transport.orders == ["start a, 2 threads", "start b, 2 threads", "stop 1"])
    }
  }

  /// Such times must neither move a run nor crash the driver.
  @Test(arguments: [1e300, -1, .nan, .infinity, 0]) func epochsTakeNoSuchTime(seconds: Double) throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.script = [
      { [says(1, epoch("b", 1, of: 100, seconds: seconds)), ended(0, .exited(1))] }, { [ended(1, .exited(1))] },
    ]
    #expect(try sweep.train().count == 2)
    #expect(!sweep.transport.orders.contains("stop 1"))
  }

  // MARK: Ending early

  @Test func failFastCancelsTheOthers() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2", "c": "seed: 3"])
    sweep.transport.script = [{ [runs(0), runs(1), ended(0, .exited(1))] }]
    #expect(try sweep.train(failFast: true) == ["a: \(nothingSaid)"])
    #expect(sweep.transport.orders == ["start a, 2 threads", "start b, 2 threads", "cancel [1]"])
    #expect(sweep.said.suffix(2) == ["sweep a failed", "note cancelled"])
  }

  /// Ctrl-C also reaches the tasks while the driver waits. It must not hear of their ends first.
  @Test func anInterruptionIsNoFailure() throws {
    let sweep = try SmallSweep(["a": "seed: 1", "b": "seed: 2"])
    sweep.transport.onWait = { sweep.transport.interrupt() }
    sweep.transport.script = [{ [runs(0), runs(1)] }, { [ended(0, .exited(130)), ended(1, .exited(130))] }]
    do {
      _ = try sweep.train()
      Issue.record("it was interrupted")
    } catch let early as Interrupted {
      #expect(early.signal == 2)
      #expect(early.events.map { $0.text("message") } == ["specs: interrupted; so far"])
    }
    #expect(sweep.transport.orders == ["start a, 2 threads", "start b, 2 threads", "leave [0, 1]"])
    #expect(sweep.said == ["sweep", "note left", "note left"])
  }
}
