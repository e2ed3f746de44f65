import ArgumentParser
import Records
import Reporting
import Runs

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Trains results again and compares every bit with the recorded ones; writes nothing.",
    usage: "runner verify <result> ... [<options>]",
    discussion: """
      A result's JSON file, which contains the resolved spec, is all that is needed. If anything differs, the first \
      epoch that does is named and the exit code is 1.

      EXAMPLES:
        runner verify dense
        runner verify experiments/conv.yaml --threads 1
        runner verify */results/exercise.json
      """)

  @Argument(
    help: "Runs, as in dense or results/dense.json, in git, as in dense@HEAD, or specs that have been run.",
    completion: .run)
  var results: [String]

  @OptionGroup var options: TrainingOptions

  func run() throws { try Failure.collected(results, verify) }

  private func verify(_ result: String) throws {
    let (experiment, recorded) = try RecordedResult.withExperiment(result, options.setup())
    let difference =
      try experiment.conditions.firstDifference(from: recorded.summary.conditions)
      ?? train(experiment).firstDifference(from: recorded.summary)
    var named = recorded.summary
    if results.count > 1 { named.conditions.name = result }
    let report = VerificationReport(named, difference)
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
