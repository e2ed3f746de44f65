import Statistics
import ArgumentParser
import Reporting
import Reports
import Results
import Runs

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains each spec and writes its results; compares them if there are several.",
    usage: "runner run <spec> ... [<options>]",
    discussion: """
      All specs are checked before the first one is trained. The word 'run' may be left out. An interrupted run goes on \
      where it stopped.

      EXAMPLES:
        runner run experiments/dense.yaml experiments/conv.yaml
        runner run experiments/dense.yaml --set seed=2 --set name=dense-2
      """)

  @Argument(help: "YAML files, each an experiment.", completion: .spec)
  var spec: [String]

  @Flag(help: "Train the valid specs even if others are not; the exit code still says so.")
  var skipInvalid = false

  @OptionGroup var report: ReportOptions
  @OptionGroup var checkpoints: CheckpointOptions
  @OptionGroup var options: TrainingOptions

  func run() throws {
    Interruption.arm()
    var reader = try ExperimentReader(options.spec, threads: options.threads.count)
    let (experiments, invalid) = try reader.readAll(spec, skippingInvalid: skipInvalid, console)
    if !options.isQuiet {
      console.note(about: experiments)
      for run in experiments { console.warn(run.warnings, of: run.name) }
    }
    let runs = try experiments.map { experiment in
      let paths = ResultPaths(root: options.results.folder, name: experiment.name)
      return try ReservedRun(
        experiment, at: paths, options.setup(checkpoints.policy),
        display: ProgressDisplay(options.progress.shown, console),
        console)
    }
    let results = try runs.map { try $0.train() }
    if results.count > 1 { try compare(results) }
    if !report.isLeftOut {
      try ReportWriter(options.results.folder, options.spec.data.folder, console, experiments).writeAfterTraining(
        results.map(\.summary.name), isParagraph: results.count > 1, isQuiet: options.isQuiet)
    }
    if let invalid { throw Failure(invalid.status, "error: not trained, see above: \(invalid.names)") }
    if results.contains(where: { $0.summary.status == .diverged }) { throw Failure(.failed, "") }
  }

  private func compare(_ results: [TrainedRun]) throws {
    let comparison = Comparison(results.map(\.summary))
    if let refusal = try comparison.write(in: options.results.folder) { console.warn(refusal) }
    guard !options.isQuiet else { return }
    let seconds = Dictionary(uniqueKeysWithValues: results.map { ($0.summary.name, $0.seconds) })
    try console.print("\n" + ComparisonReport(comparison, seconds: seconds, width: console.stdoutWidth).text)
  }
}
