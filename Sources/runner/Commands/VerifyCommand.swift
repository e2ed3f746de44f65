import ArgumentParser
import Records
import Reporting
import Results

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

  @Argument(help: "A run, as in dense or results/dense.json, or a spec that has been run.", completion: .run)
  var result: String

  @OptionGroup var options: TrainingOptions

  func run() throws {
    let (experiment, recorded) = try find()
    let difference =
      try experiment.conditions.firstDifferenceOfConditions(from: recorded.summary)
      ?? train(experiment).firstDifference(from: recorded.summary)
    let report = VerificationReport(recorded.summary, difference)
    if difference != nil || !options.isQuiet { try Console.print(report.text) }
    if difference != nil { throw Failure(.failed, "") }
  }

  private func train(_ experiment: Experiment) throws -> RunSummary {
    let display = ProgressDisplay(options.progress)
    let session = TrainingSession(
      experiment: experiment, engine: try EngineOptions(threads: options.threads.count), display: display)
    let record = try session.run()
    display.end(record.summary, result: nil, after: record.seconds)
    return record.summary
  }

  private func find() throws -> (Experiment, RecordedResult) {
    if isSpec(result) {
      var reader = try ExperimentReader(options.spec, threads: options.threads.count)
      let experiment = try reader.read(result)
      let paths = ResultPaths(root: options.results.folder, name: experiment.name)
      guard paths.hasSummary else {
        throw Failure(
          .missingInput, "error: \(paths.summary): there is no result to verify; train it first: runner run \(result)")
      }
      return (experiment, try RecordedResult(paths))
    }
    let recorded = try RecordedResult(argument: result, options.results)
    var spec = options.spec
    spec.data = recorded.completed(spec.data)
    var reader = try ExperimentReader(spec, threads: options.threads.count)
    return (try reader.read(recorded), recorded)
  }
}
