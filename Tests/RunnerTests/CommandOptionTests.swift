import Runs
import Testing

/// Which of the shared options a command's help shows: those that do something there. The others are accepted too,
/// except --set.
@Suite struct CommandOptionTests {
  let here = Workspace()

  private static let shared = ["--results", "--data", "--set", "--threads", "--progress", "--quiet", "-q"]

  private static let shown: [(command: String, options: Set<String>)] = [
    ("run", Set(shared)), ("sweep", Set(shared)), ("verify", Set(shared)),
    ("evaluate", ["--results", "--data", "--set", "--threads"]),
    ("predict", ["--results", "--data", "--set", "--threads"]),
    ("validate", ["--data", "--set", "--quiet", "-q"]),
    ("summary", ["--data", "--set"]),
    ("explain", []), ("schema", []),
    ("compare", ["--results"]),
    ("report", ["--results", "--data", "--quiet", "-q"]),
    ("export", ["--results", "--quiet", "-q"]),
    ("list", ["--results"]),
    ("remove", ["--results", "--quiet", "-q"]),
  ]

  private static let values = [
    "--results": ["elsewhere"], "--data": ["."], "--set": ["dataset.test_limit=1"], "--threads": ["1"],
    "--progress": ["plain"],
    "--quiet": [], "-q": [],
  ]

  /// What a command line needs to be complete.
  private static let needed = ["export": ["--output", "o"], "predict": ["seven.png"]]

  /// Arguments that name neither a file nor a result.
  private static let alone: Set = ["list", "explain", "schema"]

  /// What a mistyped command may have been meant as.
  @Test func theNamesThatAreSuggestedAreThoseOfTheHelp() throws {
    let help = try here.run("--help").stdout
    let names = help.matches(of: /\n  ([a-z]+)(?:,| \(default\)|) (?:ls |rm )? +[A-Z]/).map { String($0.1) }
    #expect(names == commandNames, "\(help)")
  }

  @Test(arguments: shown) func helpShowsWhatDoesSomethingAndOnlySetIsRefused(
    command: String, options: Set<String>
  ) throws {
    let help = try here.run(command, "--help").stdout
    for option in Self.shared {
      let isShown = help.contains("\n  \(option) ") || help.contains("\n  \(option), ") || help.contains(", \(option) ")
      #expect(isShown == options.contains(option), "\(command) \(option)")
      let words =
        ["\"$RUNNER\"", command] + (Self.alone.contains(command) ? [] : ["x"]) + (Self.needed[command] ?? []) + [option]
        + (Self.values[option] ?? [])
      let outcome = try here.shell(words.joined(separator: " "))
      let isRefused = option == "--set" && !options.contains(option)
      #expect((outcome.status == 64) == isRefused, "\(command) \(option): \(outcome.stderr)")
    }
  }

  @Test(arguments: shown.map(\.command)) func helpIsWhole(command: String) throws {
    let outcome = try here.run(command, "--help")
    #expect(outcome.status == 0)
    let lines = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    let examples = lines.drop { $0 != "EXAMPLES:" }.dropFirst().prefix { !$0.isEmpty }
    #expect(!examples.isEmpty)
    for line in examples { #expect(line.hasPrefix("  ") && line.contains("runner \(command)"), "\(line)") }
    for line in lines {
      #expect(!line.contains("\\"), "\(line)")
      #expect(line.count <= 80, "\(line)")
    }
  }
}
