import ArgumentParser
import Machine
import Runs

@main
struct Runner: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runner",
    abstract: "Trains the network that a YAML file describes, to the same bits on every x86-64 machine.",
    usage: """
      runner SPEC…
      runner <command> …
      """,
    discussion: """
      EXAMPLES:
        runner experiments/dense.yaml experiments/conv.yaml
        runner validate experiments/*.yaml
        runner run experiments/dense.yaml --set epochs=3 --results /tmp/try
        runner compare dense conv
        runner predict dense --test 0 1 2
        runner verify dense

      EXIT CODES:
        0    done
        1    a run diverged or failed, or verify found a difference
        64   the command line is wrong
        65   a spec is invalid
        66   an input is missing
        74   reading or writing failed
        75   another process is writing the same result
        129  interrupted by SIGHUP, 130 by Ctrl-C, 143 by SIGTERM: everything is
             saved, and the same command goes on from there
      """,
    version: versionLine,
    subcommands: [
      RunCommand.self, SweepCommand.self, WatchCommand.self, InitCommand.self, ValidateCommand.self, DataCommand.self,
      SummaryCommand.self, ExplainCommand.self, SchemaCommand.self, CompareCommand.self, DiffCommand.self,
      ReportCommand.self, ExportCommand.self, EvaluateCommand.self, PredictCommand.self, VerifyCommand.self,
      ListCommand.self, HistoryCommand.self, RemoveCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  /// Prints help, the version and usage errors in the parser's words. The parser's own printing does not notice a full
  /// disk.
  private static func end(withParserError error: any Error, _ advice: UsageAdvice) -> Never {
    let text = fullMessage(for: error)
    guard exitCode(for: error).isSuccess else {
      let message = message(for: error)
      let sentence = advice.sentence(for: message)
      let better = sentence.map { text.replacing(message, with: $0, maxReplacements: 1) }
      Failure(.usage, [.init(event: .error(sentence ?? message), text: better ?? text)]).endProcess()
    }
    do { try console.print(text.isEmpty ? "" : text + "\n") } catch { Failure(error)?.endProcess() }
    exit()
  }

  static func main() {
    console.prepare()
    AvailableMemory.prepare()
    let advice = UsageAdvice(Array(CommandLine.arguments.dropFirst()))
    do {
      try advice.requireCommand()
      var command = try parseAsRoot()
      try command.run()
    } catch {
      if let failure = Failure(error) { failure.endProcess() }
      end(withParserError: error, advice)
    }
  }
}
