import ExperimentSpec
import Files
import Reporting
import Runs
import Text

/// The result of checking a file.
package struct SpecVerdict {
  /// Its path as on the command line, or in a folder that is named there.
  package let file: String
  package let finding: Finding

  package enum Finding {
    case experiment(Experiment)
    /// - Parameters:
    ///   - runs: those that depend on no result.
    ///   - trials: how many a search has in all; nil if all runs are known.
    case sweep(name: String, runs: [Experiment], trials: Int?)
    case invalid(Failure)
  }

  package var failure: Failure? { if case .invalid(let failure) = finding { failure } else { nil } }

  /// The name of its results; empty for an invalid file.
  package var name: String {
    switch finding {
    case .experiment(let experiment): experiment.name
    case .sweep(let name, _, _): name
    case .invalid: ""
    }
  }

  /// Empty for an invalid file.
  package var experiments: [Experiment] {
    switch finding {
    case .experiment(let experiment): [experiment]
    case .sweep(_, let runs, _): runs
    case .invalid: []
    }
  }

  /// What is valid but misleading.
  package var warnings: [String] {
    experiments.flatMap(\.warnings).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Nil for an invalid file.
  package var words: String? {
    switch finding {
    case .experiment(let experiment):
      let parameters = counted(experiment.graph.parameters, "parameter")
      let epochs = counted(experiment.spec.epochs, "epoch")
      return "\(file): valid (\(parameters), \(epochs) of \(experiment.dataset.name))"
    case .sweep(_, let runs, let trials):
      return "\(file): valid sweep (\(trials.map { counted($0, "trial") } ?? counted(runs.count, "run")))"
    case .invalid: return nil
    }
  }

  /// All files as a JSON document. A diagnostic has the fields of an `error` event.
  package static func document(_ verdicts: [SpecVerdict]) -> JSONValue {
    .object([
      .init("valid", .bool(verdicts.allSatisfy { $0.failure == nil })), .init("files", .list(verdicts.map(\.json))),
    ])
  }

  /// Everything that there is to say about it.
  var events: [ProgressEvent] {
    let notes = notes(about: experiments).map { ProgressEvent.note($0) }
    return warnings.map { ProgressEvent.warning($0) } + notes + (failure?.problems ?? []).map(\.event)
  }

  private var json: JSONValue {
    let start = [JSONValue.Member("file", .string(file)), .init("valid", .bool(failure == nil))]
    let diagnostics = events.map { event in
      JSONValue.object([.init("severity", .string(event.kind.rawValue))] + event.members)
    }
    return .object(start + details + [.init("diagnostics", .list(diagnostics))])
  }

  private var details: [JSONValue.Member] {
    switch finding {
    case .experiment(let experiment):
      return [
        .init("kind", .string("experiment")), .init("name", .string(experiment.name)),
        .init("parameters", .integer(experiment.graph.parameters)), .init("epochs", .integer(experiment.spec.epochs)),
        .init("dataset", .string(experiment.dataset.name)),
      ]
    case .sweep(let name, let runs, let trials):
      return [
        .init("kind", .string("sweep")), .init("name", .string(name)), .init("runs", .integer(trials ?? runs.count)),
      ]
    case .invalid: return [.init("kind", .null)]
    }
  }
}

extension ExperimentReader {
  /// On a file, or on each spec in a folder.
  package mutating func verdicts(on path: String) throws -> [SpecVerdict] {
    var files = [path]
    if isFolder(path) {
      do { files = try SweepLoader.specFiles(in: path) } catch { return [try verdict(path, failing: error)] }
    }
    var verdicts: [SpecVerdict] = []
    for file in files {
      do { verdicts.append(SpecVerdict(file: file, finding: try finding(file))) } catch {
        verdicts.append(try verdict(file, failing: error))
      }
    }
    return verdicts
  }

  private func verdict(_ file: String, failing error: any Error) throws -> SpecVerdict {
    guard let failure = Failure(error) else { throw error }
    return SpecVerdict(file: file, finding: .invalid(failure))
  }

  private mutating func finding(_ file: String) throws -> SpecVerdict.Finding {
    switch try LoadedSpec(file, overrides: overrides) {
    case .experiment(let loaded): .experiment(try check(loaded))
    case .sweep(let sweep): .sweep(name: sweep.name, runs: try check(sweep), trials: sweep.search?.trials)
    }
  }
}
