import ArgumentParser

@main
struct Runner: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runner",
    abstract: "Trains what a YAML file describes, and comes to the same bits on every machine.",
    usage: """
      runner SPEC…
      runner <command> …
      """,
    discussion: """
      EXAMPLES:
        runner experiments/dense.yaml experiments/conv.yaml
        runner validate experiments/*.yaml
        runner run experiments/dense.yaml --set epochs=3 --results /tmp/try
        runner predict dense --test 0 1 2
        runner verify dense

      EXIT CODES:
        0 done; 1 a run diverged or failed, or verify found a difference;
        64 usage; 65 the spec is invalid; 66 an input is missing;
        74 reading or writing failed; 75 another process holds this result;
        130, 143 interrupted: everything is saved, and the same command goes on.
      """,
    version: runnerVersion,
    subcommands: [
      RunCommand.self, SweepCommand.self, ValidateCommand.self, SummaryCommand.self, CompareCommand.self,
      ReportCommand.self, ExportCommand.self, EvaluateCommand.self, PredictCommand.self, VerifyCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  static func main() {
    Console.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard let failure = Failure(error) else { exit(withError: error) }
      failure.endProcess()
    }
  }
}
