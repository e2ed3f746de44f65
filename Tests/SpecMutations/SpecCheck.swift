import Catalog
public import Diagnostics
public import ExperimentSpec
import Geometry
import Glibc

/// What `runner validate` does with a spec, up to the data: parse, check, expand a sweep, infer shapes, render every problem.
///
/// Every text is in a file when it is checked, so that one that ends the process can be found.
public struct SpecCheck: Sendable {
  public enum Outcome: Equatable, Sendable {
    /// What the text means: the resolved spec as YAML.
    case valid(String)
    /// What is wrong, each with its place.
    case refused(DiagnosticList)
    case unreadable(UnreadableFile)

    /// What a user would read about it.
    public var words: String {
      switch self {
      case .valid(let resolved): resolved
      case .refused(let problems): problems.description
      case .unreadable(let file): file.description
      }
    }
  }

  /// The outcome for a text as one experiment and, if it mentions a sweep, as a sweep.
  public struct Verdict: Equatable, Sendable {
    public var asSpec: Outcome
    public var asSweep: Outcome?

    /// What a user would read about it.
    public var words: String { asSpec.words + "\n" + (asSweep.map { $0.words + "\n" } ?? "") }
  }

  /// The text under check.
  public let path: String

  /// - Parameter folder: where the text is put; specs that it may extend are there.
  public init(folder: String) { path = folder + "/mutant.yaml" }

  /// - Throws: `Finding` for what no spec may cause: a problem without a place in the file, or a spec that differs from
  ///   its own resolved form read back.
  public func callAsFunction(_ text: [UInt8]) throws -> Verdict {
    try write(text, to: path)
    var verdict = Verdict(asSpec: try outcome { try check(try ExperimentLoader.load(path)) })
    if text.contains("sweep".utf8) {
      verdict.asSweep = try outcome { try SweepLoader.load(path).runs.prefix(3).map(check).joined() }
    }
    for case .refused(let problems)? in [verdict.asSpec, verdict.asSweep] {
      try requirePlaces(problems.diagnostics, in: text)
    }
    return verdict
  }

  /// The text as a `KEY=VALUE` override of a spec.
  public func asOverride(_ text: [UInt8], of spec: String) throws -> Verdict {
    try write(text, to: path)
    return Verdict(
      asSpec: try outcome {
        try check(try ExperimentLoader.load(spec, overrides: [String(decoding: text, as: UTF8.self)]))
      })
  }

  public struct Finding: Error, CustomStringConvertible {
    public var description: String
  }

  private func outcome(_ body: () throws -> String) throws -> Outcome {
    do {
      return .valid(try body())
    } catch let list as DiagnosticList {
      guard !list.diagnostics.isEmpty else { throw Finding(description: "refused without a reason") }
      guard !list.description.isEmpty else { throw Finding(description: "a problem without words") }
      return .refused(list)
    } catch let file as UnreadableFile {
      return .unreadable(file)
    }
  }

  /// - Returns: the resolved spec as YAML.
  private func check(_ experiment: LoadedExperiment) throws -> String {
    do {
      let graph = try ModelGraph(experiment.spec, input: Shape([28, 28, 1]), classes: 10)
      guard graph.parameters >= 0, graph.multiplyAdds >= 0 else { throw Finding(description: "a negative count") }
    } catch let problems as ShapeProblems {
      throw DiagnosticList(problems.problems.map { experiment.diagnostic(at: $0.path, $0.problem, hint: $0.hint) })
    }
    let (resolved, file) = (experiment.spec.resolved().yaml(), path + ".resolved.yaml")
    try write(Array(resolved.utf8), to: file)
    guard try ExperimentLoader.load(file).spec == experiment.spec else {
      throw Finding(description: "the resolved spec is another one")
    }
    return resolved
  }

  private func requirePlaces(_ problems: [Diagnostic], in text: [UInt8]) throws {
    let lines = 1 + text.count { $0 == 0x0A || $0 == 0x0D }
    for problem in problems where problem.file == path {
      guard let mark = problem.mark else {
        // If a file is not a text, or too long, no place is better than another.
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
