import Records
import Reporting
import Results
import Runs

/// Trains the runs of a sweep: starts them over a transport, listens to its reports, and decides how each has ended.
///
/// | state | what happens | next state |
/// | --- | --- | --- |
/// | waiting | a slot is free, and no shorter run is unfinished | submitted |
/// | submitted | its task runs, or prints a line | under way |
/// | under way | its task is in the queue again | submitted |
/// | under way | threads are idle, and no other run can start | moving |
/// | submitted, under way, moving | its task has ended, or is lost | ending |
/// | ending | its task is in the queue again, or runs | submitted, under way |
/// | ending | its task was to move, and was stopped | moved |
/// | ending | its task has found the run locked | held |
/// | ending | its time is up | failed |
/// | moved | at once | submitted |
/// | held | the lock is free | waiting |
/// | any but failed | **its result is in the folder** | finished |
///
/// The last row takes precedence, and only `isSettled` implements it: a task that claims success without a result has failed, and a
/// run whose task is reported as failed, or is lost, is finished once its result exists.
package struct SweepDriver<T: Transport> {
  package private(set) var transport: T
  private let runs: [SweepRun]
  private let sweep: String
  private let failFast: Bool
  private let progress: SweepProgress
  private let now: () -> ContinuousClock.Instant
  private let signal: () -> Int32?
  private let start: ContinuousClock.Instant

  private var table: RunTable
  /// The output of each run's current task.
  private var words: [TaskWords]
  private var failures: [RunFailure] = []

  /// - Parameters:
  ///   - runs: in the order in which they are to start.
  ///   - sweep: its name.
  ///   - signal: the one to end by.
  package init(
    _ runs: [SweepRun], over transport: T, of sweep: String, failFast: Bool, _ progress: SweepProgress,
    now: @escaping () -> ContinuousClock.Instant = { .now }, signal: @escaping () -> Int32? = { Interruption.signal }
  ) {
    self.transport = transport
    self.runs = runs
    self.sweep = sweep
    self.failFast = failFast
    self.progress = progress
    self.now = now
    self.signal = signal
    start = now()
    table = RunTable(runs)
    words = runs.map { _ in TaskWords() }
  }

  /// - Returns: the runs without a usable result, and why they have none.
  package mutating func train() throws -> [RunFailure] {
    defer { progress.end() }
    let signal: Int32?
    do { signal = try trainAll() } catch {
      // Whatever the error: tasks that end with this command save their state.
      _ = leave()
      throw error
    }
    guard let signal else { return failures }
    throw Interrupted(signal: signal, sweep: sweep, "\(sweep): interrupted; \(leave())")
  }

  /// - Returns: the signal that ended it early.
  private mutating func trainAll() throws -> Int32? {
    try startRuns()
    while !table.isOver {
      if let signal = signal() { return signal }
      try listen()
      if failFast && !failures.isEmpty {
        showLast(transport.cancel(table.tasks))
        break
      }
      try lookAtHeldRuns()
      try startRuns()
      moveRuns()
      if !table.isOver { pause() }
    }
    return nil
  }

  // MARK: Actions

  /// Starts the runs that can start. Other commands may have been faster: a run with a result is skipped.
  package mutating func startRuns() throws {
    while case let next = table.startable(transport.slots), !next.isEmpty {
      let missing = try next.filter { try !isSettled($0) }
      for run in missing { words[run] = TaskWords() }
      let tasks = table.start(missing, transport.slots).map { start in
        TaskStart(task: start.task, run: runs[start.task.run], threads: start.threads, goesOn: start.goesOn)
      }
      guard !tasks.isEmpty else { continue }
      for event in try transport.start(tasks) { try hear(event) }
    }
  }

  private mutating func moveRuns() {
    for run in table.movable(transport.slots, at: now()) {
      table.rows[run].state = .moving
      transport.stop(table.task(of: run))
    }
  }

  private mutating func lookAtHeldRuns() throws {
    for run in table.places({ $0 == .held }) where try !isSettled(run) {
      if table.hasPlace(transport.slots), !ResultLock.isHeld(runs[run].paths.lock) { enter(.waiting, run) }
    }
  }

  private mutating func pause() {
    let end = now() + transport.pause(after: now() - start, isSoon: table.isEnding)
    repeat {
      progress.tick()
      transport.wait(atMost: .milliseconds(100))
    } while signal() == nil && now() < end
  }

  // MARK: Events

  private mutating func listen() throws {
    for event in try transport.events(of: table.tasks) { try hear(event) }
    for task in table.tasks where !transport.holds(task) { try hear(TaskEvent(task, .status(.ended(.unknown)))) }
    for run in table.places(\.isEnding) where try !isSettled(run) { conclude(run) }
  }

  private mutating func hear(_ event: TaskEvent) throws {
    guard table.has(event.task) else { return }
    let run = event.task.run
    switch event.news {
    case .line(let line): read(line, of: run)
    case .status(let status):
      guard try !isSettled(run) else { return }
      enter(table.rows[run].state.after(status, at: now()), run)
      conclude(run)
    }
  }

  private mutating func read(_ line: String, of run: Int) {
    if table.rows[run].state == .submitted { enter(.underWay(until: nil), run) }
    guard let event = words[run].add(line, of: runs[run]) else { return }
    // Moving a run interrupts its task, but not the run.
    guard !(table.rows[run].state == .moving && event.isOfInterruption) else { return }
    progress.show(event)
    if case .underWay = table.rows[run].state, let rest = event.timeLeft {
      table.rows[run].state = .underWay(until: now() + rest)
    }
  }

  // MARK: Outcomes

  /// Whether the run has a result: only the folder decides, whatever is reported about its task.
  private mutating func isSettled(_ run: Int) throws -> Bool {
    if table.rows[run].state.isFinal { return true }
    guard let summary = runs[run].recorded else { return false }
    table.rows[run].state = .finished
    progress.finish(runs[run], summary)
    if summary.status == .diverged { failures.append(.diverged(runs[run].name)) }
    return true
  }

  /// Ends a run without a result once its task can no longer give one.
  private mutating func conclude(_ run: Int) {
    guard case .ending(let end, let wasMoving, let time) = table.rows[run].state, time <= now() else { return }
    enter(end.state(wasMoving: wasMoving), run)
    guard table.rows[run].state == .failed else { return }
    let reason = end.reason(words[run])
    failures.append(RunFailure(run: runs[run].name, reason: reason))
    progress.fail(runs[run], reason, words[run].errors)
  }

  private mutating func enter(_ state: RunState, _ run: Int) {
    table.rows[run].state = state
    switch state {
    case .underWay where !progress.isRunning(runs[run]): progress.begin(runs[run])
    case .submitted where progress.isRunning(runs[run]): progress.requeue(runs[run])
    case .moved: progress.pause(runs[run])
    case .held: progress.wait(for: runs[run])
    default: break
    }
  }

  // MARK: Ending early

  /// - Returns: how the runs continue.
  private mutating func leave() -> String {
    let farewell = transport.leave(table.tasks)
    showLast(farewell.events)
    return farewell.words
  }

  /// The last lines of interrupted tasks would repeat the sweep's own message for each; only programs may want that.
  private mutating func showLast(_ events: [TaskEvent]) {
    guard progress.terminal.speaksJSON else { return }
    for event in events where table.has(event.task) {
      if case .line(let line) = event.news { read(line, of: event.task.run) }
    }
  }
}

/// A run without a usable result, and why it has none.
package struct RunFailure: Equatable {
  package var run: String
  package var reason: String

  package init(run: String, reason: String) {
    self.run = run
    self.reason = reason
  }

  package static func diverged(_ run: String) -> RunFailure { RunFailure(run: run, reason: "diverged") }
  package var isDivergence: Bool { self == .diverged(run) }
}

extension ProgressEvent {
  /// The time of the remaining epochs, if each takes as long as this.
  fileprivate var timeLeft: Duration? {
    func number(_ key: String) -> Double? { self[key].flatMap { Double($0.line) } }
    guard kind == .epoch, let epoch = number("epoch"), let epochs = number("epochs"), let seconds = number("seconds"),
      // More is not a Duration, and was not measured.
      case let left = seconds * (epochs - epoch), (0..<1e12).contains(left)
    else { return nil }
    return .seconds(left)
  }
}
