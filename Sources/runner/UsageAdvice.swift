import ArgumentParser
import ExperimentSpec
import Glibc
import Runs
import Text

/// The probable meaning of a command line that the argument parser refuses, in this program's words.
struct UsageAdvice {
  /// Without the program's name.
  private let arguments: [String]
  private let command: any ParsableCommand.Type

  init(_ arguments: [String]) {
    self.arguments = arguments
    command = Runner.commands.first { $0.isCalled(arguments.first ?? "") } ?? RunCommand.self
  }

  /// Refuses a first word that is a command in other programs. An existing file is a spec.
  func requireCommand() throws {
    guard let word = arguments.first, access(word, F_OK) != 0, let meant = ForeignCommand.named(word) else { return }
    let rest = arguments.dropFirst().map(shellWord).joined(separator: " ")
    throw Failure(.usage, "error: \(word): there is no such command; \(meant.advice(rest))")
  }

  /// A better sentence than the parser's `message`; nil if that is good enough.
  func sentence(for message: String) -> String? {
    if let match = message.firstMatch(of: /^Unknown option '(-[^']+)'/) { return unknownOption(String(match.1)) }
    if let match = message.firstMatch(of: /^Unexpected argument '([^']+)'/), let word = specOverride(String(match.1)) {
      return "\(match.1): this is no option; \(change(word))"
    }
    return nil
  }

  private func unknownOption(_ option: String) -> String? {
    let name = command._commandName
    if option == "--set" {
      return "--set changes a spec, and \(name) reads results: train the changed spec first, under a name of its own: "
        + "runner run SPEC --set KEY=VALUE --set name=NAME"
    }
    let owners = Runner.commands.filter { $0.has(option) }.map { $0._commandName }
    if !owners.isEmpty {
      return "\(option) means nothing to \(name): leave it out. It is an option of \(listed(owners))."
    }
    let word = String(option.drop { $0 == "-" })
    if let advice = foreignOptions[word] { return "\(option): there is no such option; \(advice)." }
    guard let path = SpecKeys.path(of: word) else { return nil }
    if command == InitCommand.self { return "\(option): \(adviceOnKeysOfInit)" }
    return "\(option): this is a key of the spec; " + change("\(path)=\(value(of: option) ?? "VALUE")")
  }

  /// How to change a key: here, in a command that reads specs, or by training another run.
  private func change(_ override: String) -> String {
    let set = "--set \(shellWord(override))"
    let place = override.hasPrefix("layers[1].") ? " (layers are counted from 0)" : ""
    return command.has("--set")
      ? "write \(set)\(place)."
      : "train the changed spec: runner run SPEC \(set)\(override.hasPrefix("name=") ? "" : " --set name=NAME")\(place)."
  }

  /// The option's value.
  private func value(of option: String) -> String? {
    guard let index = arguments.firstIndex(where: { $0 == option || $0.hasPrefix(option + "=") }) else { return nil }
    if arguments[index] != option { return String(arguments[index].dropFirst(option.count + 1)) }
    return arguments.dropFirst(index + 1).first { !$0.hasPrefix("--") }
  }
}

extension Runner {
  static var commands: [any ParsableCommand.Type] { configuration.subcommands }
}

extension ParsableCommand {
  fileprivate static func isCalled(_ word: String) -> Bool {
    word == _commandName || configuration.aliases.contains(word)
  }

  /// Whether the command's help shows this option.
  fileprivate static func has(_ option: String) -> Bool {
    Runner.helpMessage(for: self, columns: 200).split(separator: "\n").contains { line in
      line.hasPrefix("  \(option) ") || line.hasPrefix("  \(option),") || line.contains(", \(option) ")
    }
  }
}

/// `run, sweep and verify`
private func listed(_ words: [String]) -> String {
  words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
}
