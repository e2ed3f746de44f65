import Reporting
import Results
import Runs
import Text

/// Trains a sweep, one part after another, here or on a cluster.
package struct SweepSession {
  private var stages: SweepStages
  private let arguments: TaskArguments
  private let executor: ExecutorKind
  private let jobs: Int?
  private let failFast: Bool
  private let waits: Bool
  private let sbatchWords: [String]
  private let style: ProgressStyle
  private let terminal: any Terminal

  /// - Parameters:
  ///   - jobs: see ``SweepPlan``.
  ///   - waits: whether the command stays until all runs have ended.
  ///   - sbatchWords: the user's options for sbatch.
  package init(
    _ stages: SweepStages, arguments: TaskArguments, executor: ExecutorKind, jobs: Int?, failFast: Bool, waits: Bool,
    sbatchWords: [String], style: ProgressStyle, _ terminal: any Terminal
  ) {
    (self.stages, self.arguments, self.executor, self.jobs) = (stages, arguments, executor, jobs)
    (self.failFast, self.waits, self.sbatchWords) = (failFast, waits, sbatchWords)
    (self.style, self.terminal) = (style, terminal)
  }

  package var sweep: Sweep { stages.sweep }

  /// Of the current part.
  package func plan(isAsked: Bool) throws -> SweepPlan {
    try SweepPlan(
      sweep, jobs: jobs, on: executor, isAsked: isAsked, threads: arguments.setup.threads, terminal)
  }

  /// - Parameter first: the current part's plan.
  /// - Returns: the runs without a usable result; nil if they continue without this command.
  package mutating func train(_ first: SweepPlan) throws -> [RunFailure]? {
    if !waits, sweep.search != nil, !first.pending.isEmpty {
      throw Failure(
        .usage, "error: --no-wait: what a search trains next depends on results, so it has to wait for them")
    }
    var (plan, all) = (first, [RunFailure]())
    while true {
      if !plan.pending.isEmpty { try sweep.paths.write(PlannedSweep(sweep, overrides: arguments.setup.overrides)) }
      guard let failures = try trainPart(plan) else { return nil }
      // In a search, a trial that diverges has only lost.
      all += failures.filter { sweep.search == nil || failFast || !$0.isDivergence }
      if failFast, !all.isEmpty { return all }
      guard try stages.advance(after: failures) else { return all }
      plan = try self.plan(isAsked: false)
      if !arguments.setup.isQuiet, !plan.pending.isEmpty { terminal.note(plan.report.stage) }
    }
  }

  private func trainPart(_ plan: SweepPlan) throws -> [RunFailure]? {
    guard let failures = try executor == .local ? trainHere(plan) : trainOnCluster(plan) else { return nil }
    let diverged = plan.recorded.filter { $0.status == .diverged }
    return failures + diverged.map { .diverged($0.name) }
  }

  private func trainHere(_ plan: SweepPlan) throws -> [RunFailure] {
    let progress = SweepProgress(style, plan, work: plan.work, terminal)
    var driver = SweepDriver(
      plan.pending, over: ProcessTransport(arguments, plan.slots), of: sweep.name, failFast: failFast, progress)
    return try driver.train()
  }

  private func trainOnCluster(_ plan: SweepPlan) throws -> [RunFailure]? {
    // No forecast: it would be for this machine, and ignore the queue.
    let progress = SweepProgress(style, plan, work: [:], terminal)
    guard !plan.pending.isEmpty else { return [] }
    let submission = SlurmSubmission(
      arguments: arguments, folder: try SlurmFolder(of: sweep.paths), limit: jobs, sbatchWords: sbatchWords,
      progress: progress)
    var driver = SweepDriver(
      plan.pending, over: SlurmTransport(submission), of: sweep.name, failFast: failFast, progress)
    try driver.startRuns()
    let tasks = driver.transport.tasks.map(\.id)
    guard !waits && !tasks.isEmpty else { return try driver.train() }
    if !arguments.setup.isQuiet {
      try terminal.print(
        "\(sweep.name): training goes on as \(tasks.text); the same command without --no-wait waits for the results, "
          + "\(tasks.cancellation) ends it\n")
    }
    return nil
  }
}
