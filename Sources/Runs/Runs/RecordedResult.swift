import Catalog
import Diagnostics
import ExperimentSpec
import Files
import Glibc
import Records
import Results
import Text

/// A result that a command line names, with its summary.
package struct RecordedResult {
  package let paths: ResultPaths
  package let summary: RunSummary

  package init(_ paths: ResultPaths) throws {
    self.paths = paths
    let text = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    do { summary = try RunSummary(text: text) } catch {
      throw Failure(
        .inputOutput,
        "error: \(paths.summary): \(error): this is no summary that this runner can read; restore it, or train it again"
      )
    }
  }

  package init(_ paths: ResultPaths, _ summary: RunSummary) {
    self.paths = paths
    self.summary = summary
  }

  /// `dense`, `results/dense`, `results/dense/` or `results/dense.json`; `batchsizes/64` for a run of a sweep, from its own file or
  /// the sweep's.
  package init(argument: String, _ results: String) throws {
    let paths = ResultPaths(argument: argument, root: results)
    let inResults = ResultPaths(argument: results + "/" + argument, root: results)
    for paths in [paths, inResults] {
      if paths.isComparison { throw Self.isComparison(argument) }
      if RecordedSweep.isAt(paths) { throw Self.isSweep(argument, try RecordedSweep(paths)) }
      if paths.hasSummary {
        try self.init(paths)
        return
      }
      let sweep = ResultPaths(argument: paths.root, root: results)
      guard paths.root.contains("/"), RecordedSweep.isAt(sweep) else { continue }
      guard let run = try RecordedSweep(sweep).summary.runs.first(where: { $0.name == paths.name }) else { continue }
      self.init(paths, run)
      return
    }
    for paths in [paths, inResults] {
      if let run = UnfinishedRun(paths, results) { throw Failure(.missingInput, "error: \(run.sentence)") }
    }
    throw Self.missing(argument, paths)
  }

  private static func isSweep(_ argument: String, _ sweep: RecordedSweep) -> Failure {
    let names = sweep.results.map { "\(sweep.summary.name)/\($0.summary.name)" }
    return Failure(
      .missingInput,
      "error: \(argument): this is a sweep of \(names.count) runs; name one of them"
        + (names.first.map { ", as in \($0)" } ?? ""))
  }

  private static func isComparison(_ argument: String) -> Failure {
    Failure(
      .missingInput,
      "error: \(argument): this is a comparison, which runner has made of results; name the results themselves")
  }

  package static func nothing(in results: String) -> Failure {
    let runs = (try? UnfinishedRun.all(in: results).map(\.sentence)) ?? []
    let unfinished = runs + ((try? UnfinishedSweep.all(in: results).map(\.sentence)) ?? [])
    guard !unfinished.isEmpty else {
      return Failure(
        .missingInput, "error: \(results): there is no result here; train a spec first: runner run SPEC")
    }
    return Failure(
      .missingInput,
      "error: \(results): there is no finished result here\n  " + unfinished.joined(separator: "\n  "))
  }

  package static func missing(_ argument: String, _ paths: ResultPaths) -> Failure {
    if isSpec(argument) {
      return Failure(
        .missingInput, "error: \(argument): this is a spec; name its result, or train it first: runner run \(argument)")
    }
    let known = ((try? ResultPaths.finished(in: paths.root)) ?? []).map(\.paths.name)
    let advice =
      suggestion(for: paths.name, among: known).map { "did you mean '\($0)'?" }
      ?? "train its spec first: runner run SPEC"
    return Failure(.missingInput, "error: \(paths.summary): there is no such result; \(advice)")
  }

  /// timing.csv; nil in a fresh clone, which has only the committed files.
  package var timing: SavedTiming? {
    (try? AtomicFile.read(paths.timing)).flatMap { SavedTiming(String(decoding: $0, as: UTF8.self)) }
  }

  /// Time spent training.
  package var seconds: Double? { timing?.seconds }

  /// environment.json; nil in a fresh clone.
  package var environment: JSONValue? {
    (try? AtomicFile.read(paths.environment)).flatMap { try? JSONValue(text: String(decoding: $0, as: UTF8.self)) }
  }

  /// The spec's file, if known, for the next step in a message. A fresh clone has no environment.json that names it.
  package var specFile: String? {
    if case .string(let file)? = environment?["spec_file"] { return file }
    let usual = "experiments/\(summary.name).yaml"
    return isReadableFile(usual) ? usual : nil
  }

  package var places: RecordedPlaces { RecordedPlaces(environment, root: paths.root, specFile: specFile) }

  /// The folder of data sets that is named now, or else that of the run.
  package func dataFolder(besides named: String?) -> String? {
    named ?? places[.data].flatMap { isFolder($0) ? $0 : nil }
  }

  /// If a file is missing, adds to the message where the run found it, and how to name another place.
  package func explainingPlaces<Value>(_ read: () throws -> Value) throws -> Value {
    do { return try read() } catch let failure as Failure where failure.status == .missingInput {
      let known = places.inputs
      guard !known.isEmpty else { throw failure }
      throw Failure(
        failure.status,
        failure.message + "\n  the run found it in \(known.joined(separator: ", ")); another place is named with "
          + "--set \(places.dataOption) or --set initial_weights=FILE")
    }
  }

  /// The model's inputs and outputs; nil for results older than this record.
  ///
  /// - Throws: a `Failure` if the record is damaged.
  package func interface() throws -> DataInterface? {
    let path = paths.preprocessing
    guard access(path, F_OK) == 0 else { return environment.flatMap(DataInterface.init(ofEarlier:)) }
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    if let json = try? JSONValue(text: text), let interface = DataInterface(json) { return interface }
    throw Failure(
      .inputOutput, "error: \(path): this is not what a run has written, or a later version's; train its spec again")
  }

  /// The recorded spec as the loader reads it, with updated paths.
  package func loadedSpec(_ overrides: [String] = []) throws -> LoadedExperiment {
    try ExperimentLoader.load(
      text: summary.spec.locating(places).yaml(), called: "spec of " + paths.summary, overrides: overrides)
  }
}

package func isSpec(_ argument: String) -> Bool { argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") }

extension ExperimentReader {
  /// The recorded spec as an experiment. It is read like any other: as YAML, with every check.
  package mutating func read(_ result: RecordedResult) throws -> Experiment {
    let loaded = try result.loadedSpec(overrides)
    return try result.explainingPlaces {
      try check(
        loaded, file: result.paths.summary, resolved: overrides.isEmpty ? result.summary.spec : loaded.spec.resolved())
    }
  }
}

extension RecordedResult {
  /// Finds the result that an argument names, finished or not.
  package static func place(of argument: String, _ results: String) throws -> ResultPaths {
    let paths = ResultPaths(argument: argument, root: results)
    let inResults = ResultPaths(argument: results + "/" + argument, root: results)
    let found = [paths, inResults].first { !["", ".", ".."].contains($0.name) && $0.hasAnything }
    guard let found else { throw missing(argument, paths) }
    try found.requireNoLinks()
    return found
  }
}

extension RecordedResult {
  /// The result that an argument names, directly or by its spec, with the experiment that made it.
  package static func withExperiment(_ argument: String, _ setup: TrainingSetup) throws -> (Experiment, RecordedResult)
  {
    func reader(_ dataFolder: String?) throws -> ExperimentReader {
      try ExperimentReader(overrides: setup.overrides, dataFolder: dataFolder, threads: setup.threads)
    }
    guard isSpec(argument) else {
      let recorded =
        try EarlierResult(argument, setup.results)?.result ?? RecordedResult(argument: argument, setup.results)
      var reader = try reader(recorded.dataFolder(besides: setup.dataFolder))
      return (try reader.read(recorded), recorded)
    }
    var reader = try reader(setup.dataFolder)
    let experiment = try reader.read(argument)
    let paths = ResultPaths(root: setup.results, name: experiment.name)
    guard paths.hasSummary else {
      throw Failure(
        .missingInput, "error: \(paths.summary): there is no result to verify; train it first: runner run \(argument)")
    }
    return (experiment, try RecordedResult(paths))
  }
}
