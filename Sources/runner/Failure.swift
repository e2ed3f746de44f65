import ArgumentParser
import Datasets
import Diagnostics
import ExperimentSpec
import Glibc
import Kernels
import Results

/// How the process ends; the numbers are those of sysexits.h.
enum ExitStatus: Int32 {
  /// A run diverged or failed, or `verify` found a difference.
  case failed = 1
  case usage = 64
  case invalidSpec = 65
  case missingInput = 66
  case inputOutput = 74
  case busy = 75
  /// 128 + SIGHUP.
  case hungUp = 129
  /// 128 + SIGINT.
  case interrupted = 130
  /// 128 + SIGTERM.
  case terminated = 143
}

/// Why a command stops: what it says on stderr, and its exit code.
struct Failure: Error {
  var status: ExitStatus
  /// Whole lines; empty when everything has been said.
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  func endProcess() -> Never {
    if !message.isEmpty { Console.note(message) }
    exit(status.rawValue)
  }
}

extension Failure {
  /// nil for what the argument parser words and ends with itself: help, the version, usage errors.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let list as DiagnosticList: self.init(.invalidSpec, list.description)
    case let diagnostic as Diagnostic: self.init(.invalidSpec, diagnostic.description)
    case let file as UnreadableFile: self.init(file)
    case let problem as FileProblem: self.init(.inputOutput, "error: \(problem)")
    case let problem as ResultLock.Problem: self.init(problem)
    case let problem as DatasetProblem: self.init(problem)
    case let early as Interrupted: self.init(ExitStatus(rawValue: 128 + early.signal) ?? .terminated, early.message)
    default: return nil
    }
  }

  private init(_ file: UnreadableFile) { self.init(.missingInput, "\(file); \(Self.advice(file.path))") }

  /// What may have been meant by a path that is no readable spec.
  private static func advice(_ path: String) -> String {
    if isFolder(path) { return "name its files, as in \(path.hasSuffix("/") ? path : path + "/")*.yaml" }
    let near = [path + ".yaml", path + ".yml", "experiments/" + path, "experiments/\(path).yaml"]
    if let file = near.first(where: isReadableFile) { return "did you mean '\(file)'?" }
    if let override = UsageAdvice.override(path) { return "a key of the spec is changed with --set \(override)" }
    guard !path.contains("/"), !path.contains(".") else { return "check the path" }
    let commands = Runner.configuration.subcommands.compactMap { command in command.configuration.commandName }
    if let command = suggestion(for: path, among: commands) { return "did you mean the command '\(command)'?" }
    return "it is no command either, see: runner --help"
  }

  private init(_ problem: ResultLock.Problem) {
    switch problem {
    case .heldBy: self.init(.busy, "error: \(problem)")
    case .file: self.init(.inputOutput, "error: \(problem)")
    }
  }

  private init(_ problem: DatasetProblem) {
    switch problem.kind {
    case .missing: self.init(.missingInput, "error: \(problem)")
    case .unreadable, .damaged: self.init(.inputOutput, "error: \(problem)")
    case .memory, .trainLimit, .testLimit: self.init(.invalidSpec, "error: \(problem)")
    }
  }

  /// Several files' failures as one: everything is said, and an invalid spec counts more than a missing one.
  init(all failures: [Failure]) {
    let status = failures.contains { $0.status == .invalidSpec } ? .invalidSpec : failures.first?.status
    self.init(status ?? .failed, failures.map(\.message).joined(separator: "\n"))
  }
}
