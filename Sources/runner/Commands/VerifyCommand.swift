import ArgumentParser
import Records
import Reporting
import Runs

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Trains a result again and compares every bit with the recorded one; writes nothing.",
    usage: "runner verify <result> [<options>]",
    discussion: """
      The result's JSON file, which contains the resolved spec, is all that is needed. If anything differs, the first \
      epoch that does is named and the exit code is 1.

      EXAMPLES:
        runner verify dense
        runner verify experiments/conv.yaml --threads 1
      """)

  @Argument(
    help: "A run, as in dense or results/dense.json, one in git, as in dense@HEAD, or a spec that has been run.",
    completion: .run)
  var result: String

  @OptionGroup var options: TrainingOptions

  func run() throws {
    let (experiment, recorded) = try RecordedResult.withExperiment(result, options.setup())
    let difference =
      try experiment.conditions.firstDifference(from: recorded.summary.conditions)
      ?? train(experiment).firstDifference(from: recorded.summary)
    let report = VerificationReport(recorded.summary, difference)
    if difference != nil || !options.isQuiet { try console.print(report.text) }
    if difference != nil { throw Failure(.failed, "") }
  }

  private func train(_ experiment: Experiment) throws -> RunSummary {
    let display = ProgressDisplay(options.progress.shown, console)
    let session = TrainingSession(
      experiment, try EngineOptions(threads: options.threads.count), display, console)
    let record = try session.run()
    display.end(record.summary, result: nil, after: record.seconds)
    return record.summary
  }
}
