import Files
import Glibc
import Reporting
import Results
import Runs
import Text

/// Decides which runs to submit, and submits them as one job array. Those that continue from others among them become another one,
/// which waits for the first.
package struct SlurmSubmission {
  package let arguments: TaskArguments
  package let folder: SlurmFolder
  /// How many tasks may run at once; nil for as many as Slurm allows.
  package let limit: Int?
  /// The user's options for sbatch.
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

  /// The tasks that train these runs: those of an earlier command if they are still in the queue, or else new ones. A run whose result
  /// has appeared in the meantime needs none.
  package func tasks(for starts: [TaskStart]) throws -> [SlurmTask] {
    let lock = try lock()
    defer { lock.release() }
    let starts = starts.filter { $0.run.recorded == nil }
    var (jobs, live) = try liveTasks()
    let attached = starts.compactMap { start in
      live[start.run.planned].map { SlurmTask(start, $0.id, in: folder, $0.state) }
    }
    if !attached.isEmpty { announce(.attach, "in the queue already", attached) }
    let missing = starts.filter { live[$0.run.planned] == nil }
    guard !missing.isEmpty else {
      try folder.save(jobs)
      return attached
    }
    var submitted: [SlurmTask] = []
    for stage in missing.inStages {
      let runs = stage.map(\.run)
      let earlier = (attached + submitted).filter { task in runs.contains { $0.goesOn(from: task.run) } }.map(\.id.job)
      let id = try submit(runs, after: Set(earlier).sorted { $0.number < $1.number })
      jobs.append(SlurmFolder.Job(id: id, tasks: runs.map(\.planned)))
      try folder.save(jobs)
      submitted += stage.enumerated().map { SlurmTask($1, SlurmTaskID(job: id, index: $0), in: folder) }
    }
    announce(.submit, "submitted", submitted)
    return attached + submitted
  }

  /// Waits for it: a command holds it only while sbatch and squeue run.
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

  /// The jobs of earlier commands with tasks still in the queue, and these tasks.
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

/// An event for some of a sweep's tasks.
package func slurmEvent(_ kind: ProgressEvent.Kind, _ sweep: String, _ tasks: [SlurmTask]) -> ProgressEvent {
  let tasks = tasks.map { task in
    JSONValue.object([.init("run", .string(task.run.name)), .init("task", .string(task.id.text))])
  }
  return ProgressEvent(kind, [.init("sweep", .string(sweep)), .init("tasks", .list(tasks))])
}

extension [TaskStart] {
  /// In each stage, runs that continue only from those of earlier ones.
  fileprivate var inStages: [[TaskStart]] {
    let stages = Dictionary(grouping: self) { start in count { start.run.goesOn(from: $0.run) } }
    return stages.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension SweepRun {
  fileprivate func goesOn(from run: SweepRun) -> Bool { shorter.contains { $0.paths == run.paths } }

  fileprivate var planned: SlurmFolder.PlannedTask { .init(run: name, conditions: conditionsHash) }
}
