import Datasets
import Glibc
import Processes
import Records
import Results
import Runs

/// Trains a sweep's runs on this machine, several at a time, each in a process of its own.
///
/// Processes, not threads: a run that the system kills, for want of memory say, takes no other with it, and each has the worker
/// threads of the engine to itself.
package struct LocalExecutor {
  package let arguments: TaskArguments
  package let jobs: Int
  /// Of all tasks together.
  package let threads: Int
  package let failFast: Bool
  package let progress: SweepProgress

  private var queue: [SweepRun] = []
  /// Stopped between two steps, to go on with more threads.
  private var moving: [SweepRun] = []
  private var active: [ActiveTask] = []
  /// Trained by another process at the moment.
  private var busy: [SweepRun] = []
  package private(set) var failures: [RunFailure] = []
  /// The data sets of the tasks so far; nil for one that there is no memory for.
  private var datasets: [(use: DatasetUse, shared: SharedDataset?)] = []

  package init(_ arguments: TaskArguments, jobs: Int, threads: Int, failFast: Bool, _ progress: SweepProgress) {
    self.arguments = arguments
    self.jobs = jobs
    self.threads = threads
    self.failFast = failFast
    self.progress = progress
  }

  private struct ActiveTask {
    let run: SweepRun
    let process: ChildProcess
    var lines = LineBuffer()
    var words = TaskWords()
    let threads: Int
    /// When its last epoch will end, as far as its epochs so far tell.
    var end: ContinuousClock.Instant?
    /// It has been told to stop, and will go on with more threads.
    var isMoving = false
  }

  /// - Parameter runs: in the order in which they are to start.
  /// - Returns: why runs have no result.
  package mutating func train(_ runs: [SweepRun]) throws -> [RunFailure] {
    queue = runs
    while !(queue.isEmpty && active.isEmpty && busy.isEmpty && moving.isEmpty) {
      if let signal = Interruption.signal { try interrupt(signal) }
      if failFast && !failures.isEmpty { return stop() }
      try startTasks()
      try lookAtBusyRuns()
      useIdleThreads()
      try readMessages()
      progress.tick()
    }
    return failures
  }

  private mutating func startTasks() throws {
    while active.count < jobs, let next = queue.firstIndex(where: isReady) {
      let run = queue.remove(at: next)
      // Another sweep of this folder may have been faster.
      if let summary = try run.recorded() {
        finish(run, summary)
        continue
      }
      try start(run, threads: arguments.setup.threads ?? 1)
    }
    while let run = moving.popLast() {
      try start(run, threads: share(of: active.count + moving.count + 1), goesOn: true)
    }
  }

  /// Whether nothing is under way that the run could go on from.
  private func isReady(_ run: SweepRun) -> Bool {
    let unfinished = queue + active.map(\.run) + busy + moving
    return !run.shorter.contains { shorter in unfinished.contains { $0.paths == shorter.paths } }
  }

  private mutating func start(_ run: SweepRun, threads: Int, goesOn: Bool = false) throws {
    let dataset = sharedDataset(of: run.experiment)
    let process = try ChildProcess(
      ChildProcess.ownPath, arguments.words(for: run, threads: threads, goesOn: goesOn, dataset: dataset?.descriptor),
      inherited: dataset?.descriptor)
    progress.begin(run)
    active.append(ActiveTask(run: run, process: process, threads: threads))
  }

  private mutating func sharedDataset(of experiment: Experiment) -> SharedDataset? {
    let use = experiment.loaded.datasetUse
    if let known = datasets.first(where: { $0.use == use }) { return known.shared }
    let shared = SharedDataset(experiment.dataset)
    datasets.append((use, shared))
    return shared
  }

  /// Threads for each of so many tasks.
  private func share(of tasks: Int) -> Int { max(1, threads / max(1, tasks)) }

  /// When no run can start any more, the threads of those that have ended go to those that last: a task is stopped between two
  /// steps, and goes on from there to the same bits. Not for the sake of a second.
  private mutating func useIdleThreads() {
    guard !queue.contains(where: isReady), busy.isEmpty, moving.isEmpty else { return }
    let soon = ContinuousClock.now + .seconds(1.5)
    for index in active.indices where !active[index].isMoving && active[index].threads < share(of: active.count) {
      guard let end = active[index].end, end > soon else { continue }
      active[index].isMoving = true
      kill(active[index].process.pid, SIGTERM)
    }
  }

  /// A run that another process held is queued again once it lets go.
  private mutating func lookAtBusyRuns() throws {
    guard queue.isEmpty, active.count < jobs else { return }
    for (index, run) in busy.enumerated().reversed() where run.isFree {
      busy.remove(at: index)
      queue.append(run)
    }
  }

  /// Waits a moment for messages, and ends the tasks that have none any more.
  private mutating func readMessages() throws {
    var descriptors = active.map { pollfd(fd: $0.process.stderr, events: Int16(POLLIN), revents: 0) }
    guard poll(&descriptors, nfds_t(descriptors.count), 100) > 0 else { return }
    for index in active.indices.reversed() where descriptors[index].revents != 0 {
      if let lines = active[index].lines.read(active[index].process.stderr) {
        for line in lines { read(line, of: index) }
      } else {
        let task = active.remove(at: index)
        try end(task, task.process.wait())
      }
    }
  }

  private mutating func read(_ line: String, of index: Int) {
    let event = active[index].words.add(line, of: active[index].run)
    // That it was interrupted is no news of a task that is moved.
    guard let event, !(active[index].isMoving && event.isOfInterruption) else { return }
    progress.show(event)
    func number(_ key: String) -> Double? { event[key].flatMap { Double($0.line) } }
    guard event.kind == .epoch, let epoch = number("epoch"), let epochs = number("epochs"),
      let seconds = number("seconds")
    else { return }
    active[index].end = .now + .seconds(seconds * (epochs - epoch))
  }

  private mutating func end(_ task: ActiveTask, _ outcome: ChildProcess.Outcome) throws {
    if task.isMoving, outcome == .exited(ExitStatus.terminated.rawValue) {
      progress.pause(task.run)
      moving.append(task.run)
    } else if outcome == .exited(ExitStatus.busy.rawValue) {
      progress.wait(for: task.run)
      busy.append(task.run)
    } else if let summary = try task.run.recorded() {
      finish(task.run, summary)
    } else {
      fail(task.run, outcome, task.words)
    }
  }

  private mutating func finish(_ run: SweepRun, _ summary: RunSummary) {
    progress.finish(run, summary)
    if summary.status == .diverged { failures.append(RunFailure(run: run.name, reason: "diverged")) }
  }

  private mutating func fail(_ run: SweepRun, _ outcome: ChildProcess.Outcome, _ words: TaskWords) {
    let reason =
      switch outcome {
      case .exited: words.reason
      case .killed(let signal):
        "it was killed by signal \(signal)\(signal == SIGKILL ? ": by hand, or for want of memory" : "")"
      }
    failures.append(RunFailure(run: run.name, reason: reason))
    progress.fail(run, reason, words.errors)
  }

  // MARK: Ending early

  /// Tells all tasks to save where they stand, and waits for them.
  private mutating func endTasks() {
    for task in active { kill(task.process.pid, SIGTERM) }
    for index in active.indices {
      // What they say then is the sweep's own farewell, once for each; programs may want it for each.
      while let lines = active[index].lines.read(active[index].process.stderr) {
        if progress.terminal.speaksJSON { for line in lines { read(line, of: index) } }
      }
      _ = active[index].process.wait()
    }
    active = []
  }

  private mutating func interrupt(_ signal: Int32) throws {
    endTasks()
    progress.end()
    throw Interrupted(
      signal: signal, sweep: arguments.sweepName,
      "\(arguments.sweepName): interrupted; the same command goes on from there")
  }

  private mutating func stop() -> [RunFailure] {
    endTasks()
    progress.end()
    return failures
  }
}

/// A run that has come to no model.
package struct RunFailure {
  package var run: String
  package var reason: String

  package init(run: String, reason: String) {
    self.run = run
    self.reason = reason
  }
}

extension SweepRun {
  /// Whether nobody writes this result at the moment.
  package var isFree: Bool {
    guard let lock = try? ResultLock.acquire(paths.lock) else { return false }
    lock.release()
    return true
  }
}

extension LineBuffer {
  /// The lines that a pipe has completed now; nil at its end.
  fileprivate mutating func read(_ descriptor: Int32) -> [String]? {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &piece, piece.count)
    if count < 0 && errno == EINTR { return [] }
    return count > 0 ? add(piece[..<count]) : nil
  }
}
