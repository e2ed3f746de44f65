import ArgumentParser
import Reports
import Results
import Runs
import Sweeps

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Trains every spec in a folder, or every combination in a sweep file, and ranks them.",
    usage: "runner sweep <dir|sweep.yaml> [<options>]",
    discussion: """
      The plan is printed first; --dry-run stops there. Runs that already have results are not trained again, so the \
      same command goes on with what is missing. The runs' results go to results/NAME/, the ranking to \
      results/NAME.csv and results/NAME.json.

      EXAMPLES:
        runner sweep experiments/batchsizes/ --dry-run
        runner sweep experiments/batchsizes/ --jobs 2
        runner sweep lr.yaml --set epochs=3
        runner sweep lr.yaml --executor slurm --slurm-args "--time=2:00:00"
      """)

  @Argument(
    help: "A folder of YAML files, each an experiment, or a YAML file with the key 'sweep'.", completion: .spec)
  var target: String

  @Flag(help: "Print the plan and a forecast of the time, without training.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "How many runs to train at once, here up to \(SweepPlan.mostJobs); they share the threads. (default: one per thread)",
      valueName: "n"))
  var jobs: Int?

  @Flag(help: "Stop everything as soon as one run fails or diverges.")
  var failFast = false

  @Option(help: ArgumentHelp("Train one run of the sweep and nothing else.", visibility: .hidden))
  var task: String?

  @Option(help: ArgumentHelp("Stop when this process is no longer the parent.", visibility: .hidden))
  var parent: Int32?

  @Option(help: ArgumentHelp("The descriptor at which the task has its data set.", visibility: .hidden))
  var sharedDataset: Int32?

  @OptionGroup var report: ReportOptions
  @OptionGroup var executors: ExecutorOptions
  @OptionGroup var checkpoints: CheckpointOptions
  @OptionGroup var options: TrainingOptions

  func validate() throws {
    if let jobs {
      if jobs < 1 { throw ValidationError("--jobs \(jobs): at least 1 is needed.") }
      if jobs > SweepPlan.mostJobs && executors.executor == .local {
        throw ValidationError("--jobs \(jobs): at most \(SweepPlan.mostJobs) processes are possible on this machine.")
      }
    }
    if failFast && executors.noWait {
      throw ValidationError("--fail-fast: with --no-wait nobody would notice a failure.")
    }
  }

  func run() throws {
    Interruption.arm()
    if let parent { Interruption.follow(parent: parent) }
    if let task {
      return try SweepTask(of: target, run: task, sharedDataset: sharedDataset, options.setup(checkpoints.policy))
        .perform(ProgressDisplay(options.progress.shown, console), console)
    }
    var reader = try ExperimentReader(options.spec, threads: options.threads.count)
    let sweep = try reader.readSweep(target, in: options.results.folder)
    guard dryRun || sweep.isFile else {
      throw Failure(
        .usage,
        "error: \(target): each run of a sweep reads it again, in a process of its own: save it in a file first, "
          + "or look at its plan with --dry-run")
    }
    if executors.executor == .slurm && !dryRun { try SlurmQueue.requireCommands() }
    let plan = try SweepPlan(
      sweep, jobs: jobs, on: executors.executor, isAsked: dryRun, threads: options.threads.count,
      console)
    let warning = plan.report.warning(rankBy: sweep.rankBy)
    if !options.isQuiet || dryRun { try console.print(plan.report.text) }
    if !options.isQuiet {
      console.note(about: sweep.runs.map(\.experiment))
      console.warn(sweep.warnings, of: sweep.name)
    }
    if dryRun { return try console.print(warning.map { $0 + "\n" } ?? "") }
    if let warning, !plan.pending.isEmpty { console.warn([warning], of: sweep.name) }
    if !plan.pending.isEmpty { try sweep.paths.write(PlannedSweep(sweep, overrides: options.spec.overrides)) }
    guard let failures = try train(plan) else { return }
    try conclude(sweep, failures)
  }

  /// - Returns: nil if the runs continue without this command.
  private func train(_ plan: SweepPlan) throws -> [RunFailure]? {
    guard let failures = try executors.executor == .local ? trainHere(plan) : trainOnCluster(plan) else { return nil }
    let diverged = plan.recorded.filter { $0.status == .diverged }
    return failures + diverged.map { RunFailure(run: $0.name, reason: "diverged") }
  }

  private func trainHere(_ plan: SweepPlan) throws -> [RunFailure] {
    let progress = SweepProgress(options.progress.shown, plan, work: plan.work, console)
    let transport = ProcessTransport(arguments(plan), plan.slots)
    var driver = SweepDriver(plan.pending, over: transport, of: plan.sweep.name, failFast: failFast, progress)
    return try driver.train()
  }

  private func trainOnCluster(_ plan: SweepPlan) throws -> [RunFailure]? {
    // No forecast: it would be for this machine, and ignore the queue.
    let progress = SweepProgress(options.progress.shown, plan, work: [:], console)
    guard !plan.pending.isEmpty else { return [] }
    let submission = SlurmSubmission(
      arguments: arguments(plan), folder: try SlurmFolder(of: plan.sweep.paths),
      limit: jobs,
      sbatchWords: try executors.sbatchWords, progress: progress)
    var driver = SweepDriver(
      plan.pending, over: SlurmTransport(submission), of: plan.sweep.name, failFast: failFast, progress)
    try driver.startRuns()
    let tasks = driver.transport.tasks.map(\.id)
    guard executors.noWait && !tasks.isEmpty else { return try driver.train() }
    if !options.isQuiet {
      try console.print(
        "\(plan.sweep.name): training goes on as \(tasks.text); the same command without --no-wait waits for the results, "
          + "\(tasks.cancellation) ends it\n")
    }
    return nil
  }

  private func arguments(_ plan: SweepPlan) -> TaskArguments {
    TaskArguments(target: target, sweepName: plan.sweep.name, options.setup(checkpoints.policy))
  }

  /// Gathers the existing results, writes and prints the ranking.
  private func conclude(_ sweep: Sweep, _ failures: [RunFailure]) throws {
    let gathered = try SweepResults(sweep)
    try gathered.save(console)
    try sweep.paths.removePlannedSweep()
    if !options.isQuiet { try console.print("\n" + gathered.report(width: console.stdoutWidth)) }
    if !report.isLeftOut {
      let experiments = sweep.runs.map(\.experiment)
      try ReportWriter(options.results.folder, options.spec.data.folder, console, experiments).writeAfterTraining(
        isParagraph: true, isQuiet: options.isQuiet)
    }
    guard failures.isEmpty else {
      throw Failure(
        .failed, "error: \(sweep.name): " + failures.map { "\($0.run): \($0.reason)" }.joined(separator: "\n  "))
    }
  }
}
