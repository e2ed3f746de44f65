import Files
import Glibc
import Reporting
import Results
import Runs
import Text

/// Decides which runs are to be submitted, and submits them as one job array; those that go on from where others of them end, as
/// another one that waits for these.
package struct SlurmSubmission {
  package let arguments: TaskArguments
  package let folder: SlurmFolder
  /// How many tasks may run at once; nil for as many as Slurm likes.
  package let limit: Int?
  /// The user's own words for sbatch.
  package let sbatchWords: [String]
  package let progress: SweepProgress

  package init(
    arguments: TaskArguments, folder: SlurmFolder, limit: Int?, sbatchWords: [String], progress: SweepProgress
  ) {
    self.arguments = arguments
    self.folder = folder
    self.limit = limit
    self.sbatchWords = sbatchWords
    self.progress = progress
  }

  /// The tasks that train these runs: of an earlier command where they are in the queue still, or else new ones. None for a run
  /// whose result has come in the meantime.
  package func tasks(for runs: [SweepRun]) throws -> [SlurmTask] {
    let lock = try lock()
    defer { lock.release() }
    let runs = try runs.filter { try $0.recorded() == nil }
    var (jobs, live) = try liveTasks()
    let attached = runs.compactMap { run in live[run.planned].map { SlurmTask(run, $0.id, in: folder, $0.state) } }
    if !attached.isEmpty { announce(.attach, "in the queue already", attached) }
    let missing = runs.filter { live[$0.planned] == nil }
    guard !missing.isEmpty else {
      try folder.save(jobs)
      return attached
    }
    var submitted: [SlurmTask] = []
    for runs in missing.inStages {
      let earlier = (attached + submitted).filter { task in runs.contains { $0.goesOn(from: task.run) } }.map(\.id.job)
      let id = try submit(runs, after: Set(earlier).sorted { $0.number < $1.number })
      jobs.append(SlurmFolder.Job(id: id, tasks: runs.map(\.planned)))
      try folder.save(jobs)
      submitted += runs.enumerated().map { SlurmTask($1, SlurmTaskID(job: id, index: $0), in: folder) }
    }
    announce(.submit, "submitted", submitted)
    return attached + submitted
  }

  /// Waits for it: nobody needs longer than sbatch and squeue do.
  private func lock() throws -> ResultLock {
    var seconds = 0
    while true {
      if let lock = try folder.lock() { return lock }
      if let signal = Interruption.signal {
        throw Interrupted(
          signal: signal, sweep: arguments.sweepName, "\(arguments.sweepName): interrupted; nothing was submitted")
      }
      if seconds == 2 {
        progress.say(.note("\(arguments.sweepName): waiting for another process that submits this sweep"))
      }
      seconds += 1
      sleep(1)
    }
  }

  /// The jobs of earlier commands of which something is still in the queue, and the tasks that are.
  private func liveTasks() throws -> (jobs: [SlurmFolder.Job], tasks: [SlurmFolder.PlannedTask: LiveTask]) {
    let recorded = folder.jobs()
    guard !recorded.isEmpty else { return ([], [:]) }
    let states: [SlurmTaskID: SlurmTaskState]
    do { states = try SlurmQueue.states(of: Set(recorded.map(\.id))) } catch let problem as SlurmQueue.Problem {
      throw Failure(
        .failed,
        "error: \(problem.words)\n  which runs are in the queue is not known, and none was submitted: try again")
    }
    var live: [SlurmFolder.PlannedTask: LiveTask] = [:]
    var jobs: [SlurmFolder.Job] = []
    for job in recorded {
      let ids = job.tasks.indices.map { SlurmTaskID(job: job.id, index: $0) }
      let tasks = ids.compactMap { id in states[id].map { LiveTask(id: id, state: $0) } }.filter(\.state.isLive)
      for task in tasks { live[job.tasks[task.id.index]] = task }
      if !tasks.isEmpty { jobs.append(job) }
    }
    return (jobs, live)
  }

  private struct LiveTask {
    let id: SlurmTaskID
    let state: SlurmTaskState
  }

  private func submit(_ runs: [SweepRun], after earlier: [SlurmJobID]) throws -> SlurmJobID {
    let script = SlurmScript(arguments: arguments, runs: runs)
    try AtomicFile.write(script.text, to: folder.script)
    do {
      return try SlurmQueue.submit(script.sbatchWords(sbatchWords, limit: limit, after: earlier, in: folder))
    } catch let problem as SlurmQueue.Problem {
      throw Failure(.failed, "error: \(problem.words)\(sbatchWords.isEmpty ? "" : "\n  check --slurm-args")")
    }
  }

  private func announce(_ event: ProgressEvent.Kind, _ what: String, _ tasks: [SlurmTask]) {
    progress.announce(
      slurmEvent(event, arguments.sweepName, tasks),
      "\(arguments.sweepName): \(counted(tasks.count, "run")) \(what): \(tasks.map(\.id).text)")
  }
}

/// Something that happens to some of a sweep's tasks.
package func slurmEvent(_ kind: ProgressEvent.Kind, _ sweep: String, _ tasks: [SlurmTask]) -> ProgressEvent {
  let tasks = tasks.map { task in
    JSONValue.object([.init("run", .string(task.run.name)), .init("task", .string(task.id.text))])
  }
  return ProgressEvent(kind, [.init("sweep", .string(sweep)), .init("tasks", .list(tasks))])
}

extension [SweepRun] {
  /// Such that a run goes on from none but those of earlier stages.
  fileprivate var inStages: [[SweepRun]] {
    let stages = Dictionary(grouping: self) { run in count { run.goesOn(from: $0) } }
    return stages.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension SweepRun {
  fileprivate func goesOn(from run: SweepRun) -> Bool { shorter.contains { $0.paths == run.paths } }

  fileprivate var planned: SlurmFolder.PlannedTask { .init(run: name, conditions: conditionsHash) }
}
