public import Diagnostics
import ExperimentSpec
import Glibc
import ModelGraph
import Tensors

/// What `runner validate` does with a spec, up to the data: parse, check, expand a sweep, infer shapes, render every problem.
///
/// Every text is a file when it is checked, so that one that ends the process can be found.
public struct SpecCheck: Sendable {
  public enum Outcome: Equatable, Sendable {
    case valid
    /// What is wrong, each with its place.
    case refused([Diagnostic])
    case unreadable
  }

  /// The text under check.
  public let path: String

  /// - Parameter folder: where the text goes; specs that it may extend are there.
  public init(folder: String) { path = folder + "/mutant.yaml" }

  /// - Throws: `Finding` for what no spec may lead to: a problem without a place in the file, a spec that its own resolved
  ///   form does not give again.
  public func callAsFunction(_ text: [UInt8]) throws -> Outcome {
    try write(text, to: path)
    let outcome = try outcome { try check(try ExperimentLoader.load(path)) }
    if text.contains("sweep".utf8) {
      let swept = try self.outcome { for run in try SweepLoader.load(path).runs.prefix(3) { try check(run) } }
      if case .refused(let problems) = swept { try requirePlaces(problems, in: text) }
    }
    if case .refused(let problems) = outcome { try requirePlaces(problems, in: text) }
    return outcome
  }

  /// The text as `KEY=VALUE` over a spec.
  public func asOverride(_ text: [UInt8], of spec: String) throws -> Outcome {
    try write(text, to: path)
    return try outcome {
      try check(try ExperimentLoader.load(spec, overrides: [String(decoding: text, as: UTF8.self)]))
    }
  }

  public struct Finding: Error, CustomStringConvertible {
    public var description: String
  }

  private func outcome(_ body: () throws -> Void) throws -> Outcome {
    do {
      try body()
      return .valid
    } catch let list as DiagnosticList {
      guard !list.diagnostics.isEmpty else { throw Finding(description: "refused without a reason") }
      guard !list.description.isEmpty else { throw Finding(description: "a problem without words") }
      return .refused(list.diagnostics)
    } catch is UnreadableFile {
      return .unreadable
    }
  }

  private func check(_ experiment: LoadedExperiment) throws {
    do {
      let graph = try ModelGraph(experiment.spec, input: Shape([28, 28, 1]), classes: 10)
      guard graph.parameters >= 0, graph.multiplyAdds >= 0 else { throw Finding(description: "a negative count") }
    } catch let problems as ShapeProblems {
      throw DiagnosticList(problems.problems.map { experiment.diagnostic(at: $0.path, $0.problem, hint: $0.hint) })
    }
    let resolved = path + ".resolved.yaml"
    try write(Array(experiment.spec.resolved().yaml().utf8), to: resolved)
    guard try ExperimentLoader.load(resolved).spec == experiment.spec else {
      throw Finding(description: "the resolved spec is another one")
    }
  }

  private func requirePlaces(_ problems: [Diagnostic], in text: [UInt8]) throws {
    let lines = 1 + text.count { $0 == 0x0A || $0 == 0x0D }
    for problem in problems where problem.file == path {
      guard let mark = problem.mark else {
        // Of a file that is no text, or too long, no place is better than another.
        if problem.problem.hasPrefix("the ") { continue }
        throw Finding(description: "no place: \(problem)")
      }
      guard (1...lines).contains(mark.line), mark.column >= 1, (0...text.count).contains(mark.offset) else {
        throw Finding(description: "a place outside of the file: \(problem)")
      }
    }
  }
}

private func write(_ bytes: [UInt8], to path: String) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw SpecCheck.Finding(description: "can't write \(path)") }
  defer { close(descriptor) }
  guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
    throw SpecCheck.Finding(description: "can't write \(path)")
  }
}
