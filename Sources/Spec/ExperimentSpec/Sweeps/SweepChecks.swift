import Catalog
import Diagnostics
import YAMLTree

/// What the runs of a sweep must not have in common.
extension LoadedSweep {
  /// Two runs with one name would write the same files, and a folder's name becomes a file's.
  func requireNames() throws {
    if let (problem, hint) = nameProblem(name) {
      throw DiagnosticList([Diagnostic(file: file, problem: problem, hint: hint)])
    }
    var problems: [Diagnostic] = []
    var files: [String: String] = [:]
    for run in runs {
      let name = run.spec.name
      if isProgramFile(name) {
        problems.append(
          run.diagnostic(
            at: "name", "'\(name)' is what the program calls a file of its own beside the runs",
            hint: "choose another name"))
      }
      guard let other = files.updateValue(run.file, forKey: name) else { continue }
      problems.append(
        run.diagnostic(
          at: "name", "the name '\(name)' is taken by \(other): both would write the same results",
          hint: "give each spec of a sweep its own name"))
    }
    if !problems.isEmpty { throw DiagnosticList(problems) }
  }

  /// Two files with one experiment would train the same twice, and be ranked against each other.
  ///
  /// - Parameter isSet: whether `--set` may have made them equal.
  func requireDifferentFiles(isSet: Bool) throws {
    let hint = isSet ? "leave one of them out, or the --set that makes them equal" : "leave one of them out"
    let problems = repeatedRuns.map { first, second in runs[second].diagnostic(at: "", same(first, second), hint: hint)
    }
    if !problems.isEmpty { throw DiagnosticList(problems) }
  }

  /// The same for a sweep file's runs: reported at the value that does not differ from an earlier one, or at the
  /// distributions.
  func requireDifferent(_ points: [SweepPoint], drawnAt draws: YAMLNode) throws {
    var shown: Set<Int> = []
    var problems: [Diagnostic] = []
    for (first, second) in repeatedRuns {
      let value = points[second].firstValue(otherThanIn: points[first])
      let place = value ?? draws
      guard shown.insert(place.range.lowerBound).inserted else { continue }
      let hint = value == nil ? "draw fewer samples, or from more values" : "leave one of them out"
      problems.append(
        Diagnostic(in: place.source, at: place.range, path: "sweep", problem: same(first, second), hint: hint))
    }
    if !problems.isEmpty { throw DiagnosticList(problems) }
  }

  private func same(_ first: Int, _ second: Int) -> String {
    "runs \(runs[first].spec.name) and \(runs[second].spec.name) are the same experiment"
  }

  /// Each run that repeats an earlier one, with that one.
  private var repeatedRuns: [(first: Int, second: Int)] {
    var known: [LoadedExperiment.Identity: Int] = [:]
    return runs.enumerated().compactMap { index, run in
      guard let first = known[run.identity] else {
        known[run.identity] = index
        return nil
      }
      return (first, index)
    }
  }
}

/// Whether a run with this name would overwrite the program's own files: a sweep's folder may also be a run's, and each
/// run's files add the extensions `.csv` and `.json`.
private func isProgramFile(_ name: String) -> Bool {
  let stem = name.prefix { $0 != "." }
  return programFiles.contains(String(stem)) || name.hasSuffix(".svg")
}

private let programFiles: Set = [
  "lock", "previous", "checkpoint", "weights", "resolved", "predictions", "steps", "timing", "preprocessing",
  "environment", "history",
]

extension LoadedExperiment {
  /// What a run is a function of, apart from its data; name and description do not count.
  fileprivate struct Identity: Hashable {
    var spec: ExperimentSpec
    var initialWeightsPath: String?
  }

  fileprivate var identity: Identity {
    var spec = spec
    (spec.name, spec.description, spec.dataset) = ("", nil, dataset)
    return Identity(spec: spec, initialWeightsPath: initialWeightsPath)
  }
}

extension SweepPoint {
  /// The first value that is written in another place than the other run's.
  fileprivate func firstValue(otherThanIn other: SweepPoint) -> YAMLNode? {
    zip(values, other.values).first { $0.value.range != $1.value.range }?.0.value
  }
}
