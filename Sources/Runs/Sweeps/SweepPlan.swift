import Records
import Reporting
import Runs

/// What a sweep will do.
package struct SweepPlan {
  package let sweep: Sweep
  /// Runs at once.
  package let jobs: Int
  package let threadsPerJob: Int
  /// Total for all jobs.
  package let threads: Int
  /// Existing results.
  package let recorded: [RunSummary]
  /// Runs to train, longest first, so that the last ones to end are short.
  package let pending: [SweepRun]
  /// Forecast seconds of the pending runs, by name.
  package let work: [String: Double]
  package let report: PlanReport

  /// Each is a process, and takes one of the usually 1,024 files that a process may have open.
  package static let mostJobs = 512

  /// What tasks on this machine share.
  package var slots: Slots { Slots(jobs: jobs, threads: threads, threadsPerJob: threadsPerJob) }

  /// - Parameters:
  ///   - jobs: nil for one per thread of this machine, or for all at once on a cluster.
  ///   - isAsked: whether only the plan was requested. Then its forecast may take a while.
  package init(
    _ sweep: Sweep, jobs wanted: Int?, on executor: ExecutorKind, isAsked: Bool, threads wantedThreads: Int?,
    _ terminal: any Terminal
  ) throws {
    self.sweep = sweep
    threads = EngineOptions.parallelism(wantedThreads).workers
    let states = sweep.runs.map(\.state)
    let unfinished = zip(sweep.runs, states).filter { $0.1.summary == nil }.map { ($0.0, $0.1) }
    let most = min(
      wanted ?? (executor == .slurm ? .max : min(threads, Self.mostJobs)), max(1, unfinished.count))
    jobs =
      executor == .slurm ? most : Experiment.atOnce(unfinished.map(\.0.experiment), upTo: most, threads: threads)
    if jobs < most {
      terminal.note("\(sweep.name): \(jobs) at a time, for there is no memory for \(most) of the runs at once")
    }
    // Never more threads in total than requested; with more jobs than threads, one each. On a cluster each task has one, Slurm's
    // default, unless more are requested.
    threadsPerJob = executor == .slurm ? wantedThreads ?? 1 : max(1, threads / jobs)
    recorded = states.compactMap(\.summary)
    var forecast = Forecast(
      EngineOptions(try EngineOptions(threads: wantedThreads), threads: threadsPerJob), runs: unfinished.count,
      isThorough: isAsked)
    var work: [String: Double] = [:]
    for (run, state) in unfinished {
      let finished = max(state.finishedEpochs, run.shorter.last?.epochs ?? 0)
      work[run.name] = forecast.seconds(run.experiment, finished: finished)
    }
    self.work = work
    pending = unfinished.map(\.0).enumerated().sorted { first, second in
      let (a, b) = (work[first.element.name] ?? 0, work[second.element.name] ?? 0)
      return a != b ? a > b : first.offset < second.offset
    }.map(\.element)
    let rows = zip(sweep.runs, states).map { run, state in
      PlanReport.Row(
        conditions: run.experiment.conditions, epochs: run.experiment.spec.epochs, state: run.plan(state),
        seconds: work[run.name], mayStop: run.experiment.spec.mayStop)
    }
    report = PlanReport(
      name: sweep.name, rows: rows, jobs: jobs, threads: threadsPerJob, pending: pending.count,
      makespan: Self.makespan(pending.map { work[$0.name] ?? 0 }, jobs: jobs), search: sweep.search)
  }

  /// When the last of `jobs` workers is done, if they take the runs in order.
  private static func makespan(_ seconds: [Double], jobs: Int) -> Double {
    var ends = [Double](repeating: 0, count: jobs)
    for seconds in seconds {
      let next = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      ends[next] += seconds
    }
    return ends.max() ?? 0
  }
}

extension SweepRun {
  /// What will be done, in short.
  fileprivate func plan(_ state: State) -> String {
    guard case .new = state, let prefix = shorter.last else { return state.word }
    return "goes on from \(prefix.paths.name), epoch \(prefix.epochs)"
  }
}

extension SweepRun.State {
  /// For runs that need no training.
  package var summary: RunSummary? { if case .recorded(let summary) = self { summary } else { nil } }

  fileprivate var finishedEpochs: Int { if case .interrupted(let epochs) = self { epochs } else { 0 } }
}
