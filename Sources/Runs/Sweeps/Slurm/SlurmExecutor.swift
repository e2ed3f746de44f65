import Glibc
import Records
import Reporting
import Runs

/// Trains a sweep's runs on a Slurm cluster: one job array over the shared folder of the results.
///
/// Slurm decides what runs where and when, and the folder holds what came of it. This only submits what is missing and watches,
/// so it may end and be called again at any moment: `.slurm/jobs.json` says which task trains which run.
package struct SlurmExecutor {
  package let submission: SlurmSubmission
  package let failFast: Bool
  private let progress: SweepProgress
  private let sweepName: String

  private var tasks: [SlurmTask] = []
  /// Trained by a process that is no task of ours.
  private var busy: [SweepRun] = []
  private var failures: [RunFailure] = []
  private let start = ContinuousClock.now
  private var queueAnswers = true

  package init(_ submission: SlurmSubmission, failFast: Bool) {
    self.submission = submission
    self.failFast = failFast
    progress = submission.progress
    sweepName = submission.arguments.sweepName
  }

  /// - Returns: the tasks that train these runs now.
  package mutating func submit(_ runs: [SweepRun]) throws -> [SlurmTask] {
    let added = try submission.tasks(for: runs)
    for run in runs where !added.contains(where: { $0.run.name == run.name }) {
      if let summary = try run.recorded() { finish(run, summary) }
    }
    for index in added.indices where added[index].state == .running { showLastProgress(of: added[index]) }
    tasks += added
    return added
  }

  /// - Returns: why runs have no result, once no run is in the queue any more.
  package mutating func wait() throws -> [RunFailure] {
    while !(tasks.isEmpty && busy.isEmpty) {
      askQueue()
      try lookAtTasks()
      try lookAtBusyRuns()
      if failFast && !failures.isEmpty {
        cancel()
        break
      }
      if !(tasks.isEmpty && busy.isEmpty) { try pause() }
    }
    progress.end()
    return failures
  }

  // MARK: The queue

  /// A controller that restarts, or is too busy, is asked again.
  private mutating func askQueue() {
    guard !tasks.isEmpty else { return }
    do {
      let states = try SlurmQueue.states(of: Set(tasks.map(\.id.job)))
      for index in tasks.indices { tasks[index].update(states[tasks[index].id] ?? .ended(.forgotten)) }
      if !queueAnswers { progress.say(.note("\(sweepName): squeue answers again")) }
      queueAnswers = true
      showQueue()
    } catch {
      let words = (error as? SlurmQueue.Problem)?.words ?? "\(error)"
      if queueAnswers { progress.say(.warning("\(words); asking again until it answers")) }
      queueAnswers = false
    }
  }

  private func showQueue() {
    let reasons = tasks.compactMap { if case .waiting(let reason) = $0.state { reason } else { nil } }
    let running = tasks.count { $0.state == .running }
    progress.showQueue(running: running, waiting: reasons.count, reason: reasons.first)
  }

  private func cancel() {
    let live = tasks.filter(\.state.isLive)
    guard !live.isEmpty else { return }
    do {
      try SlurmQueue.cancel(live.map(\.id))
      progress.announce(slurmEvent(.cancel, sweepName, live), "\(sweepName): cancelled \(live.map(\.id).text)")
    } catch {
      let words = (error as? SlurmQueue.Problem)?.words ?? "\(error)"
      progress.say(.warning("\(words); \(live.map(\.id).cancellation) ends what goes on"))
    }
  }

  // MARK: The results' folder

  private mutating func lookAtTasks() throws {
    var left: [SlurmTask] = []
    for var task in tasks where try !isOver(&task) { left.append(task) }
    tasks = left
  }

  /// Shows what a task has done since the last time, and whether it has come to its end.
  private mutating func isOver(_ task: inout SlurmTask) throws -> Bool {
    readLog(&task)
    if let summary = try task.run.recorded() {
      finish(task.run, summary)
      return true
    }
    if let end = task.finalEnd {
      if end.metAnother {
        progress.wait(for: task.run)
        busy.append(task.run)
      } else {
        fail(task, end)
      }
      return true
    }
    if case .waiting = task.state, progress.isRunning(task.run) { progress.requeue(task.run) }
    return false
  }

  private func readLog(_ task: inout SlurmTask) {
    let lines = task.log.newLines()
    if !progress.isRunning(task.run), task.state == .running || !lines.isEmpty { progress.begin(task.run) }
    for line in lines {
      if let event = task.words.add(line, of: task.run) { progress.show(event) }
    }
  }

  /// Of a log that an earlier command has shown, only the last progress is news.
  private func showLastProgress(of task: SlurmTask) {
    var log = TaskLog(path: task.log.path)
    progress.begin(task.run)
    let events = log.newLines().compactMap { ProgressEvent(line: $0) }
    if let last = events.last(where: { [.start, .resume, .epoch].contains($0.kind) }) { progress.show(last) }
  }

  /// A run that another process held is submitted once it lets go without a result.
  private mutating func lookAtBusyRuns() throws {
    let known = busy
    busy = []
    var free: [SweepRun] = []
    for run in known {
      if let summary = try run.recorded() {
        finish(run, summary)
      } else if run.isFree {
        free.append(run)
      } else {
        busy.append(run)
      }
    }
    if !free.isEmpty { _ = try submit(free) }
  }

  private mutating func finish(_ run: SweepRun, _ summary: RunSummary) {
    progress.finish(run, summary)
    if summary.status == .diverged { failures.append(RunFailure(run: run.name, reason: "diverged")) }
  }

  private mutating func fail(_ task: SlurmTask, _ end: SlurmEnd) {
    let reason = task.reason(end)
    failures.append(RunFailure(run: task.run.name, reason: reason))
    progress.fail(task.run, reason, task.words.errors)
  }

  // MARK: Time

  /// Half a second at first, later a tenth of the time so far up to ten seconds: a long sweep need not trouble the controller often.
  private func pause() throws {
    let isEnding = !busy.isEmpty || tasks.contains(where: \.isEnding)
    let soFar = ContinuousClock.now - start
    let end = ContinuousClock.now + (isEnding ? .seconds(0.5) : min(.seconds(10), max(.seconds(0.5), soFar / 10)))
    while ContinuousClock.now < end {
      if let signal = Interruption.signal { throw interruption(signal) }
      progress.tick()
      usleep(100_000)
    }
  }

  private func interruption(_ signal: Int32) -> Interrupted {
    progress.end()
    let ids = tasks.map(\.id)
    let rest =
      ids.isEmpty
      ? "the same command goes on from there"
      : "the jobs go on as \(ids.text); the same command attaches to them again, \(ids.cancellation) ends them"
    return Interrupted(signal: signal, sweep: sweepName, "\(sweepName): interrupted; \(rest)")
  }
}
