import ArgumentParser
import Reporting
import Results

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains each spec and writes its results; with more than one, compares them.",
    usage: "runner run <spec> ... [<options>]",
    discussion: """
      All specs are checked before the first one trains. The word 'run' may be left out.

      EXAMPLES:
        runner run experiments/dense.yaml experiments/conv.yaml
        runner run experiments/dense.yaml --set seed=2 --set name=dense-2
      """)

  @Argument(help: "YAML files, each an experiment.")
  var spec: [String]

  @OptionGroup var options: SharedOptions

  func run() throws {
    var reader = try ExperimentReader(options)
    let experiments = try reader.readAll(spec)
    let runs = try experiments.map { try ReservedRun($0, options) }
    let results = try runs.map { try $0.train() }
    if results.count > 1 { try compare(results) }
    if results.contains(where: { $0.summary.status == .diverged }) { throw Failure(.failed, "") }
  }

  private func compare(_ results: [TrainedRun]) throws {
    let comparison = Comparison(results.map(\.summary))
    try comparison.save(in: options.resultsFolder)
    guard !options.quiet else { return }
    let seconds = Dictionary(uniqueKeysWithValues: results.map { ($0.summary.name, $0.seconds) })
    try Console.print("\n" + ComparisonReport(comparison, seconds: seconds, width: Console.stdoutWidth).text)
  }
}

/// What remains of a run for the comparison.
private struct TrainedRun {
  var summary: RunSummary
  var seconds: Double
}

/// An experiment whose results no other process can write.
private struct ReservedRun {
  private let experiment: Experiment
  private let options: SharedOptions
  private let paths: ResultPaths
  private let lock: ResultLock

  init(_ experiment: Experiment, _ options: SharedOptions) throws {
    self.experiment = experiment
    self.options = options
    paths = ResultPaths(root: options.resultsFolder, name: experiment.name)
    try AtomicFile.makeDirectories(paths.folder)
    lock = try ResultLock.acquire(paths.lock)
  }

  func train() throws -> TrainedRun {
    defer { lock.release() }
    let session = TrainingSession(
      experiment: experiment, engine: try EngineOptions(options), display: ProgressDisplay(options))
    let record = try session.run()
    let outcome = try record.save(to: paths)
    let seconds = record.timings.reduce(0) { $0 + $1.seconds }
    try report(record.summary, outcome, seconds)
    return TrainedRun(summary: record.summary, seconds: seconds)
  }

  private func report(_ summary: RunSummary, _ outcome: SaveOutcome, _ seconds: Double) throws {
    let report = RunReport(summary)
    if summary.status == .diverged { Console.note("error: " + report.advice) }
    if case .differs(let difference, let previous) = outcome {
      Console.note(
        "warning: \(summary.name) DIFFERS from the recorded result at \(difference.sentence); "
          + "the recorded files are now in \(previous)/")
    }
    if !options.quiet { try Console.print(report.text(paths: paths, outcome: outcome, seconds: seconds)) }
  }
}
