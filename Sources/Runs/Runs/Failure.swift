import Datasets
import Diagnostics
import ExperimentSpec
import Files
import Glibc
import Reporting
import Results

/// How the process ends; the numbers are those of sysexits.h.
package enum ExitStatus: Int32 {
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
package struct Failure: Error {
  /// One thing that is wrong.
  package struct Problem {
    package var event: ProgressEvent
    /// Whole lines for people; nil for the event's own sentence, if any.
    package var text: String?

    package init(event: ProgressEvent, text: String? = nil) {
      self.event = event
      self.text = text
    }
  }

  package var status: ExitStatus
  /// Empty if everything was reported.
  package var problems: [Problem]

  package init(_ status: ExitStatus, _ problems: [Problem]) {
    self.status = status
    self.problems = problems
  }

  /// - Parameter message: whole lines that begin with `error: `; empty if everything was reported.
  package init(_ status: ExitStatus, _ message: String) {
    let bare = message.hasPrefix("error: ") ? String(message.dropFirst(7)) : message
    self.init(status, message.isEmpty ? [] : [Problem(event: .error(bare), text: message)])
  }

  package init(_ status: ExitStatus, _ diagnostic: Diagnostic) {
    self.init(status, [Problem(event: diagnostic.event, text: diagnostic.description)])
  }

  /// - Parameter description: what is wrong; may begin with the file's path.
  package init(_ status: ExitStatus, file: String, _ description: String, hint: String? = nil) {
    let start = file + ": "
    let bare = description.hasPrefix(start) ? String(description.dropFirst(start.count)) : description
    self.init(status, [Problem(event: .error(bare, file: file, hint: hint), text: nil)])
  }

  /// Without the word "error", for a warning.
  package var reason: String { message.hasPrefix("error: ") ? String(message.dropFirst(7)) : message }

  /// The text for people.
  package var message: String { problems.compactMap { $0.text ?? $0.event.sentence }.joined(separator: "\n") }
}

extension Diagnostic {
  fileprivate var event: ProgressEvent {
    .error(
      problem, file: file, line: mark?.line, column: mark?.column, path: path.isEmpty ? nil : path, hint: hint)
  }
}

extension Failure {
  /// Nil for what the argument parser itself prints: help, the version, usage errors.
  package init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let list as DiagnosticList: self.init(list)
    case let diagnostic as Diagnostic: self.init(.invalidSpec, diagnostic)
    case let file as UnreadableFile: self.init(file)
    case let problem as FileProblem: self.init(.inputOutput, file: problem.path, problem.description)
    case let problem as ResultLock.Problem: self.init(problem)
    case let problem as DatasetProblem: self.init(problem)
    case let early as Interrupted:
      self.init(ExitStatus(rawValue: 128 + early.signal) ?? .terminated, early.events.map { Problem(event: $0) })
    default: return nil
    }
  }

  private init(_ list: DiagnosticList) {
    self.init(.invalidSpec, list.diagnostics.map { Problem(event: $0.event, text: $0.description) })
    if let rest = list.rest { problems.append(Problem(event: .note(rest))) }
  }

  private init(_ file: UnreadableFile) {
    let advice = Self.advice(file.path)
    let event = ProgressEvent.error(file.reason, file: file.path, hint: advice)
    self.init(.missingInput, [Problem(event: event, text: "\(file); \(advice)")])
  }

  /// What a path that is not a readable spec may have meant.
  private static func advice(_ path: String) -> String {
    if isFolder(path) {
      let files = (path.hasSuffix("/") ? path : path + "/") + "*.yaml"
      return (try? SweepLoader.specFiles(in: path)) == nil ? "check the path" : "name its files, as in \(files)"
    }
    let near = [path + ".yaml", path + ".yml", "experiments/" + path, "experiments/\(path).yaml"]
    if let file = near.first(where: isReadableFile) { return "did you mean '\(file)'?" }
    if let override = specOverride(path) { return "a key of the spec is changed with --set \(override)" }
    guard !path.contains("/"), !path.contains(".") else { return "check the path" }
    if let command = suggestion(for: path, among: commandNames) { return "did you mean the command '\(command)'?" }
    return "it is no command either, see: runner --help"
  }

  private init(_ problem: ResultLock.Problem) {
    switch problem {
    case .heldBy(_, let path): self.init(.busy, file: path, problem.description)
    case .file(let file): self.init(.inputOutput, file: file.path, file.description)
    }
  }

  private init(_ problem: DatasetProblem) {
    self.init(ExitStatus(problem.kind), file: problem.place, problem.problem, hint: problem.hint)
  }

  /// Joins the failures of several files: all are reported, and an invalid spec outranks a missing one.
  package init(all failures: [Failure]) {
    let status = failures.contains { $0.status == .invalidSpec } ? .invalidSpec : failures.first?.status
    self.init(status ?? .failed, failures.flatMap(\.problems))
  }

  /// Does the same with each of several: what fails keeps the others from nothing, and is thrown at the end.
  package static func collected<Item>(_ items: [Item], _ work: (Item) throws -> Void) throws {
    var failures: [Failure] = []
    for item in items {
      do { try work(item) } catch {
        guard items.count > 1, !(error is Interrupted), let failure = Failure(error) else { throw error }
        failures.append(failure)
      }
    }
    if !failures.isEmpty { throw Failure(all: failures) }
  }
}

extension ExitStatus {
  package init(_ kind: DatasetProblem.Kind) {
    switch kind {
    case .missing: self = .missingInput
    case .unreadable, .damaged: self = .inputOutput
    case .trainLimit, .testLimit, .memory, .option: self = .invalidSpec
    }
  }
}

/// The commands, to guess the meaning of a word that is not a file.
package let commandNames = [
  "run", "sweep", "watch", "init", "validate", "data", "summary", "explain", "schema", "compare", "diff", "report",
  "export",
  "evaluate", "predict", "verify", "list", "history", "remove",
]

/// `batch_size=32` as for `--set`, `lr=0.1` with the key's full path; nil if the text is not such a pair.
package func specOverride(_ text: String) -> String? {
  guard let equals = text.firstIndex(of: "="), equals > text.startIndex, text.first != "-" else { return nil }
  let key = String(text[..<equals])
  return (SpecKeys.path(of: key) ?? key) + text[equals...]
}
