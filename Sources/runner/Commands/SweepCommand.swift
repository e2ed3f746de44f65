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
    let reader = try ExperimentReader(options.spec, threads: options.threads.count)
    let stages = try SweepStages(reader, target, in: options.results.folder)
    let sweep = stages.sweep
    guard dryRun || sweep.isFile else {
      throw Failure(
        .usage,
        "error: \(target): each run of a sweep reads it again, in a process of its own: save it in a file first, "
          + "or look at its plan with --dry-run")
    }
    if executors.executor == .slurm && !dryRun { try SlurmQueue.requireCommands() }
    var session = SweepSession(
      stages, arguments: TaskArguments(target: target, sweepName: sweep.name, options.setup(checkpoints.policy)),
      executor: executors.executor, jobs: jobs, failFast: failFast, waits: !executors.noWait,
      sbatchWords: try executors.sbatchWords, style: options.progress.shown, console)
    let plan = try session.plan(isAsked: dryRun)
    let warning = plan.report.warning(rankBy: sweep.rankBy)
    if !options.isQuiet || dryRun { try console.print(plan.report.text) }
    if !options.isQuiet {
      console.note(about: sweep.runs.map(\.experiment))
      console.warn(sweep.warnings, of: sweep.name)
    }
    if dryRun { return try console.print(warning.map { $0 + "\n" } ?? "") }
    if let warning, !plan.pending.isEmpty { console.warn([warning], of: sweep.name) }
    guard let failures = try session.train(plan) else { return }
    try conclude(session.sweep, failures)
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
